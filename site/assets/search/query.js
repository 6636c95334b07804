// Answers a query: which tools and servers have all its words, the best first.
import { NAME, OWNER, TEXT, WHOLE } from "./index.js";
import { completed, mended } from "./mending.js";
import { joined, parts } from "./terms.js";

const MOST_WORDS = 8;
const WEIGHT = { [NAME]: 3, [OWNER]: 2, [TEXT]: 1 };
const WHOLE_WEIGHT = 3;
const LABEL_WEIGHT = 1.5;
const COMPLETED = 0.7;
const MENDED = 0.5;
const WHOLES = 6;
const FEW = 3;
const KNOWN = 20; // a word in so many entries is no slip of the finger

const alternatives = async (index, typed, open, mend) => {
  const lists = await index.lists(typed);
  const exact = lists ? [{ term: typed, quality: 1 }] : [];
  const more = open && typed.length > 1 ? await completed(index, typed) : [];
  const found = [...exact, ...more.map((term) => ({ term, quality: COMPLETED }))];
  const isKnown = lists?.some(({ count }) => count >= KNOWN);
  if (isKnown || (found.length && !mend)) return found;
  const meant = await mended(index, typed, open);
  return [...found, ...meant.map((term) => ({ term, quality: MENDED, isMended: true }))];
};

/** Labels of risk, category or signal that a word calls for. */
const labelsFor = (index, typed, open) => {
  const fits = (term) => term === typed || (open && typed.length > 2 && term.startsWith(typed));
  return ["risk", "category", "signal"].flatMap((kind) =>
    index.labels[kind].flatMap(([value, title, page, called], bit) =>
      called.some(fits) ? [{ kind, value, title, page, bit }] : [],
    ),
  );
};

export const hasLabel = (profile, { kind, bit }) =>
  kind === "signal" ? (profile.signal >> bit) & 1 : profile[kind] === bit;

/** The words of a query with what each may stand for. */
const understood = async (index, text, mend) => {
  const open = /[\p{L}\p{N}]$/u.test(text);
  const found = [...new Set(parts(text))].slice(0, MOST_WORDS);
  return Promise.all(
    found.map(async (typed, at) => {
      const isOpen = open && at === found.length - 1;
      const meant = await alternatives(index, typed, isOpen, mend);
      const labels = labelsFor(index, typed, isOpen);
      return { typed, isOpen, meant, labels, isMended: meant[0]?.isMended };
    }),
  );
};

/** Sums up what speaks for each entry, and which words it has. */
class Scores {
  constructor(index) {
    this.index = index;
    this.score = new Float32Array(index.entries);
    this.has = new Uint16Array(index.entries);
  }
  /** What is fetched comes in any order, but is added in one: sums of floats depend on it. */
  async add(gains) {
    const fetched = await Promise.all(gains.map(({ list }) => this.index.ids(list)));
    for (const [at, { weight, frequency, bits }] of gains.entries()) {
      const gain = weight * Math.log2(1 + this.index.entries / frequency);
      for (const id of fetched[at]) {
        this.score[id] += gain;
        this.has[id] |= bits;
      }
    }
  }
  addLabel(label, bits) {
    for (const profile of this.index.profiles) {
      if (!hasLabel(profile, label)) continue;
      for (let id = profile.first; id < profile.first + profile.count; id++) {
        this.score[id] += LABEL_WEIGHT;
        this.has[id] |= bits;
      }
    }
  }
  /** Ids that have all words, the best first; of equals the gravest first, as ids are sorted. */
  best(required) {
    const found = [];
    for (let id = 0; id < this.has.length; id++)
      if ((this.has[id] & required) === required) found.push(id);
    return this.#sorted(found);
  }
  /** Ids that have as many of the words as any, but half of them at least. */
  most(words) {
    let found = [];
    let most = Math.ceil(words / 2);
    for (let id = 0; id < this.has.length; id++) {
      const count = ones(this.has[id]);
      if (count < most) continue;
      if (count > most) found = [];
      most = count;
      found.push(id);
    }
    return this.#sorted(found);
  }
  #sorted(found) {
    return Uint32Array.from(found).sort((a, b) => this.score[b] - this.score[a] || a - b);
  }
}

const ones = (bits) => {
  let count = 0;
  for (let left = bits; left; left &= left - 1) count++;
  return count;
};

/** What one word gains in a field. Of words that only may be meant, the rare ones are no better. */
const gainsOf = ({ meant }, at, lists, field) => {
  const counts = lists.map((held) => held?.[field].count ?? 0);
  const most = Math.max(...counts);
  return meant.flatMap(({ quality }, n) => {
    const frequency = quality === 1 ? counts[n] : most;
    const weight = quality * WEIGHT[field];
    return counts[n] ? [{ list: lists[n][field], weight, frequency, bits: 1 << at }] : [];
  });
};

const addFields = async (index, scores, words, fields) => {
  const held = await Promise.all(
    words.map(({ meant }) => Promise.all(meant.map(({ term }) => index.lists(term)))),
  );
  const gains = words.flatMap((word, at) =>
    fields.flatMap((field) => gainsOf(word, at, held[at], field)),
  );
  await scores.add(gains);
};

/** Names that are just these words, or begin so while the last one is still being typed. */
const addWholes = async (index, scores, words) => {
  const name = joined(words.map(({ typed, isMended, meant }) => (isMended ? meant[0].term : typed)));
  const bits = (1 << words.length) - 1;
  const isOpen = words.at(-1).isOpen;
  const held = (await index.near(name)).filter(([term, lists]) => lists[WHOLE].count && (isOpen || term === name));
  held.sort(([a, x], [b, y]) => (b === name) - (a === name) || y[WHOLE].count - x[WHOLE].count);
  const near = held.slice(0, WHOLES);
  const frequency = Math.max(...near.map(([, lists]) => lists[WHOLE].count));
  const weight = (term) => WHOLE_WEIGHT * (name.length / term.length) ** 2;
  await scores.add(near.map(([term, lists]) => ({ list: lists[WHOLE], weight: weight(term), frequency, bits })));
};

/** A list that is left out of the index, as too many entries have the word. */
const isCommon = ({ count, long }) => count > 0 && long === 0;

/** Words that every answer must have: not those in too many entries, unless there are only such. */
const requiredBits = async (index, words) => {
  let bits = 0;
  for (const [at, { meant }] of words.entries()) {
    const lists = meant.length ? await index.lists(meant[0].term) : undefined;
    if (!lists?.some(isCommon)) bits |= 1 << at;
  }
  return bits || (1 << words.length) - 1;
};

const answer = async (index, text, { enough, mend }) => {
  const words = await understood(index, text, mend);
  if (!words.length) return { ids: new Uint32Array(0), words, scores: undefined };
  const scores = new Scores(index);
  const required = await requiredBits(index, words);
  await addWholes(index, scores, words);
  await addFields(index, scores, words, [NAME, OWNER]);
  for (const [at, { labels }] of words.entries())
    for (const label of labels) scores.addLabel(label, 1 << at);
  let ids = scores.best(required);
  if (ids.length < enough) {
    await addFields(index, scores, words, [TEXT]);
    ids = scores.best(required);
  }
  return { ids, words, scores };
};

/** The ids that answer `text`, and its words; texts are left out once names give `enough`.
 * `isPartial` tells that nothing has all the words, so that these have the most of them. */
export const search = async (index, text, { enough = Infinity } = {}) => {
  const first = await answer(index, text, { enough, mend: false });
  if (first.ids.length >= FEW || !first.words.length) return first;
  const second = await answer(index, text, { enough, mend: true });
  if (second.ids.length) return second.ids.length > first.ids.length ? second : first;
  return { ...second, ids: second.scores.most(second.words.length), isPartial: true };
};
