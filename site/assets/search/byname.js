// Walks the order by name: which blocks hold a page of a selection, and what is in them.
import { Reader } from "./index.js";

const readSkips = (bytes, profiles) => {
  const reader = new Reader(bytes);
  const before = new Uint32Array(profiles);
  const blocks = [];
  while (reader.more) {
    const counts = [];
    const block = { before: before.slice(), counts };
    for (let left = reader.number(), at = -1; left; left--) {
      at += reader.number();
      counts.push([at, reader.number()]);
      before[at] += counts.at(-1)[1];
    }
    blocks.push(block);
  }
  return blocks;
};

const blockOf = (blocks, profile, place) => {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (blocks[middle].before[profile] <= place) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};

/** How many chosen tools each block holds. */
const chosenIn = (blocks, { index, hits, chosen }) => {
  const sums = new Uint32Array(blocks.length);
  if (!hits) {
    blocks.forEach(({ counts }, at) => {
      for (const [profile, count] of counts) if (chosen[profile]) sums[at] += count;
    });
    return sums;
  }
  for (const id of hits) {
    const profile = index.profileAt(id);
    sums[blockOf(blocks, profile, id - index.profiles[profile].first)]++;
  }
  return sums;
};

const idsIn = async (index, blocks, number) => {
  const reader = new Reader(await index.nameBlock(number));
  const next = blocks[number].before.map((count, at) => index.profiles[at].first + count);
  const found = [];
  while (reader.more) found.push(next[reader.number()]++);
  return found;
};

/** The ids at some places of a selection sorted by name. */
export const byName = async (selection, offset, size) => {
  const { index } = selection;
  const blocks = readSkips(await index.nameSkips(), index.profiles.length);
  const sums = chosenIn(blocks, selection);
  const needed = [];
  let start = 0;
  let skipped = 0;
  for (const [number, sum] of sums.entries()) {
    if (sum && start + sum > offset && start < offset + size) needed.push(number);
    if (start + sum <= offset) skipped = start + sum;
    start += sum;
  }
  const read = await Promise.all(needed.map((number) => idsIn(index, blocks, number)));
  const found = read.flat().filter((id) => selection.has(id));
  return found.slice(offset - skipped, offset - skipped + size);
};
