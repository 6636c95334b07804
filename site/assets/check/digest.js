// The digest of a definition: SHA-256 over the RFC 8785 form of the fields that clients see.
// Written out, since browsers offer their own only on pages that were fetched over https.
const FIELDS = ["name", "title", "description", "inputSchema", "outputSchema", "annotations"];

const CONSTANTS = (() => {
  const found = [];
  for (let number = 2; found.length < 64; number += 1) {
    if (found.every(([prime]) => number % prime !== 0)) found.push([number]);
  }
  const part = (value) => Math.floor((value - Math.floor(value)) * 2 ** 32) | 0;
  return {
    rounds: found.map(([prime]) => part(Math.cbrt(prime))),
    start: found.slice(0, 8).map(([prime]) => part(Math.sqrt(prime))),
  };
})();

const turn = (word, by) => (word >>> by) | (word << (32 - by));

/** Hex digits of the SHA-256 of some bytes. */
export const sha256 = (bytes) => {
  const size = ((bytes.length + 8) >> 6) + 1;
  const padded = new DataView(new ArrayBuffer(size * 64));
  bytes.forEach((byte, at) => padded.setUint8(at, byte));
  padded.setUint8(bytes.length, 0x80);
  padded.setUint32(size * 64 - 8, Math.floor(bytes.length / 2 ** 29));
  padded.setUint32(size * 64 - 4, bytes.length * 8);
  const state = [...CONSTANTS.start];
  for (let block = 0; block < size; block += 1) mix(state, padded, block * 64);
  return state.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
};

const mix = (state, bytes, from) => {
  const words = [];
  for (let at = 0; at < 64; at += 1) {
    if (at < 16) {
      words.push(bytes.getUint32(from + at * 4) | 0);
      continue;
    }
    const [low, high] = [words[at - 15], words[at - 2]];
    const first = turn(low, 7) ^ turn(low, 18) ^ (low >>> 3);
    const second = turn(high, 17) ^ turn(high, 19) ^ (high >>> 10);
    words.push((words[at - 16] + first + words[at - 7] + second) | 0);
  }
  let [a, b, c, d, e, f, g, h] = state;
  words.forEach((word, at) => {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + CONSTANTS.rounds[at] + word) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  });
  [a, b, c, d, e, f, g, h].forEach((word, at) => (state[at] = (state[at] + word) | 0));
};

/** RFC 8785: keys sorted by UTF-16 code units, texts and numbers as JSON.stringify writes them. */
export const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const pairs = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${pairs.join(",")}}`;
};

/** The digest of a definition, or null where it nests too deeply to be read. */
export const digestOf = (tool) => {
  const declared = {};
  for (const field of FIELDS) if (Object.hasOwn(tool, field) && tool[field] !== null) declared[field] = tool[field];
  try {
    return `sha256:${sha256(new TextEncoder().encode(canonical(declared)))}`;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
};
