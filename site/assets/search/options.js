// Answers what is typed into the search box with groups of options, the best first.
import { badge, counted, make } from "./draw.js";
import { address, openIndex } from "./index.js";
import { countIn, marked, markedLine } from "./marking.js";
import { search } from "./query.js";
import { aboutTopic, aboutVendor, KIND, readAs } from "./saying.js";

const SHOWN = { topic: 3, vendor: 2, server: 3, tool: 6 };
const ENOUGH = SHOWN.vendor + SHOWN.server + SHOWN.tool;

export const option = (href, ...children) =>
  make("a", { role: "option", tabindex: -1, "aria-selected": "false", href }, ...children);

/** The line of a description is shown where it has words that the name has not. */
const reason = ({ name, text }, words) => {
  const missing = words.filter((word) => !countIn(name, [word]));
  return text && countIn(text, missing)
    ? make("span", { class: "of why", dir: "auto" }, ...markedLine(text, words))
    : undefined;
};

const named = (found, { mark, name, about, words }) =>
  option(
    address(found.page),
    mark,
    make("bdi", { class: "name" }, ...marked(name, words)),
    make("span", { class: "of" }, ...about),
    reason({ name, text: found.isServer ? "" : found.text }, words),
  );

const chip = (shown) => make("span", { class: "chip" }, shown);

const drawn = (found, { words, index }) => {
  const { name, risk } = found;
  if (found.isVendor) return named(found, { mark: chip("Vendor"), name, about: [aboutVendor(found)], words });
  if (found.isServer)
    return named(found, { mark: badge(risk), name, about: [found.listed ? counted(found.tools, "tool") : "not listed"], words });
  const category = index.labels.category[found.category][1];
  return named(found, { mark: badge(risk), name, about: [category, " · ", make("bdi", {}, found.server)], words });
};

const topicDrawn = (topic, words) =>
  named(topic, { mark: chip(KIND[topic.kind]), name: topic.title, about: [aboutTopic(topic)], words });

const owners = ({ ids, scores }, index) => {
  // Servers and vendors stand above the tools, so only such that fit about as well.
  const best = ids.find((id) => !index.isVendor(id));
  const isGood = (id) => best === undefined || scores.score[id] > scores.score[best] / 2;
  const good = (is, most) => ids.filter((id) => is(id) && isGood(id)).slice(0, most);
  const servers = good((id) => index.isServer(id), SHOWN.server);
  const vendors = good((id) => index.isVendor(id), SHOWN.vendor);
  const found = [["Servers", servers], ["Vendors", vendors]];
  const isVendor = vendors.length && scores.score[vendors[0]] > (scores.score[servers[0]] ?? 0);
  return isVendor ? found.reverse() : found;
};

/** Titles of groups with their options, and how words were read that have a slip. */
export const answered = async (text) => {
  const index = await openIndex();
  const answer = await search(index, text, { enough: ENOUGH });
  const { words, isPartial } = answer;
  const tools = answer.ids.filter((id) => index.isTool(id)).slice(0, SHOWN.tool);
  const found = [...owners(answer, index), [isPartial ? "Tools with some of the words" : "Tools", tools]];
  const shown = await Promise.all(
    found.map(async ([title, ids]) => [title, (await index.shown(ids)).map((it) => drawn(it, { words, index }))]),
  );
  const topics = answer.topics.slice(0, SHOWN.topic).map((topic) => topicDrawn(topic, words));
  const groups = [["Labels and pages", topics], ...shown].filter(([, options]) => options.length);
  return { groups, read: readAs(words) };
};

/** Fetch the index ahead of the first query. */
export const prepared = openIndex;
