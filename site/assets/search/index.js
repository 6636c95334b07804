// Reads the shards of the search index; each is fetched once and only when it is needed.
const SITE = new URL("../../", import.meta.url);
const SEARCH = new URL("search/", SITE);
const MOST_LEAVES = 3;
const decoder = new TextDecoder();

/** Where in an entry a term was found; the order is the order in a leaf. */
export const WHOLE = 0;
export const NAME = 1;
export const OWNER = 2;
export const TEXT = 3;

/** The address of a page of the site, wherever the site lies. */
export const address = (page) => new URL(page, SITE).href;

const unpacked = async (path, options) => {
  const answer = await fetch(new URL(path, SEARCH), options);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  const stream = answer.body.pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
};

const json = (bytes) => JSON.parse(decoder.decode(bytes));

/** Numbers and words, one after the other, out of the bytes of a shard. */
export class Reader {
  #former = new Uint8Array(0);
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }
  get more() {
    return this.at < this.bytes.length;
  }
  number() {
    let result = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes[this.at++];
      result |= (byte & 127) << shift;
      if (byte < 128) return result;
    }
  }
  slice(length) {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
  word() {
    const shared = this.number();
    const rest = this.slice(this.number());
    const word = new Uint8Array(shared + rest.length);
    word.set(this.#former.subarray(0, shared));
    word.set(rest, shared);
    this.#former = word;
    return decoder.decode(word);
  }
}

/** The ids that `gaps` in coding.py wrote. */
const ids = (bytes, count) => {
  const reader = new Reader(bytes);
  const found = new Uint32Array(count);
  for (let at = 0, id = -1; at < count; at++) found[at] = id += reader.number();
  return found;
};

const readList = (reader) => {
  const count = reader.number();
  if (!count) return { count };
  const length = reader.number();
  return length ? { count, bytes: reader.slice(length) } : { count, long: reader.number() };
};

const readLeaf = (bytes) => {
  const leaf = new Map();
  const reader = new Reader(bytes);
  while (reader.more) {
    const term = reader.word();
    leaf.set(term, [WHOLE, NAME, OWNER, TEXT].map(() => readList(reader)));
  }
  return leaf;
};

const readWords = (bytes) => {
  const found = [];
  const reader = new Reader(bytes);
  while (reader.more) found.push({ word: reader.word(), size: reader.number() });
  return found;
};

const readTails = (bytes) => {
  const found = [];
  const reader = new Reader(bytes);
  while (reader.more) {
    const tail = reader.word();
    const head = () => ({ head: String.fromCharCode(reader.number()), size: reader.number() });
    found.push({ tail, heads: Array.from({ length: reader.number() }, head) });
  }
  return found;
};

/** The position of the last of `sorted` that is not above `value`, or -1. */
const lastUpTo = (sorted, value) => {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};

export class Index {
  #held = new Map();
  constructor(root) {
    Object.assign(this, root);
    this.stop = new Set(root.stop);
    this.weak = new Set(root.weak);
    let next = 0;
    this.profiles = root.profiles.map(([risk, category, review, contradiction, signal, count]) => {
      next += count;
      return { risk, category, review, contradiction, signal, count, first: next - count };
    });
    this.firsts = Uint32Array.from(this.profiles, (profile) => profile.first);
  }

  /** Fetch the root, asking the host whether it changed since. */
  static async open() {
    return new Index(json(await unpacked("root.bin", { cache: "no-cache" })));
  }

  #once(path, read) {
    if (!this.#held.has(path)) {
      const fetched = unpacked(`${this.build}/${path}.bin`).then(read);
      fetched.catch(() => this.#held.delete(path));
      this.#held.set(path, fetched);
    }
    return this.#held.get(path);
  }
  #shard(kind, number, read) {
    return this.#once(`${kind}/${Math.floor(number / 1000)}/${number % 1000}`, read);
  }

  isTool(id) {
    return id < this.tools;
  }
  isVendor(id) {
    return id >= this.tools + this.servers;
  }
  isServer(id) {
    return !this.isTool(id) && !this.isVendor(id);
  }
  /** The position of the profile of a tool. */
  profileAt(id) {
    return lastUpTo(this.firsts, id);
  }
  #leaf(number) {
    return this.#shard("terms", number, readLeaf);
  }
  /** The lists of a term, one a field, or undefined. */
  async lists(term) {
    const number = lastUpTo(this.leaves, term);
    return number < 0 ? undefined : (await this.#leaf(number)).get(term);
  }
  /** Terms that begin like `start`, out of the one leaf where these begin. */
  async near(start) {
    const leaf = await this.#leaf(Math.max(0, lastUpTo(this.leaves, start)));
    return [...leaf].filter(([term]) => term.startsWith(start));
  }
  /** The ids of a list; none where too many texts have the term. */
  async ids({ count, bytes, long }) {
    if (bytes) return ids(bytes, count);
    return long ? this.#shard("long", long, (found) => ids(found, count)) : new Uint32Array(0);
  }
  /** Words beginning with a character, each with the number of bits of how often it is there. */
  async wordsOf(character) {
    const shard = /[a-z]/.test(character) ? character : "_";
    return this.words.includes(shard) ? this.#once(`words/${shard}`, readWords) : [];
  }
  /** Words without their first character, out of the leaves where those begin that begin so. */
  async tailsLike(start) {
    const from = Math.max(0, lastUpTo(this.tails, start));
    const to = Math.min(lastUpTo(this.tails, `${start}\uffff`), from + MOST_LEAVES - 1);
    const count = Math.max(0, to - from + 1);
    const leaves = Array.from({ length: count }, (_, at) => this.#shard("tails", from + at, readTails));
    return (await Promise.all(leaves)).flat().filter(({ tail }) => tail.startsWith(start));
  }
  nameBlock(number) {
    return this.#shard("names", number, (bytes) => bytes);
  }
  nameSkips() {
    return this.#once("names/skips", (bytes) => bytes);
  }
  /** What is shown of the tools, servers and vendors with these ids. */
  async shown(wanted) {
    const shards = new Set(Array.from(wanted, (id) => Math.floor(id / this.rows)));
    const read = [...shards].map(async (n) => [n, await this.#shard("rows", n, json)]);
    const rows = new Map(await Promise.all(read));
    return Array.from(wanted, (id) =>
      this.#described(id, rows.get(Math.floor(id / this.rows))[id % this.rows]),
    );
  }
  #described(id, row) {
    if (this.isVendor(id)) {
      const [name, page, tools, servers] = row;
      return { id, isVendor: true, name, page, tools, servers };
    }
    if (this.isServer(id)) {
      const [name, page, text, tools, worst, listed] = row;
      return { id, isServer: true, name, page, text, tools, listed, risk: worst };
    }
    const [name, server, place, text] = row;
    const serverPage = `servers/${place.slice(0, place.indexOf("/"))}/`;
    const profile = this.profiles[this.profileAt(id)];
    return { ...profile, id, name, server, serverPage, page: `tools/${place}/`, text };
  }
}

let opened;
/** The one index of the site, fetched when first asked for. */
export const openIndex = () => {
  opened ??= Index.open();
  opened.catch(() => (opened = undefined));
  return opened;
};
