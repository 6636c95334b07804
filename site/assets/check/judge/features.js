// What the rules look at in one definition: what classifier/features.py does.
import { documentedParameters, isObject, readParameters } from "./parameters.js";
import { splitName, splitText } from "./words.js";

const [LONGEST_TEXT, LEADING_WORDS, LONGEST_SUMMARY] = [20_000, 14, 600];
const SENTENCE_END = /[.!?](?=\s)|[。！？]|\n\s*\n|\n(?=\s*(?:Args|Arguments|Parameters|Returns)\b)/g;
const SOFT_JOINTS = new Set(["and", "or", "then"]);
const PREPOSITIONS = new Set(["by", "of", "for", "from", "with", "per", "in", "on", "as", "to"]);
const LEADING_ONLY = new Set(["is", "has"]);
const CLOSING = new Set(["get", "create", "update", "delete", "generate"]);
const JOINT = /^\s*(?:[,/&+|]|\b(?:and|or|then|and\/or)\b)[\s,/]*(?:(?:optionally|then|also|permanently)\s+)?$/i;
const BRACKETED = /\s*(?:\[[^\]\n]{0,60}\]|<[^>\n]{0,60}>|\([^)\n]{0,60}\)|[^\p{L}\p{N}_\n]{1,3})\s*/uy;

/** The features of a definition whose fields have the right types. */
export const readFeatures = (definition, lexicon) => {
  const tokens = splitName(definition.name);
  const description = (definition.description ?? "").slice(0, LONGEST_TEXT);
  const opens = openingVerbs(description, lexicon);
  const verbs = nameVerbs(tokens, lexicon, new Set(opens.map(({ word }) => lexicon.forms.get(word))));
  const declared = isObject(definition.inputSchema) ? readParameters(definition.inputSchema) : [];
  const parameters = declared.length || !description ? declared : documentedParameters(description);
  return {
    definition,
    name: { field: "name", text: definition.name, tokens },
    verbs,
    objects: tokens.filter((token) => !verbs.includes(token)),
    opens,
    description,
    summary: description.slice(0, summaryEnd(description)),
    parameters,
    operations: operationsOf(parameters, lexicon),
  };
};

const summaryEnd = (description) => {
  SENTENCE_END.lastIndex = description.length - description.trimStart().length + 1;
  const end = SENTENCE_END.exec(description.trimEnd());
  return Math.min(end ? end.index : description.length, LONGEST_SUMMARY);
};

/** The verb of a name, and the verbs joined to it. */
export const nameVerbs = (tokens, lexicon, opening = new Set()) => {
  const known = [...tokens.keys()].filter((at) => lexicon.verbs.has(tokens[at].word) && (at === 0 || mayAct(tokens, at)));
  if (!known.length) return [];
  const first = chosen(tokens, known, lexicon, opening);
  const isJoined = (at) => at === first + 2 && SOFT_JOINTS.has(tokens[first + 1].word);
  return [tokens[first], ...known.filter(isJoined).map((at) => tokens[at])];
};

const chosen = (tokens, known, lexicon, opening) => {
  const last = tokens.length - 1;
  const clear = known.filter((at) => !lexicon.ambiguous.has(tokens[at].word));
  const meant = known.find((at) => opening.has(tokens[at].word));
  if (meant !== undefined && !clear.includes(0)) return meant;
  if (tokens.length > 2 && !opening.has(tokens[0].word) && CLOSING.has(tokens[last].word)) return last;
  const among = clear.length ? clear : known;
  if (among.includes(0)) return 0;
  return !clear.length && among.includes(last) ? last : among[0];
};

const mayAct = (tokens, at) => !LEADING_ONLY.has(tokens[at].word) && !PREPOSITIONS.has(tokens[at - 1].word);

const openingVerbs = (description, lexicon) => {
  let start = 0;
  for (;;) {
    BRACKETED.lastIndex = start;
    const bracket = BRACKETED.exec(description);
    if (!bracket || !bracket[0]) break;
    start += bracket[0].length;
  }
  const first = firstVerb(splitText(description, start, LEADING_WORDS + 1), lexicon);
  if (first === null) return [];
  const tokens = splitText(description, start, Math.max(first, 1) + LEADING_WORDS).slice(first, first + LEADING_WORDS);
  return [tokens[0], ...joined(description, tokens, lexicon)];
};

const joined = (description, tokens, lexicon) => {
  const hasS = lexicon.thirdPersons.has(tokens[0].word);
  const found = [];
  let last = tokens[0];
  const words = tokens.filter(({ word }) => !SOFT_JOINTS.has(word));
  const isListed = (from, token) => JOINT.test(description.slice(from.end, token.start));
  for (let at = 1; at < words.length; at += 1) {
    const token = words[at];
    if (!lexicon.forms.has(token.word) || lexicon.thirdPersons.has(token.word) !== hasS || !isListed(words[at - 1], token)) continue;
    if (lexicon.ambiguous.has(lexicon.forms.get(token.word)) && !isListed(last, token)) continue;
    last = token;
    found.push(token);
  }
  return found;
};

const firstVerb = (tokens, lexicon) => {
  for (const [at, { word }] of tokens.slice(0, LEADING_WORDS).entries()) {
    if (lexicon.fillers.has(word)) continue;
    if (lexicon.forms.has(word)) return at;
    if (!word.endsWith("ly")) return afterTo(tokens, at, lexicon);
  }
  return null;
};

const afterTo = (tokens, from, lexicon) => {
  for (let at = from; at < Math.min(tokens.length - 1, LEADING_WORDS); at += 1) {
    const verb = tokens[at + 1].word;
    if (!lexicon.forms.has(verb) || lexicon.fillers.has(verb)) continue;
    const leads = tokens[at].word;
    if (["to", "that", "will", "can"].includes(leads) || (leads === "for" && verb.endsWith("ing"))) return at + 1;
  }
  return null;
};

const spelt = (tokens) => tokens.map(({ word }) => word).join(" ");

const operationsOf = (parameters, lexicon) => {
  const found = [];
  for (const { choices, tokens } of parameters) {
    if (!choices.length || !lexicon.selectors.has(spelt(tokens))) continue;
    const offered = choices.map((choice) => [choice, splitName(choice.value)]);
    if (offered.every(([, words]) => lexicon.rehearsals.has(spelt(words)))) continue;
    for (const [{ path, value }, words] of offered) {
      const [verb] = nameVerbs(words, lexicon);
      found.push({ field: path, text: value, tokens: words.slice(verb ? words.indexOf(verb) : 0) });
    }
  }
  return found;
};
