// The choices beside the results: boxes to tick, each with how many tools it would leave.
import { badge, make, number } from "./draw.js";
import { KINDS } from "./selection.js";

const TITLES = {
  risk: "Risk",
  category: "Category",
  signal: "Signals, all of them",
  contradiction: "Contradicted annotation",
  review: "Verdict",
  vendor: "Vendor",
};

const tick = (kind, value, shown) => {
  const input = make("input", { type: "checkbox", name: kind, value });
  const count = make("span", { class: "count" });
  return { kind, value, input, count, label: make("label", {}, input, shown, count) };
};

const ticksOf = (index, kind) => {
  const made = index.labels[kind].map(([, title], bit) =>
    tick(kind, bit, kind === "risk" ? badge(bit) : make("span", {}, title)),
  );
  return kind === "risk" ? made.reverse() : made;
};

const vendorTicks = (index) =>
  index.vendors.map((vendor) => ({
    ...tick("vendor", vendor[0], make("bdi", {}, vendor[1])),
    vendor,
  }));

const fieldset = (kind, ticks, ...more) =>
  make(
    "fieldset",
    {},
    make("legend", {}, TITLES[kind]),
    make("div", {}, ...ticks.map(({ label }) => label), ...more),
  );

export class Facets {
  /** `change(kind, values)` is called with all that is ticked of a kind. */
  constructor(index, vendorsPage, change) {
    const vendors = vendorTicks(index);
    const all = make("a", { href: vendorsPage }, "All vendors");
    const groups = KINDS.map((kind) => [kind, ticksOf(index, kind)]);
    groups.push(["review", [tick("review", 0, make("span", {}, "Needs review"))]]);
    this.ticks = [...groups.flatMap(([, ticks]) => ticks), ...vendors];
    this.root = make("form", { class: "facets", "aria-label": "Narrow the results" });
    this.root.append(...groups.map(([kind, ticks]) => fieldset(kind, ticks)));
    if (vendors.length) this.root.append(fieldset("vendor", vendors, all));
    this.root.addEventListener("submit", (event) => event.preventDefault());
    this.root.addEventListener("change", ({ target }) => this.#changed(target, change));
  }

  #changed(target, change) {
    const kind = target.name;
    // A tool has one vendor, so another one takes the place of the first.
    if (kind === "vendor")
      for (const { input } of this.ticks.filter((it) => it.kind === kind && it.input !== target))
        input.checked = false;
    const ticked = this.ticks.filter((it) => it.kind === kind && it.input.checked);
    change(kind, ticked.map(({ value }) => value));
  }

  /** Tick what is chosen and tell how many tools each box leaves. */
  show(selection) {
    const { choice } = selection;
    for (const { kind, value, input, count, label, vendor } of this.ticks) {
      if (kind === "vendor") input.checked = choice.vendor === value;
      else input.checked = kind === "review" ? choice.review : choice[kind].includes(value);
      const left = vendor ? selection.countOf(vendor) : selection.countWith(kind, value);
      count.textContent = left === undefined ? "" : number(left);
      label.classList.toggle("none", left === 0);
    }
  }
}

