// Turns a text into the terms it is found by, just as catalog/render/search/terms.py does.
const LONGEST = 24;
const CJK = "\\u3040-\\u30ff\\u3400-\\u9fff\\uf900-\\ufaff";
const WORD = new RegExp(`[${CJK}]+|(?:(?![${CJK}])[\\p{L}\\p{N}])+`, "gu");
const IS_CJK = new RegExp(`^[${CJK}]`, "u");

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "");
const words = (text) => plain(text).match(WORD) ?? [];
const split = (word) => word.replace(/[a-z0-9](?=[A-Z])|[A-Z](?=[A-Z][a-z])/g, "$& ").split(" ");
const cut = (word) => [...word].slice(0, LONGEST).join("");

const pairs = (word) =>
  Array.from({ length: Math.max(1, word.length - 1) }, (_, at) => word.slice(at, at + 2));

const stem = (word) => {
  if (word.length > 4 && word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  if (word.length > 4 && /(x|ch|sh|ss)es$/.test(word)) return word.slice(0, -2);
  return word.length > 3 && /[^sui]s$/u.test(word) ? word.slice(0, -1) : word;
};

const partsOf = (word) => {
  if (IS_CJK.test(word)) return pairs(word);
  const found = split(word).map((part) => stem(cut(part.toLowerCase())));
  const long = found.filter((part) => [...part].length > 1);
  return long.length ? long : found.slice(0, 1);
};

const wholeOf = (word) => {
  const count = split(word).length;
  return count > 1 && count <= 3 ? [stem(cut(word.toLowerCase()))] : [];
};

/** The terms of a text in their order; `GitHub` gives `git`, `hub` and `github`. */
export const terms = (text) => words(text).flatMap((word) => [...partsOf(word), ...wholeOf(word)]);

/** The terms of a text without the wholes of words in mixed case. */
export const parts = (text) => words(text).flatMap(partsOf);

/** The pieces of a text where its terms lie: a word of mixed case by its parts, then as a whole. */
export const pieces = (text) =>
  [...text.matchAll(WORD)].flatMap(({ 0: word, index: at }) => {
    const whole = wholeOf(plain(word));
    const found = [];
    for (const part of IS_CJK.test(word) ? [word] : split(word)) {
      found.push({ at, text: part, terms: [...partsOf(plain(part)), ...whole] });
      at += part.length;
    }
    return found;
  });

/** Several terms as one: `delete_file` and `deleteFile` are the same. */
export const joined = (found) => cut(found.join(""));
