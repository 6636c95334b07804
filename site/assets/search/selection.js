// What is chosen on the page to browse: read from the address, written into it, and counted.
import { NAME } from "./index.js";
import { search } from "./query.js";
import { hasLabel } from "./topics.js";

export const KINDS = ["risk", "category", "signal", "contradiction"];
const bitAt = (bits, at) => (bits >> at) & 1;

/** The choice that an address stands for. */
export const readChoice = (query, index) => {
  const given = new URLSearchParams(query);
  const values = (kind) => {
    const known = index.labels[kind].map(([value]) => value);
    const wanted = (given.get(kind) ?? "").split(",");
    return known.flatMap((value, bit) => (wanted.includes(value) ? [bit] : []));
  };
  return {
    ...Object.fromEntries(KINDS.map((kind) => [kind, values(kind)])),
    q: (given.get("q") ?? "").trim().slice(0, 200),
    vendor: given.get("vendor") ?? "",
    review: given.get("review") === "1",
    sort: given.get("sort") ?? "",
    page: Math.max(1, Math.min(1e6, Number.parseInt(given.get("page"), 10) || 1)),
  };
};

/** The address of a choice; what is as it is by itself is left out. */
export const writeChoice = (choice, index) => {
  const written = new URLSearchParams();
  const put = (name, value) => value && written.set(name, value);
  put("q", choice.q);
  for (const kind of KINDS)
    put(kind, choice[kind].map((bit) => index.labels[kind][bit][0]).join(","));
  put("vendor", choice.vendor);
  put("review", choice.review ? "1" : "");
  put("sort", choice.sort);
  put("page", choice.page > 1 ? String(choice.page) : "");
  const text = written.toString().replaceAll("%2C", ",").replaceAll("%7E", "~");
  return text ? `?${text}` : location.pathname;
};

/** Whether tools of a profile are chosen, whatever is said about the kind `without`. */
const fits = (profile, choice, without) =>
  KINDS.every((kind) => {
    const wanted = choice[kind];
    if (kind === without || !wanted.length) return true;
    if (kind === "risk" || kind === "category") return wanted.includes(profile[kind]);
    return wanted.every((bit) => bitAt(profile[kind], bit));
  }) &&
  (without === "review" || !choice.review || profile.review === 1);

/** Ids of the tools that the words and the vendor leave, or undefined where all are left. */
const hitsOf = async (index, choice) => {
  const answer = choice.q ? await search(index, choice.q) : { ids: [], words: [], topics: [] };
  const { ids, words, topics, isPartial = false } = answer;
  const others = [(id) => index.isServer(id), (id) => index.isVendor(id)];
  const [servers, vendors] = others.map((is) => ids.filter(is));
  let found = choice.q ? ids.filter((id) => index.isTool(id)) : undefined;
  if (choice.vendor) {
    const lists = await index.lists(`@${choice.vendor}`);
    const ofVendor = lists ? await index.ids(lists[NAME]) : new Uint32Array(0);
    const theirs = new Set(ofVendor);
    found = found ? found.filter((id) => theirs.has(id)) : ofVendor;
  }
  return { found, servers, vendors, words, topics, isPartial };
};

export class Selection {
  constructor(index, choice, { found, ...answer }) {
    Object.assign(this, { index, choice, ...answer });
    this.counts = found
      ? new Uint32Array(index.profiles.length)
      : Uint32Array.from(index.profiles, ({ count }) => count);
    if (found) for (const id of found) this.counts[index.profileAt(id)]++;
    this.chosen = index.profiles.map((profile) => fits(profile, choice));
    this.hits = found?.filter((id) => this.chosen[index.profileAt(id)]);
    this.total = this.chosen.reduce((sum, is, at) => sum + (is ? this.counts[at] : 0), 0);
  }

  static async of(index, choice) {
    return new Selection(index, choice, await hitsOf(index, choice));
  }

  /** How many tools would be left with a label of a kind, beside all other choices. */
  countWith(kind, bit) {
    const { index, choice } = this;
    const has = (profile) =>
      kind === "contradiction" || kind === "review"
        ? bitAt(profile[kind], bit)
        : hasLabel(profile, { kind, bit });
    // Of several signals a tool must have all, so what is chosen already narrows the count.
    const without = kind === "risk" || kind === "category" || kind === "review" ? kind : undefined;
    return index.profiles.reduce(
      (sum, profile, at) => sum + (has(profile) && fits(profile, choice, without) ? this.counts[at] : 0),
      0,
    );
  }

  /** How many chosen tools a vendor has; undefined where the index does not tell. */
  countOf([, , numbers]) {
    if (this.choice.q) return undefined;
    const { index, choice } = this;
    let sum = 0;
    for (let at = 0; at < numbers.length; at += 2)
      if (fits(index.profiles[numbers[at]], choice)) sum += numbers[at + 1];
    return sum;
  }

  has(id) {
    if (this.hits) return (this.held ??= new Set(this.hits)).has(id);
    return this.chosen[this.index.profileAt(id)];
  }

  /** The ids at some places, the gravest first or, backwards, the mildest. */
  byRisk(offset, size, backwards) {
    if (this.hits) {
      const sorted = Uint32Array.from(this.hits).sort();
      return (backwards ? sorted.reverse() : sorted).slice(offset, offset + size);
    }
    const found = [];
    const profiles = this.index.profiles.filter((_, at) => this.chosen[at]);
    for (const { first, count } of backwards ? profiles.reverse() : profiles) {
      for (let at = Math.max(0, offset); at < count && found.length < size; at++)
        found.push(backwards ? first + count - 1 - at : first + at);
      offset -= count;
    }
    return found;
  }
}
