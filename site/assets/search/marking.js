// Marks in a text the words that a query found it by.
import { make } from "./draw.js";
import { joined, parts, pieces } from "./terms.js";

const BEFORE = 24; // letters ahead of the first mark in one line
const LEAST = 2; // letters from which on a beginning is marked

/** How many letters of a piece of a text the terms account for. */
const share = ({ text, terms }, wanted) => {
  let most = 0;
  for (const { term, isOpen } of wanted) {
    if (terms.includes(term)) return text.length;
    if (isOpen && term.length >= LEAST && terms.some((it) => it.startsWith(term))) most = Math.max(most, term.length);
  }
  return most;
};

/** The terms to mark for the words of an answer; of those only begun just what was typed. */
const wantedBy = (words) =>
  words.flatMap(({ typed, isOpen, meant }) => [{ term: typed, isOpen }, ...meant.filter(({ isBegun }) => !isBegun)]);

/** A text as nodes, with what the words of a query found in `<mark>`. */
export const marked = (text, words) => {
  const name = joined(words.map(({ typed }) => typed));
  // `deletefile` is no word of `delete_file`, but all of it.
  if (words.length === 1 && name.length > LEAST && joined(parts(text)) === name) return [make("mark", {}, text)];
  const wanted = wantedBy(words);
  const nodes = [];
  let done = 0;
  for (const piece of pieces(text)) {
    const length = share(piece, wanted);
    if (!length) continue;
    const found = text.slice(piece.at, piece.at + length);
    if (done === piece.at && done) nodes.at(-1).append(found);
    else nodes.push(text.slice(done, piece.at), make("mark", {}, found));
    done = piece.at + length;
  }
  return [...nodes, text.slice(done)];
};

/** The same as one line that begins not long before the first word found. */
export const markedLine = (text, words) => {
  const [first, ...rest] = marked(text, words);
  return [first.length > BEFORE ? `…${first.slice(-BEFORE / 2)}` : first, ...rest];
};

/** How many of the words of an answer a text has. */
export const countIn = (text, words) => {
  const found = pieces(text);
  return words.filter((word) => found.some((piece) => share(piece, wantedBy([word])))).length;
};
