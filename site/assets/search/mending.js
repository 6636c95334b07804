// Makes out what the words of a query may stand for: completed, or with a slip of the finger mended.
import { parts } from "./terms.js";

const COMPLETIONS = 4;
const MENDINGS = 3;
const MOST_WORDS = 8;
const SAME = 0.9;
const COMPLETED = 0.7;
const MENDED = 0.5;
const KNOWN = 20; // a word in so many entries is no slip of the finger

/** How many slips a word of this length may have. */
export const slips = (length) => (length < 3 ? 0 : length < 7 ? 1 : 2);

/** Slips between two words (one left out, added, changed or swapped with the next); of `word`
 * only the beginning has to fit if `open`. What is above `most` may be any number above it. */
export const distance = (typed, word, most, open = false) => {
  const width = Math.min(word.length, typed.length + most);
  let before = [];
  let row = Array.from({ length: width + 1 }, (_, at) => at);
  for (let y = 1; y <= typed.length; y++) {
    const next = [y];
    let least = y;
    for (let x = 1; x <= width; x++) {
      const same = typed[y - 1] === word[x - 1];
      let cost = Math.min(row[x] + 1, next[x - 1] + 1, row[x - 1] + (same ? 0 : 1));
      if (x > 1 && y > 1 && typed[y - 1] === word[x - 2] && typed[y - 2] === word[x - 1])
        cost = Math.min(cost, before[x - 2] + 1);
      next.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return most + 1;
    before = row;
    row = next;
  }
  return open ? Math.min(...row) : row[width] + (word.length - width);
};

const bySize = (one, other) => other.size - one.size || (one.word < other.word ? -1 : 1);

/** The most frequent words that begin like `typed`. */
const completed = async (index, typed) => {
  const found = await index.wordsOf(typed[0]);
  const fitting = found.filter(({ word }) => word.startsWith(typed) && word !== typed);
  return fitting.sort(bySize).slice(0, COMPLETIONS).map(({ word }) => word);
};

/** The words of `found` that are nearest to `typed`, each with its slips; `first` counts ahead. */
const nearest = (found, { typed, most, open, first = 0 }) => {
  let best = [];
  let least = most;
  for (const entry of found) {
    if (Math.abs(entry.word.length - typed.length) > most && !open) continue;
    const slipped = first + distance(typed, entry.word, least - first, open);
    if (!slipped || slipped > least) continue;
    if (slipped < least) best = [];
    least = slipped;
    best.push({ ...entry, slipped });
  }
  return best;
};

/** Words whose first character was mistaken or left out: what is behind it tells them. */
const mistaken = async (index, { typed, most, open }) => {
  const behind = async (text, fits) => {
    const found = (await index.tailsLike(text.slice(0, 2))).filter(({ heads }) => heads.some(fits));
    const tails = found.map(({ tail, heads }) => ({ word: tail, heads: heads.filter(fits) }));
    return nearest(tails, { typed: text, most, open, first: 1 }).flatMap(({ word, heads, slipped }) =>
      heads.map(({ head, size }) => ({ word: head + word, size, slipped })),
    );
  };
  const isOther = ({ head }) => head !== typed[0];
  const found = [behind(typed, () => true)];
  if (typed.length > 3) found.push(behind(typed.slice(1), isOther));
  return (await Promise.all(found)).flat();
};

/** Words that are one or two slips away from `typed`. */
const mended = async (index, typed, open) => {
  const most = slips(typed.length);
  if (!most) return [];
  const asked = { typed, most, open };
  let found = nearest(await index.wordsOf(typed[0]), asked);
  if (!found.length || found[0].slipped > 1) {
    // The first character is rarely the wrong one, so the files for that come second.
    const swapped = async () =>
      typed[0] === typed[1] ? [] : nearest(await index.wordsOf(typed[1]), asked);
    found = [found, ...(await Promise.all([swapped(), mistaken(index, asked)]))].flat();
  }
  const least = Math.min(...found.map(({ slipped }) => slipped));
  const nearestLength = ({ word }) => Math.abs(word.length - typed.length);
  const best = found.filter(({ slipped }) => slipped === least);
  best.sort((a, b) => b.size - a.size || nearestLength(a) - nearestLength(b) || bySize(a, b));
  return [...new Set(best.map(({ word }) => word))].slice(0, MENDINGS);
};

const alternatives = async (index, { typed, isOpen, lists, isKnown, mend }) => {
  const exact = lists ? [{ term: typed, quality: 1 }] : [];
  const same = (Object.hasOwn(index.same, typed) ? index.same[typed] : []).map((term) => ({ term, quality: SAME }));
  const more = isOpen && typed.length > 1 ? await completed(index, typed) : [];
  const known = new Set(same.map(({ term }) => term));
  const begun = more.filter((term) => !known.has(term)).map((term) => ({ term, quality: COMPLETED, isBegun: true }));
  const found = [...exact, ...same, ...begun];
  if (isKnown || (found.length && !mend)) return found;
  const meant = (await mended(index, typed, isOpen)).filter((term) => !known.has(term));
  return [...found, ...meant.map((term) => ({ term, quality: MENDED, isMended: true }))];
};

/** All terms of a query, and those of them that tell something. */
const asked = (index, text) => {
  const all = [...new Set(parts(text))];
  const told = all.filter((term) => !index.stop.has(term));
  return { all, told: (told.length ? told : all).slice(0, MOST_WORDS) };
};

/** The words of a query with what each may stand for; `mend` looks for slips in known ones too. */
export const understood = async (index, text, mend) => {
  const { all, told } = asked(index, text);
  const open = /[\p{L}\p{N}]$/u.test(text) ? all.at(-1) : undefined;
  const strong = told.some((typed) => !index.weak.has(typed));
  const words = await Promise.all(
    told.map(async (typed) => {
      const isOpen = typed === open;
      const lists = await index.lists(typed);
      const isKnown = lists?.some(({ count }) => count >= KNOWN) ?? false;
      const meant = await alternatives(index, { typed, isOpen, lists, isKnown, mend });
      const isWeak = strong && index.weak.has(typed);
      return { typed, isOpen, isKnown, isWeak, meant, isMended: meant[0]?.isMended ?? false };
    }),
  );
  return { words, all, isOpen: open !== undefined };
};
