// Finds the words somebody may have meant: completed, or with a slip of the finger mended.
const COMPLETIONS = 4;
const MENDED = 3;

const slips = (length) => (length < 3 ? 0 : length < 7 ? 1 : 2);

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
export const completed = async (index, typed) => {
  const found = await index.wordsOf(typed[0]);
  const fitting = found.filter(({ word }) => word.startsWith(typed) && word !== typed);
  return fitting.sort(bySize).slice(0, COMPLETIONS).map(({ word }) => word);
};

const nearest = (found, typed, open) => {
  const most = slips(typed.length);
  let best = [];
  let least = most;
  for (const entry of found) {
    if (Math.abs(entry.word.length - typed.length) > most && !open) continue;
    const slipped = distance(typed, entry.word, least, open);
    if (!slipped || slipped > least) continue;
    if (slipped < least) best = [];
    least = slipped;
    best.push(entry);
  }
  const nearestLength = (entry) => Math.abs(entry.word.length - typed.length);
  best.sort((a, b) => b.size - a.size || nearestLength(a) - nearestLength(b) || bySize(a, b));
  return best.slice(0, MENDED).map(({ word }) => word);
};

/** Words that are one or two slips away from `typed`. */
export const mended = async (index, typed, open) => {
  if (!slips(typed.length)) return [];
  const found = nearest(await index.wordsOf(typed[0]), typed, open);
  // The first character is rarely the wrong one; then it is often swapped with the second.
  if (found.length || typed[0] === typed[1]) return found;
  return nearest(await index.wordsOf(typed[1]), typed, open);
};
