// The page to browse by: facets, order, pages; its address always says what it shows.
import { byName } from "./byname.js";
import { badge, counted, make, number } from "./draw.js";
import { Facets } from "./facets.js";
import { address, openIndex } from "./index.js";
import { marked } from "./marking.js";
import { aboutTopic, aboutVendor, KIND, readAs } from "./saying.js";
import { KINDS, Selection, readChoice, writeChoice } from "./selection.js";

const SIZE = 25;
const OTHERS = { topics: 3, vendors: 2, servers: 6 };
const SORTS = { fit: "Best match first", risk: "Gravest risk first", mild: "Mildest risk first", name: "By name" };
const HEADS = ["Risk", "Tool", "Server", "Category", "Signals"];

const text = (value, words) =>
  value ? make("span", { class: "text", dir: "auto" }, ...marked(value, words)) : undefined;

const toolLine = (index, tool, words) => {
  const signals = index.labels.signal.filter((_, bit) => (tool.signal >> bit) & 1);
  const review = tool.review ? make("span", { class: "chip warn" }, "Needs review") : "";
  return make(
    "tr",
    {},
    make("td", { class: "risk" }, badge(tool.risk)),
    make("th", { scope: "row" }, make("a", { class: "name", href: address(tool.page) }, make("bdi", {}, ...marked(tool.name, words))), text(tool.text, words)),
    make("td", { class: "of" }, make("a", { href: address(tool.serverPage) }, make("bdi", {}, tool.server))),
    make("td", { class: "category" }, index.labels.category[tool.category][1], review && " ", review),
    make("td", { class: "signals" }, signals.map(([, title]) => title).join(", ")),
  );
};

const table = (index, tools, words) =>
  make(
    "table",
    { class: "tools cards" },
    make("thead", {}, make("tr", {}, ...HEADS.map((head) => make("th", { scope: "col" }, head)))),
    make("tbody", {}, ...tools.map((tool) => toolLine(index, tool, words))),
  );

const line = (page, name, about, mark) =>
  make(
    "li",
    {},
    make("a", { class: "what", href: address(page) }, make("bdi", {}, name)),
    make("span", { class: "means" }, about),
    mark,
  );
const chip = (shown) => make("span", { class: "chip" }, shown);

/** What else the words name: pages that explain, vendors, servers. */
const otherLines = ({ topics, vendors, servers }) => [
  ...topics.map((topic) => line(topic.page, topic.title, aboutTopic(topic), chip(KIND[topic.kind]))),
  ...vendors.map((vendor) => line(vendor.page, vendor.name, aboutVendor(vendor), chip("Vendor"))),
  ...servers.map((server) =>
    line(server.page, server.name, server.listed ? counted(server.tools, "tool") : "not listed", badge(server.risk)),
  ),
];

class Browse {
  #turn = 0;
  constructor(index, place) {
    this.index = index;
    this.facets = new Facets(index, address("vendors/"), (kind, values) => this.#facet(kind, values));
    this.total = make("p", { class: "total", role: "status" });
    this.sort = make("select", { "aria-label": "Order" });
    this.sort.addEventListener("change", () => this.#go({ sort: this.sort.value, page: 1 }));
    this.bar = make("div", { class: "browse-bar" }, this.total, this.sort);
    this.chosen = make("ul", { class: "chosen", "aria-label": "Chosen" });
    this.results = make("div", { class: "results" });
    this.results.addEventListener("click", (event) => this.#follow(event));
    // Beside the results there is room for the facets; above them they open on demand.
    const beside = matchMedia("(min-width: 60rem)");
    const narrow = make("details", { class: "narrow", open: beside.matches }, make("summary", {}, "Narrow the results"), this.facets.root);
    beside.addEventListener("change", () => (narrow.open = beside.matches));
    place.append(narrow, make("div", {}, this.bar, this.chosen, this.results));
    addEventListener("popstate", () => this.#read());
    this.#read();
  }

  #facet(kind, values) {
    const single = { vendor: values[0] ?? "", review: values.length > 0 };
    this.#go({ [kind]: single[kind] ?? values, page: 1 });
  }

  /** Change what is chosen, as a step in the history of the browser. */
  #go(change) {
    const wanted = { ...this.choice, ...change };
    history.pushState(null, "", writeChoice(wanted, this.index));
    this.#read();
  }

  #follow(event) {
    const link = event.target.closest("a[rel]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    this.#go({ page: Number(link.dataset.page) });
    this.bar.scrollIntoView();
  }

  async #read() {
    const turn = ++this.#turn;
    this.choice = readChoice(location.search, this.index);
    this.results.setAttribute("aria-busy", "true");
    try {
      const selection = await Selection.of(this.index, this.choice);
      const shown = await this.#page(selection);
      if (turn === this.#turn) this.#show(selection, shown);
    } catch {
      this.results.replaceChildren(make("p", {}, "The index cannot be read. Loading the page again may help."));
    }
    this.results.removeAttribute("aria-busy");
  }

  get order() {
    const { sort, q } = this.choice;
    const usual = q ? "fit" : "risk";
    return Object.hasOwn(SORTS, sort) && (q || sort !== "fit") ? sort : usual;
  }

  async #page(selection) {
    const pages = Math.max(1, Math.ceil(selection.total / SIZE));
    this.choice.page = Math.min(this.choice.page, pages);
    const offset = (this.choice.page - 1) * SIZE;
    const tools = await this.index.shown(await this.#ids(selection, offset));
    const shown = async (kind) => this.index.shown(selection[kind].slice(0, OTHERS[kind]));
    const [vendors, servers] = await Promise.all(["vendors", "servers"].map(shown));
    const others = { topics: selection.topics.slice(0, OTHERS.topics), vendors, servers };
    return { tools, others: this.choice.page === 1 ? otherLines(others) : [], pages };
  }

  #ids(selection, offset) {
    if (this.order === "name") return byName(selection, offset, SIZE);
    if (this.order === "fit") return selection.hits.slice(offset, offset + SIZE);
    return selection.byRisk(offset, SIZE, this.order === "mild");
  }

  #show(selection, { tools, others, pages }) {
    this.total.textContent = `${counted(selection.total, "tool")}${this.#asked(selection)}`;
    this.#showSorts();
    this.facets.show(selection);
    this.chosen.replaceChildren(...this.#chosen());
    this.results.replaceChildren(
      ...(others.length ? [make("ul", { class: "rows tight", "aria-label": "Pages, vendors and servers" }, ...others)] : []),
      tools.length ? table(this.index, tools, selection.words) : this.#nothing(),
      ...(pages > 1 ? [this.#pager(pages)] : []),
    );
  }

  #asked({ isPartial, words }) {
    const { q } = this.choice;
    const read = readAs(words);
    const note = read && `; ${read}`;
    if (isPartial) return ` with some words of “${q}”, none with all${note}`;
    return q ? ` for “${q}”${note}` : "";
  }

  #showSorts() {
    const known = Object.entries(SORTS).filter(([name]) => name !== "fit" || this.choice.q);
    this.sort.replaceChildren(...known.map(([value, title]) => make("option", { value }, title)));
    this.sort.value = this.order;
  }

  /** Everything that narrows the results, each with a button to drop it, and one for all. */
  #chosen() {
    const { q, vendor, review } = this.choice;
    const named = this.index.vendors.find(([slug]) => slug === vendor)?.[1] ?? vendor;
    const drops = [
      ...(q ? [this.#drop(`“${q}”`, { q: "" })] : []),
      ...KINDS.flatMap((kind) => this.choice[kind].map((bit) => this.#dropLabel(kind, bit))),
      ...(review ? [this.#drop("Needs review", { review: false })] : []),
      ...(vendor ? [this.#drop(`vendor ${named}`, { vendor: "" })] : []),
    ];
    return drops.length > 1 ? [...drops, make("li", {}, this.#clear())] : drops;
  }

  #drop(shown, change) {
    const button = make("button", { type: "button", "aria-label": `Drop ${shown}` }, `${shown} ×`);
    button.addEventListener("click", () => this.#go({ ...change, page: 1 }));
    return make("li", {}, button);
  }

  #dropLabel(kind, bit) {
    const title = this.index.labels[kind][bit][1];
    const shown = { risk: `${title} risk`, contradiction: `${title} contradicted` }[kind] ?? title;
    return this.#drop(shown, { [kind]: this.choice[kind].filter((other) => other !== bit) });
  }

  #clear() {
    const button = make("button", { type: "button", class: "clear" }, "Clear all");
    const none = Object.fromEntries(KINDS.map((kind) => [kind, []]));
    button.addEventListener("click", () => this.#go({ ...none, q: "", vendor: "", review: false, page: 1 }));
    return button;
  }

  #nothing() {
    const text = make("p", {}, "No tool has all of this. Drop one of the choices above, or");
    return make("div", { class: "nothing" }, text, this.#clear());
  }

  #pager(pages) {
    const { page } = this.choice;
    const link = (rel, to, shown) => {
      if (to < 1 || to > pages) return make("span");
      const href = writeChoice({ ...this.choice, page: to }, this.index);
      return make("a", { rel, href, "data-page": to }, shown);
    };
    return make(
      "nav",
      { class: "pager", "aria-label": "Pages of the results" },
      link("prev", page - 1, "← Previous"),
      make("span", {}, `Page ${number(page)} of ${number(pages)}`),
      link("next", page + 1, "Next →"),
    );
  }
}

const place = document.querySelector("#browse");
try {
  new Browse(await openIndex(), place);
} catch {
  place.append(make("p", {}, "The index cannot be read; the lists below remain."));
}
