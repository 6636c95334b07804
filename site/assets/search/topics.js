// Finds the pages that explain: labels, attack patterns and the guide, by what they are called.
import { distance, slips } from "./mending.js";

const KINDS = ["risk", "category", "signal", "contradiction"];
const LEAST = 3; // letters from which on a word may be a beginning
const LEAST_SLIPPED = 5; // letters from which on a word may have a slip
const BEGUN = 0.8;
const SLIPPED = 0.7;
const CLOSE = 0.75;

export const hasLabel = (profile, { kind, bit }) =>
  kind === "signal" || kind === "contradiction" ? (profile[kind] >> bit) & 1 : profile[kind] === bit;

const countOf = (index, label) =>
  index.profiles.reduce((sum, profile) => sum + (hasLabel(profile, label) ? profile.count : 0), 0);

const split = (phrases) => phrases.map((phrase) => phrase.split(" "));

const allOf = (index) => {
  const labels = KINDS.flatMap((kind) =>
    index.labels[kind].map(([value, title, page, phrases], bit) => {
      const count = countOf(index, { kind, bit });
      return { kind, bit, value, title, page, count, phrases: split(phrases) };
    }),
  );
  const others = index.topics.map(([kind, title, page, about, count, phrases]) =>
    ({ kind, title, page, about, count, phrases: split(phrases) }));
  return [...labels, ...others];
};

const held = new WeakMap();
const topicsOf = (index) => {
  if (!held.has(index)) held.set(index, allOf(index));
  return held.get(index);
};

/** How well a word stands for one of a phrase, 0 to 1. */
const quality = ({ typed, isOpen, isKnown }, called) => {
  if (typed === called) return 1;
  if (isOpen && typed.length >= LEAST && called.startsWith(typed)) return BEGUN;
  if (isKnown || Math.min(typed.length, called.length) < LEAST_SLIPPED || /\d/.test(typed)) return 0;
  const most = slips(typed.length);
  return distance(typed, called, most, isOpen) <= most ? SLIPPED : 0;
};

/** What the words from `start` on have of the `n`-th phrase of a topic, or undefined. */
const fitAt = (words, start, phrase, n) => {
  const there = words.slice(start, start + phrase.length);
  // A title or an id may still be being typed; other phrases have to be there as a whole.
  const isWhole = there.length === phrase.length;
  if (!isWhole && (n > 1 || start)) return undefined;
  const fits = there.map((word, at) => quality(word, phrase[at]));
  if (!fits.every(Boolean)) return undefined;
  const bits = there.reduce((sum, _, at) => sum | (1 << (start + at)), 0);
  const strong = there.filter(({ isWeak }) => !isWeak).length;
  const mean = fits.reduce((sum, it) => sum + it, 0) / phrase.length;
  // One ordinary word that a label is only also called leaves the tools as they are.
  const isNarrow = isWhole && (n < 2 || phrase.length > 1 || !words[start].isKnown);
  return { bits, strong, isWhole, isNarrow, length: phrase.length, quality: mean };
};

/** The best fit of a topic anywhere in the words, or undefined. */
const fitOf = (words, { phrases }) => {
  let best;
  const take = (fit) => {
    if (fit && worth(fit) > (best ? worth(best) : 0)) best = fit;
  };
  for (const [n, phrase] of phrases.entries()) {
    for (let start = 0; start < words.length; start++) take(fitAt(words, start, phrase, n));
    // `toolpoisoning` is one word and stands for two.
    if (words.length === 1 && phrase.length > 1 && words[0].typed === phrase.join(""))
      take({ bits: 1, strong: 1, isWhole: true, isNarrow: true, length: phrase.length, quality: 1 });
  }
  return best;
};

const worth = ({ quality, strong }) => quality * (strong + 0.1);

/** The topics that a query names, the best first, each with the words that name it as bits. */
export const topicsFor = (index, words) => {
  const strong = words.filter(({ isWeak }) => !isWeak).length;
  return topicsOf(index)
    .flatMap((topic) => {
      const fit = fitOf(words, topic);
      return fit ? [{ ...topic, ...fit, isAll: fit.strong >= strong }] : [];
    })
    .sort((a, b) => worth(b) - worth(a));
};

/** The topics worth showing: all words name them, or a whole phrase of several does, and no
 * other one is named much better. */
export const offered = (named) =>
  named.filter(
    (topic) => (topic.isAll || (topic.isWhole && topic.length > 1)) && worth(topic) > CLOSE * worth(named[0]),
  );
