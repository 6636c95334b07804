// Words of names and texts, and the forms of verbs: what classifier/tokens.py and lexicon.py do.
const LONGEST_NAME = 300;
const LATIN = [];
for (let code = 0x41; code < 0x250; code += 1) {
  if ((code > 0x5a && code < 0x61) || (code > 0x7a && code < 0xc0)) continue;
  LATIN.push(String.fromCharCode(code));
}
const UPPER = LATIN.filter((letter) => /\p{Lu}/u.test(letter)).join("");
const LOWER = LATIN.filter((letter) => /\p{Ll}/u.test(letter)).join("");
const NAME_WORD = new RegExp(
  `[${UPPER}]+(?=[${UPPER}][${LOWER}])|[${UPPER}]?[${LOWER}]+|[${UPPER}]+|\\p{Nd}+|(?:(?![${UPPER}${LOWER}])[\\p{L}\\p{Nl}\\p{No}])+`,
  "gu",
);
const TEXT_WORD = /[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*/gu;
const PLAIN = { ı: "i", ß: "ss", ø: "o", ł: "l", æ: "ae", œ: "oe", đ: "d" };
const FOLDED = new Map([...LOWER].map((letter) => [letter, PLAIN[letter] ?? letter.normalize("NFKD")[0]]));
const VOWELS = new Set("aeiou");
const ASCII = /^[\x00-\x7f]*$/;

/** A word in lower case, its Latin letters without accents. */
export const plain = (word) => {
  const lower = word.toLowerCase();
  return ASCII.test(lower) ? lower : [...lower].map((char) => FOLDED.get(char) ?? char).join("");
};

const tokenOf = (part) => ({ word: plain(part[0]), start: part.index, end: part.index + part[0].length });

/** The words of a snake, kebab, camel, dotted or slashed name. */
export const splitName = (name) => [...name.slice(0, LONGEST_NAME).matchAll(NAME_WORD)].map(tokenOf);

/** At most `most` words of a running text, from a place on. */
export const splitText = (text, start, most) => {
  const found = [];
  TEXT_WORD.lastIndex = start;
  while (found.length < most) {
    const part = TEXT_WORD.exec(text);
    if (!part) break;
    found.push(tokenOf(part));
  }
  return found;
};

/** The forms of a word in -s. */
export const plurals = (word) => {
  if (word.endsWith("y") && !VOWELS.has(word.at(-2))) return [`${word.slice(0, -1)}ies`];
  if (/(?:[sxzo]|ch|sh)$/.test(word)) return word.endsWith("o") ? [`${word}es`, `${word}s`] : [`${word}es`];
  return [`${word}s`];
};

/** A verb and its forms in -s and -ing. */
export const verbForms = (verb) => {
  const found = [verb, ...plurals(verb)];
  found.push(verb.endsWith("e") && !verb.endsWith("ee") ? `${verb.slice(0, -1)}ing` : `${verb}ing`);
  const last = verb.at(-1);
  const isClosed = verb.length > 2 && !VOWELS.has(last) && !"wxy".includes(last) && VOWELS.has(verb.at(-2));
  return isClosed ? [...found, `${verb}${last}ing`] : found;
};

/** The word lists of the rules, ready for use. */
export const readLexicon = (lists) => {
  const lexicon = Object.fromEntries(Object.entries(lists).map(([name, words]) => [name, new Set(words)]));
  lexicon.forms = new Map(lists.verbs.flatMap((verb) => verbForms(verb).map((form) => [form, verb])));
  lexicon.thirdPersons = new Set(lists.verbs.flatMap(plurals));
  return lexicon;
};
