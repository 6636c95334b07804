// The search box on every page: a combobox in the place of the link to the lists.
import { counted, make } from "./draw.js";

const WAIT = 60; // milliseconds without a key before a query runs
const LIST = "found";
const ELSEWHERE = [["vendors/", "vendors"], ["categories/", "categories"], ["signals/", "signals"]];

/** Code and index come with the first use, so that pages which are only read load neither. */
const engine = () => import("./options.js");

const group = (title, options) => {
  const made = make("div", { role: "group", "aria-label": title });
  made.append(make("div", { class: "group", "aria-hidden": "true" }, title), ...options);
  return made;
};

/** One letter is in nearly everything; one ideograph is a word. */
const isTooShort = (text) => !text || (text.length < 2 && text.charCodeAt(0) < 0x250);

class Box {
  #turn = 0;
  #timer = 0;
  #active = -1;
  constructor(link) {
    this.all = link.href;
    this.input = make("input", {
      type: "search", role: "combobox", id: "find", "aria-label": "Search tools and servers",
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": LIST,
      "aria-keyshortcuts": "/", placeholder: "Search tools and servers", maxlength: 200,
      autocomplete: "off", autocapitalize: "off", spellcheck: "false",
    });
    this.list = make("div", { role: "listbox", id: LIST, "aria-label": "Results" });
    this.none = make("p", { class: "none" });
    this.note = make("p", { class: "note", hidden: true });
    this.panel = make("div", { class: "panel", hidden: true }, this.note, this.list, this.none);
    this.said = make("p", { role: "status", class: "unseen-text" });
    const key = make("kbd", { "aria-hidden": "true" }, "/");
    this.root = make("div", { class: "find", role: "search" }, this.input, key, this.panel, this.said);
    link.replaceWith(this.root);
    this.#listen();
  }

  #listen() {
    this.input.addEventListener("focus", () => this.#prepare(), { once: true });
    this.input.addEventListener("input", () => this.#later());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.root.addEventListener("focusout", ({ relatedTarget }) => {
      if (!this.root.contains(relatedTarget)) this.#close();
    });
    document.addEventListener("keydown", (event) => this.#slash(event));
  }

  async #prepare() {
    try {
      await (await engine()).prepared();
    } catch {
      this.#broken();
    }
  }

  #slash(event) {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.input.focus();
    this.input.select();
  }

  get options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }
  get isOpen() {
    return !this.panel.hidden;
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#run(), WAIT);
  }

  async #run() {
    const turn = ++this.#turn;
    const text = this.input.value;
    if (isTooShort(text.trim())) return this.#close();
    try {
      const { answered, option } = await engine();
      const answer = await answered(text);
      if (turn === this.#turn) this.#show(answer, { text, option });
    } catch {
      if (turn === this.#turn) this.#broken();
    }
  }

  #show({ groups, read }, { text, option }) {
    const count = groups.reduce((sum, [, options]) => sum + options.length, 0);
    this.list.replaceChildren(...groups.map(([title, options]) => group(title, options)));
    if (!count) return this.#nothing(text);
    const all = make("span", { class: "all" }, `All results for “${text.trim()}”`);
    this.list.append(option(this.#allOf(text), all));
    this.options.forEach((it, at) => (it.id = `${LIST}-${at}`));
    const note = read && `${read}.`;
    this.note.textContent = note;
    this.said.textContent = `${note} ${counted(count, "result")} shown, and a link to all.`.trim();
    this.#open(true);
  }

  #nothing(text) {
    const links = ELSEWHERE.flatMap(([page, name]) => [make("a", { href: new URL(`../${page}`, this.all) }, name), ", "]);
    const shown = `Nothing found for “${text.trim().slice(0, 60)}”. Try fewer words, in English: what is done, and to what. Or browse `;
    this.#tell(shown, ...links, make("a", { href: this.all }, "all tools"), ".");
  }

  #broken() {
    const lists = make("a", { href: this.all }, "Browse the lists");
    this.#tell("The search index cannot be read. ", lists);
  }

  /** Say something in the place of results. */
  #tell(text, ...more) {
    this.list.replaceChildren();
    this.none.replaceChildren(text, ...more);
    this.said.textContent = text;
    this.#open(false);
  }

  #allOf(text) {
    return `${this.all}?${new URLSearchParams({ q: text.trim() })}`;
  }

  #open(hasResults) {
    this.panel.hidden = false;
    this.list.hidden = !hasResults;
    this.none.hidden = hasResults;
    this.note.hidden = !hasResults || !this.note.textContent;
    this.input.setAttribute("aria-expanded", String(hasResults));
    this.#mark(-1);
  }
  #close() {
    clearTimeout(this.#timer);
    this.#turn++;
    this.panel.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.#mark(-1);
  }

  #mark(at) {
    const { options } = this;
    options[this.#active]?.setAttribute("aria-selected", "false");
    this.#active = at;
    const chosen = options[at];
    if (!chosen) return this.input.removeAttribute("aria-activedescendant");
    chosen.setAttribute("aria-selected", "true");
    chosen.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", chosen.id);
  }

  #key(event) {
    const count = this.isOpen ? this.options.length : 0;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move && count) {
      // One place before the first and behind the last is the input itself.
      this.#mark(((this.#active + 1 + move + count + 1) % (count + 1)) - 1);
    } else if (move) this.#run();
    else if (event.key === "Enter") this.#enter();
    else if (event.key === "Escape") this.#escape();
    else return;
    event.preventDefault();
  }

  #enter() {
    const chosen = this.isOpen && this.options[this.#active];
    if (chosen) chosen.click();
    else if (this.input.value.trim()) location.assign(this.#allOf(this.input.value));
  }

  #escape() {
    if (this.isOpen) return this.#close();
    this.input.value = "";
    this.input.blur();
  }
}

const link = document.querySelector("a.find-link");
if (link) new Box(link);
