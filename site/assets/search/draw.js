// Makes elements; every text of a server goes through textContent, never through markup.
export const RISKS = ["Low", "Medium", "High", "Critical"];
const BARS = ["M0 11h4v5H0z", "M5.3 7.5h4V16h-4z", "M10.6 4h4v12h-4z", "M16 0h4v16h-4z"];

/** An element with attributes and children; empty children are left out. */
export const make = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
  made.append(...children.filter((child) => child !== undefined && child !== ""));
  return made;
};

const gauge = (rank) => {
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const facts = { class: "gauge", viewBox: "0 0 20 16", width: 16, height: 13, "aria-hidden": true };
  for (const [name, value] of Object.entries(facts)) drawn.setAttribute(name, value);
  BARS.forEach((d, at) => {
    const bar = document.createElementNS(drawn.namespaceURI, "path");
    bar.setAttribute("d", d);
    bar.setAttribute("class", at <= rank ? "on" : "off");
    drawn.append(bar);
  });
  return drawn;
};

/** The badge of a risk level by its rank; -1 is unknown. */
export const badge = (rank) => {
  const level = RISKS[rank] ?? "Unknown";
  return make("span", { class: `badge risk-${level.toLowerCase()}` }, gauge(rank), level);
};

export const number = (count) => count.toLocaleString("en-GB");
export const counted = (count, noun) => `${number(count)} ${noun}${count === 1 ? "" : "s"}`;
