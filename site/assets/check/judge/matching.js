// Which rules fire on a definition: what classifier/matching.py and ruleset.py do.
import { isObject } from "./parameters.js";
import { plurals, splitName, verbForms } from "./words.js";

const [MOST_TEXTS, LONGEST_PARAM_TEXT, SHORTEST_SENTENCE] = [60, 2_000, 30];
const [OPENS_WEIGHS_LESS, AMBIGUOUS_WEIGHS_LESS] = [10, 12];
const EXACT = ["verb", "opens", "operation"];

/** The clauses of the rules, ready for use; an `act` is a verb of the name or an opening one. */
export const compileClauses = (clauses) => clauses.map((clause) => partsOf(clause).map(compile));

const partsOf = ({ zone, terms, pattern }) => {
  const forms = () => ({ zone: "opens", terms: terms.flatMap(verbForms) });
  if (zone === "act") return [{ zone: "verb", terms }, forms()];
  return [zone === "opens" ? forms() : { zone, terms, pattern }];
};

const compile = ({ zone, terms, pattern }) => {
  if (pattern !== undefined) return { zone, pattern: new RegExp(pattern, "iu") };
  if (zone === "annotation" || zone === "shape") return { zone, facts: new Set(terms) };
  const phrases = new Map();
  for (const phrase of terms.flatMap((term) => readPhrases(term, !EXACT.includes(zone)))) {
    const [first] = phrase.words;
    phrases.set(first, [...(phrases.get(first) ?? []), phrase]);
  }
  return { zone, phrases };
};

const readPhrases = (term, takesPlural) => {
  const [said, type] = term.split(" as ");
  const parts = said.replace(/^[=~]+/, "").split(/\s+/).filter(Boolean);
  const [last, head] = [parts.at(-1), parts.slice(0, -1)];
  const lasts = [last, ...(takesPlural ? plurals(last) : [])];
  return lasts.map((word) => ({ words: [...head, word], isWhole: said.startsWith("="), isEnd: said.startsWith("~"), type }));
};

/** Where each zone of a definition is looked at: words, texts, or facts. */
const zonesOf = (features) => {
  const { definition, name, parameters, description } = features;
  const texts = (text) => (text ? [text] : []);
  const choices = parameters.flatMap((parameter) => parameter.choices);
  return {
    verb: [{ ...name, tokens: features.verbs }],
    object: [{ ...name, tokens: features.objects }],
    name: [name],
    opens: [{ field: "description", text: definition.description ?? "", tokens: features.opens }],
    param: parameters.map(({ path, text, tokens, types }) => ({ field: path, text, tokens, types })),
    choice: choices.map(({ path, value }) => ({ field: path, text: value, tokens: splitName(value) })),
    operation: features.operations.map((words) => ({ ...words, isFirstOnly: true })),
    title: texts(definition.title),
    summary: texts(features.summary),
    text: texts(description),
    param_text: parameterTexts(parameters),
    annotation: Object.entries(isObject(definition.annotations) ? definition.annotations : {})
      .filter(([, value]) => typeof value === "boolean")
      .map(([hint, value]) => `${hint}=${value}`),
    shape: shapesOf(features),
  };
};

const parameterTexts = (parameters) =>
  parameters.slice(0, MOST_TEXTS).flatMap(({ description, choices }) => {
    const sentences = choices.filter(({ value }) => value.length >= SHORTEST_SENTENCE).map(({ value }) => value);
    return [...(description ? [description] : []), ...sentences].map((text) => text.slice(0, LONGEST_PARAM_TEXT));
  });

const shapesOf = ({ description, parameters, verbs, operations }) => [
  ...(description.trim() ? [] : ["no-description"]),
  ...(parameters.length ? [] : ["no-parameters"]),
  ...(verbs.length ? [] : ["no-verb"]),
  ...(operations.length ? ["has-operations"] : []),
];

/** The rules that fire, each with its strength. */
export const firedOn = (features, { rules, clauses, lexicon }) => {
  const zones = zonesOf(features);
  const found = new Map();
  const hitOf = (part) => {
    if (!found.has(part)) found.set(part, findHit(part, zones[part.zone]));
    return found.get(part);
  };
  const hitsOf = (number) => clauses[number].map(hitOf).filter(Boolean);
  return rules.map((rule) => fire(rule, hitsOf, lexicon)).filter(Boolean);
};

const fire = (rule, hitsOf, lexicon) => {
  const shown = [];
  for (const number of rule.all) {
    const [hit] = hitsOf(number);
    if (!hit) return null;
    shown.push(hit);
  }
  const any = rule.any.flatMap(hitsOf);
  if (rule.any.length && !any.length) return null;
  if (rule.none.some((number) => hitsOf(number).length)) return null;
  if (!rule.strength) return { rule, strength: 0 };
  return { rule, strength: Math.max(0, rule.strength - weighsLess(distinct([...shown, ...any]), lexicon)) };
};

const distinct = (hits) => [...new Map(hits.map((hit) => [[hit.zone, hit.field, hit.start, hit.end].join("\n"), hit])).values()];

const weighsLess = (shown, lexicon) => {
  const hit = shown.at(-1);
  if (!["verb", "opens"].includes(hit.zone) || shown.some(({ zone }) => zone !== hit.zone)) return 0;
  if (hit.zone === "opens") return OPENS_WEIGHS_LESS;
  return lexicon.ambiguous.has(hit.text.slice(hit.start, hit.end).toLowerCase()) ? AMBIGUOUS_WEIGHS_LESS : 0;
};

const findHit = ({ zone, pattern, facts, phrases }, places) => {
  if (pattern) return places.some((text) => pattern.test(text)) ? { zone } : null;
  if (facts) return places.some((fact) => facts.has(fact)) ? { zone } : null;
  for (const words of places) {
    const hit = findPhrase(zone, phrases, words);
    if (hit) return hit;
  }
  return null;
};

const findPhrase = (zone, phrases, { field, text, tokens, types, isFirstOnly }) => {
  for (let at = 0; at < (isFirstOnly ? Math.min(1, tokens.length) : tokens.length); at += 1) {
    for (const phrase of ranked(phrases.get(tokens[at].word) ?? [])) {
      const end = at + phrase.words.length;
      if (stands(phrase, tokens, at, types)) return { zone, field, text, start: tokens[at].start, end: tokens[end - 1].end };
    }
  }
  return null;
};

// A word alone is found before one that has to stand somewhere, and that before longer phrases.
const rankOf = ({ words, isWhole, isEnd, type }) => (words.length > 1 ? 2 : isWhole || isEnd || type ? 1 : 0);
const ranked = (phrases) => (phrases.length > 1 ? [...phrases].sort((a, b) => rankOf(a) - rankOf(b)) : phrases);

const stands = ({ words, isWhole, isEnd, type }, tokens, at, types) => {
  const end = at + words.length;
  if (end > tokens.length || (isWhole && (at !== 0 || end !== tokens.length)) || (isEnd && end !== tokens.length)) return false;
  if (type && types && !types.has(type)) return false;
  return words.every((word, place) => tokens[at + place].word === word);
};
