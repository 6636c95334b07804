// Answers a query: which tools, servers and vendors have all its words, the best first.
import { NAME, OWNER, TEXT, WHOLE } from "./index.js";
import { understood } from "./mending.js";
import { joined } from "./terms.js";
import { hasLabel, offered, topicsFor } from "./topics.js";

const WEIGHT = { [NAME]: 3, [OWNER]: 2, [TEXT]: 1 };
const WHOLE_WEIGHT = 3;
const LABEL_WEIGHT = 1.5;
const WEAK = 0.2;
const FULL = 1.5; // a name with the stop words in it is what was asked for
const WHOLES = 6;
const FEW = 3;

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
  addLabel(label) {
    const { bits } = label;
    const words = ones(bits);
    for (const profile of this.index.profiles) {
      if (!hasLabel(profile, label)) continue;
      for (let id = profile.first; id < profile.first + profile.count; id++) {
        this.score[id] += LABEL_WEIGHT * words;
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
  /** Ids that have as many of the words as any, whatever fits nearly everything left aside. */
  most(words) {
    const telling = words.reduce((bits, { isWeak }, at) => (isWeak ? bits : bits | (1 << at)), 0);
    let found = [];
    let most = 1;
    for (let id = 0; id < this.has.length; id++) {
      const count = ones(this.has[id] & telling);
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
const gainsOf = ({ meant, isWeak }, at, lists, field) => {
  const counts = lists.map((held) => held?.[field].count ?? 0);
  const most = Math.max(...counts);
  return meant.flatMap(({ quality }, n) => {
    const frequency = quality === 1 ? counts[n] : most;
    const weight = quality * WEIGHT[field] * (isWeak ? WEAK : 1);
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
const addName = async (index, scores, name, { bits, isOpen, factor }) => {
  const held = (await index.near(name)).filter(([term, lists]) => lists[WHOLE].count && (isOpen || term === name));
  held.sort(([a, x], [b, y]) => (b === name) - (a === name) || y[WHOLE].count - x[WHOLE].count);
  const near = held.slice(0, WHOLES);
  const frequency = Math.max(...near.map(([, lists]) => lists[WHOLE].count));
  const weight = (term) => factor * WHOLE_WEIGHT * (name.length / term.length) ** 2;
  await scores.add(near.map(([term, lists]) => ({ list: lists[WHOLE], weight: weight(term), frequency, bits })));
};

/** Stop words are in no list, but `cancel_all_orders` is a name as a whole. */
const addWholes = async (index, scores, { words, all, isOpen }) => {
  const joinedBy = (some) => joined(some.map(({ typed, isMended, meant }) => (isMended ? meant[0].term : typed)));
  const strong = words.filter(({ isWeak }) => !isWeak);
  const names = new Set([joinedBy(words), joinedBy(strong)]);
  const bits = (1 << words.length) - 1;
  for (const name of names) await addName(index, scores, name, { bits, isOpen, factor: 1 });
  const full = joined(all);
  if (!names.has(full)) await addName(index, scores, full, { bits, isOpen, factor: FULL });
};

/** A list that is left out of the index, as too many entries have the word. */
const isCommon = ({ count, long }) => count > 0 && long === 0;

/** Words that every answer must have: not those that fit nearly everything or are in too many
 * entries, unless there are only such. */
const requiredBits = async (index, words) => {
  let bits = 0;
  for (const [at, { meant, isWeak }] of words.entries()) {
    if (isWeak) continue;
    const lists = meant.length ? await index.lists(meant[0].term) : undefined;
    if (!lists?.some(isCommon)) bits |= 1 << at;
  }
  return bits || (1 << words.length) - 1;
};

/** The words without what those may be mended to that name a page as they are. */
const unmended = (words, topics) => {
  const named = topics.reduce((bits, topic) => bits | topic.bits, 0);
  const isNamed = ({ isMended }, at) => isMended && (named >> at) & 1;
  return words.map((word, at) => (isNamed(word, at) ? { ...word, meant: [], isMended: false } : word));
};

const answer = async (index, text, { enough, mend }) => {
  const meaning = await understood(index, text, mend);
  const named = topicsFor(index, meaning.words);
  const topics = offered(named);
  const words = unmended(meaning.words, topics);
  const result = { words, topics };
  if (!words.length) return { ...result, ids: new Uint32Array(0) };
  const scores = new Scores(index);
  const required = await requiredBits(index, words);
  await addWholes(index, scores, { ...meaning, words });
  await addFields(index, scores, words, [NAME, OWNER]);
  for (const topic of named) if (topic.isNarrow && topic.bit !== undefined) scores.addLabel(topic);
  let ids = scores.best(required);
  if (ids.length < enough) {
    await addFields(index, scores, words, [TEXT]);
    ids = scores.best(required);
  }
  return { ...result, ids, scores };
};

/** Both lists, what is in the first one ahead. */
const merged = (first, second) => {
  const known = new Set(first);
  return Uint32Array.from([...first, ...second.filter((id) => !known.has(id))]);
};

/** The ids that answer `text`, its words, and the pages that it names; texts are left out once
 * names give `enough`. `isPartial` tells that nothing has all the words, so that these have the
 * most of them. */
export const search = async (index, text, { enough = Infinity } = {}) => {
  const first = await answer(index, text, { enough, mend: false });
  if (first.ids.length >= FEW || !first.words.length) return first;
  const second = await answer(index, text, { enough, mend: true });
  if (second.ids.length) return { ...second, ids: merged(first.ids, second.ids) };
  return { ...second, ids: second.scores.most(second.words), isPartial: true };
};
