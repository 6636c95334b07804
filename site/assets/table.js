// Sorting and filtering for a table of tools that is whole without it.
(() => {
  "use strict";
  const SHOWN_FROM = 4; // rows; fewer are seen at a glance
  const make = (tag, props = {}, ...inside) => {
    const made = Object.assign(document.createElement(tag), props);
    made.append(...inside);
    return made;
  };
  const keyOf = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.key === undefined ? cell.textContent.trim().toLowerCase() : Number(cell.dataset.key);
  };

  const sortable = (table, rows) => {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = make("button", { type: "button", className: "sort" }, ...head.childNodes);
      button.addEventListener("click", () => {
        // Numbers start with the highest, words with the first.
        const first = rows[0].cells[column].dataset.key === undefined ? "ascending" : "descending";
        const other = first === "ascending" ? "descending" : "ascending";
        const now = head.ariaSort === first ? other : first;
        heads.forEach((each) => each.removeAttribute("aria-sort"));
        head.ariaSort = now;
        const sign = now === "ascending" ? 1 : -1;
        const keyed = rows.map((row) => [keyOf(row, column), row]);
        keyed.sort(([a], [b]) => (a < b ? -sign : a > b ? sign : 0));
        table.tBodies[0].append(...keyed.map(([, row]) => row));
      });
      head.append(button);
    });
  };

  const choices = (rows, column, all) => {
    const texts = [...new Set(rows.map((row) => row.cells[column].firstChild.textContent.trim()))];
    return make("select", {}, ...["", ...texts].map((text) => make("option", { value: text }, text || all)));
  };

  const filterable = (table, rows) => {
    const find = make("input", { type: "search", autocomplete: "off" });
    const risk = make("select", {}, make("option", { value: "" }, "Any"));
    const levels = new Map(rows.map((row) => [row.cells[0].textContent.trim(), row.cells[0].dataset.key]));
    for (const [level] of [...levels].sort(([, a], [, b]) => b - a)) risk.append(make("option", {}, level));
    const category = choices(rows, 2, "Any");
    const told = make("p", { className: "note", role: "status" });
    const apply = () => {
      const words = find.value.toLowerCase().split(/\s+/);
      let count = 0;
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !(
          words.every((word) => text.includes(word)) &&
          (!risk.value || row.cells[0].textContent.trim() === risk.value) &&
          (!category.value || row.cells[2].firstChild.textContent.trim() === category.value)
        );
        count += row.hidden ? 0 : 1;
      }
      told.textContent = count === rows.length ? "" : `${count} of ${rows.length} tools`;
    };
    const field = (text, control) => make("label", { className: "b-field" }, text, control);
    const bar = make("div", { className: "table-bar" }, field("Find", find), field("Risk", risk), field("Category", category), told);
    bar.addEventListener("input", apply);
    table.before(bar);
  };

  for (const table of document.querySelectorAll("table[data-sortable]")) {
    const rows = [...table.tBodies[0].rows];
    if (rows.length < SHOWN_FROM) continue;
    sortable(table, rows);
    filterable(table, rows);
  }
})();
