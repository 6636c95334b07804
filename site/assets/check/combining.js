// Risky combinations, the fewest denials that end them, and the policy of each server: what
// policy/combinations.py and policy/recommending.py do, for verdicts that are looked up.
const HIDE_ALL = "*";
const STRICTNESS = ["allow", "require_approval", "deny"];
const keyOf = (server, name) => JSON.stringify([server, name]);
const byKey = ([a, b], [c, d]) => (a === c ? compare(b, d) : compare(a, c));
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

const takes = (leg, tool) =>
  leg.categories.includes(tool.category) ||
  tool.signals.some((signal) => leg.signals.includes(signal)) ||
  leg.together.some(([category, signal]) => tool.category === category && tool.signals.includes(signal)) ||
  leg.named.some((named) => isNamed(named, tool));

const isNamed = (named, tool) => {
  if (!named.categories.includes(tool.category)) return false;
  const words = new Set(tool.name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase().split(/[^a-z0-9]+/));
  return !named.not.some((word) => words.has(word)) && named.words.some((phrase) => phrase.every((word) => words.has(word)));
};

/** The patterns of which each leg has a tool that can be called. */
export const combinationsOf = (tools, patterns) => {
  const usable = tools.filter((tool) => tool.isCallable);
  const found = patterns.map((pattern) => ({ pattern, legs: pattern.legs.map((leg) => keysOf(usable.filter((tool) => takes(leg, tool)))) }));
  return found.filter(({ legs }) => legs.every((leg) => leg.length));
};

const keysOf = (tools) => {
  const keys = new Map(tools.map((tool) => [keyOf(tool.server, tool.name), [tool.server, tool.name]]));
  return [...keys.values()].sort(byKey);
};

/** The smallest set of tools whose denial ends all; of equal ones the riskiest, then the first by name. */
export const fewestDenials = (live, tools, risks) => {
  const ranks = new Map();
  for (const tool of tools) {
    const key = keyOf(tool.server, tool.name);
    ranks.set(key, Math.max(ranks.get(key) ?? 0, risks.indexOf(tool.risk)));
  }
  const choices = live.map(({ legs }) => legs.map((leg) => new Set(leg.map(([server, name]) => keyOf(server, name)))));
  const least = (legs) => Math.min(...legs.map((leg) => leg.size));
  choices.sort((a, b) => least(b) - least(a));
  const best = cheapest(choices, new Set(), null, ranks);
  return best ? best.keys : [];
};

const cheapest = (choices, taken, best, ranks) => {
  if (best && taken.size > best.keys.length) return best;
  if (!choices.length) {
    const cost = costOf(taken, ranks);
    return best && compareCosts(best, cost) <= 0 ? best : cost;
  }
  const left = (leg) => [...leg].filter((key) => !taken.has(key)).length;
  const legs = [...choices[0]].sort((a, b) => left(a) - left(b));
  return legs.reduce((found, leg) => cheapest(choices.slice(1), new Set([...taken, ...leg]), found, ranks), best);
};

const costOf = (taken, ranks) => ({
  keys: [...taken].map((key) => JSON.parse(key)).sort(byKey),
  risk: [...taken].reduce((sum, key) => sum + (ranks.get(key) ?? 0), 0),
});

const compareCosts = (one, other) => {
  if (one.keys.length !== other.keys.length) return one.keys.length - other.keys.length;
  if (one.risk !== other.risk) return other.risk - one.risk;
  return one.keys.map((key, at) => byKey(key, other.keys[at])).find((order) => order) ?? 0;
};

/** Least privilege for one server: every tool is placed, any other is denied. */
export const policyOf = (tools, { risks }, denied = []) => {
  const governing = new Map();
  for (const tool of tools) {
    const { rule } = tool;
    const severity = [STRICTNESS.indexOf(rule ? (rule.action ?? "allow") : "deny"), risks.indexOf(tool.risk), rule?.rate_limit ? 1 : 0];
    const former = governing.get(tool.name);
    if (!former || stricter(severity, former.severity)) governing.set(tool.name, { rule, severity });
  }
  const hidden = [...governing].filter(([name, { rule }]) => rule === null && name !== HIDE_ALL).map(([name]) => name);
  const placed = [...governing].filter(([name]) => !hidden.includes(name));
  return {
    version: "1",
    default: "deny",
    ...(hidden.length ? { hide: hidden } : {}),
    tools: Object.fromEntries(placed.map(([name, { rule }]) => [name, denied.includes(name) ? DENIAL : (rule ?? DENIAL)])),
  };
};

const DENIAL = { action: "deny", reason: "Ends a combination with other tools that is worse than each alone." };

const stricter = (one, other) => {
  const at = one.findIndex((value, place) => value !== other[place]);
  return at >= 0 && one[at] > other[at];
};

/** Whether a policy lets any call of a tool through. */
export const isCallable = (policy, name) => {
  if (policy.hide?.includes(name)) return false;
  return Object.hasOwn(policy.tools, name) && policy.tools[name].action !== "deny";
};
