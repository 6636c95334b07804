// Looks tools and servers up in the published catalogue. It is fetched in parts that are named by a
// few digits of a hash; in a small catalogue there is one part, and a request tells nothing at all.
import { digestOf } from "./digest.js";

const FOLDER = new URL("../../api/v1/check/", import.meta.url);

/** The 32-bit FNV-1a hash of a text in eight hex digits. */
export const hashed = (text) => {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text.replace(/\p{Surrogate}/gu, "?"))) value = Math.imul(value ^ byte, 0x01000193);
  return (value >>> 0).toString(16).padStart(8, "0");
};

const fetched = new Map();
const fetchPart = (path) => {
  if (!fetched.has(path)) {
    const answer = fetch(new URL(path, FOLDER)).then((response) => {
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      return response.json();
    });
    answer.catch(() => fetched.delete(path));
    fetched.set(path, answer);
  }
  return fetched.get(path);
};

export const fetchIndex = async () => (await fetchPart("index.json")).result;

/** The rules of the classifier, for what the catalogue does not know. */
export const fetchRules = async () => (await fetchPart("rules.json")).result;

const part = (kind, name, digits) => fetchPart(`${kind}/${hashed(name).slice(0, digits) || "all"}.json`);

const known = (tool, rules) => ({ ...tool, rule: rules[tool.rule], isKnown: true });

/** The tools of a list: one whose definition is published has its verdict, any other is judged here. */
export const lookUpTools = async (tools, index) => {
  const parts = await Promise.all(tools.map((tool) => part("tools", tool.name, index.digits)));
  const published = tools.map((tool, at) => publishedAs(tool, parts[at]));
  const missing = tools.filter((_, at) => !published[at].found);
  const verdicts = missing.length ? await judgeMissing(missing) : [];
  return published.map(({ name, found, hint }) => found ?? judged(name, hint, verdicts.shift(), index));
};

// Neither code nor rules are fetched before a tool has to be judged.
const judgeMissing = async (tools) => {
  const [{ judgeAll }, sheet] = await Promise.all([import("./judge/judging.js"), fetchRules()]);
  return judgeAll(tools, sheet);
};

const publishedAs = (tool, { tools, rules }) => {
  const same = tools.filter((each) => each.name === tool.name);
  const digest = same.length ? digestOf(tool) : null;
  const found = same.find((each) => each.digest === digest);
  const others = same.length === 1 ? "a tool" : `${same.length} tools`;
  const hint = same.length ? `The catalogue has ${others} of this name, with another definition.` : "";
  return { name: tool.name, found: found && known(found, rules), hint };
};

/** A tool by the verdict of the rules; one that they do not decide is unknown. */
const judged = (name, hint, verdict, index) => {
  const open = { name, hint, isJudged: true, isKnown: false, signals: [], category: null, risk: null, needs_review: true, rule: index.unknown_rule };
  if (!verdict) return { ...open, why: "It could not be judged in this page." };
  if (verdict.wrong) return { ...open, why: `It is no valid definition: its ${verdict.wrong} is of the wrong type.` };
  const why = verdict.because ? "" : "No rule decides what it does.";
  return { ...open, ...verdict, why, isKnown: verdict.risk !== null };
};

/** A server of a configuration with its tools; without tools where the catalogue does not know it. */
export const lookUpServer = async (server, index) => {
  if (!server.keys.length) return { ...server, tools: null };
  const matches = await Promise.all(server.keys.map((key) => serversBy(key, index)));
  const { same, rules } = matches.find((match) => match.same.length) ?? matches[0];
  const found = same.find((each) => each.version === server.version) ?? same[0];
  if (!found) return { ...server, tools: null, why: `The catalogue does not know ${server.shown}.` };
  const note = [server.taken, versionNote(found, server)].filter(Boolean).join(" ");
  return { ...server, page: found.page, note, tools: found.tools.map((tool) => known(tool, rules)) };
};

const serversBy = async (key, index) => {
  const { servers, rules } = await part("servers", key, index.digits);
  return { same: servers.filter((each) => each.key === key), rules };
};

const versionNote = (found, server) => {
  if (!found.version || found.version === server.version) return "";
  const wanted = server.version ? `the configuration names ${server.version}` : "the configuration names none";
  return `The catalogue knows version ${found.version}; ${wanted}. Definitions can differ.`;
};
