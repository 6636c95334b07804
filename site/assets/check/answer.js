// Draws the answer: a verdict for each tool, the risky combinations, and a policy for each server.
import { badge, counted, make } from "../search/draw.js";
import { combinationsOf, fewestDenials, isCallable, policyOf } from "./combining.js";

const SITE = new URL("../../", import.meta.url);
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const COMMAND = "toolrisk scan";

/** A text of a server, one line, with characters that are not seen written out. */
const shown = (text) => text.replace(UNSEEN, (char) => `\u27e8U+${char.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}\u27e9`) || "(empty name)";
const linked = (page, text) => make("a", { class: "name", href: new URL(page, SITE).href }, text);

/** Show the answer for servers, of which those without tools are unknown. */
export const showAnswer = (place, servers, index) => {
  const known = servers.filter((server) => server.tools);
  const tools = known.flatMap((server) => server.tools.map((tool) => ({ ...tool, server: server.name })));
  place.append(make("h2", { class: "answer-head", tabindex: "-1" }, "Answer"), summary(servers, tools, index));
  if (tools.some((tool) => tool.isJudged)) place.append(method(tools));
  for (const server of servers) place.append(section(server, index));
  if (!known.length) return;
  const rest = make("div");
  place.append(rest);
  showRest(rest, known, tools, index, false);
};

const summary = (servers, tools, { risks }) => {
  const levels = [...risks].reverse();
  const parts = levels.map((risk) => [tools.filter((tool) => tool.risk === risk).length, risk]).filter(([count]) => count);
  const missing = tools.filter((tool) => !tool.isKnown).length;
  const unknown = servers.filter((server) => !server.tools && !server.isOff).length;
  const told = parts.map(([count, risk]) => `${count} ${risk}`);
  if (missing) told.push(`${missing} unknown`);
  const made = make("p", { class: "lead" }, tools.length ? `${counted(tools.length, "tool")}: ${told.join(", ")}.` : "No tool is known.");
  if (unknown) made.append(` ${counted(unknown, "server")} not in the catalogue: nothing is known about ${unknown === 1 ? "it" : "them"}, and unknown is not low.`);
  return made;
};

/** What is said of tools that are judged here and not looked up. */
const method = (tools) => {
  const count = tools.filter((tool) => tool.isJudged).length;
  const [is, it] = count === 1 ? ["is", "It is"] : ["are", "They are"];
  return make(
    "p",
    { class: "note", id: "method" },
    `${counted(count, "tool")} ${is} not in the catalogue with this definition. ${it} judged in this page by the rules alone; `,
    make("code", {}, "toolrisk classify"),
    " uses the model as well, and sees more hidden instructions. Rules here set no conditions on arguments: where one would be recommended, a person is asked.",
  );
};

const section = (server, index) => {
  const made = make("section", { class: "answer-part" });
  const title = server.page ? linked(server.page, shown(server.name)) : shown(server.name);
  if (server.name || server.page) made.append(make("h3", {}, title));
  if (server.note) made.append(make("p", { class: "note" }, server.note));
  if (server.tools) made.append(toolTable(server.tools, index));
  else made.append(unknownServer(server));
  return made;
};

const unknownServer = (server) => {
  if (server.isOff) return make("p", { class: "nil" }, server.why);
  const made = make("p", {}, badge(-1), ` ${shown(server.why)} `);
  made.append(make("code", {}, COMMAND), " lists it on your machine; or paste its answer to tools/list here.");
  return made;
};

const toolTable = (tools, index) => {
  const heads = ["Risk", "Tool", "Category", "Signals", "Recommended"].map((head) => make("th", { scope: "col" }, head));
  const ranked = [...tools].sort((a, b) => rank(b, index) - rank(a, index));
  const rows = ranked.map((tool) => toolRow(tool, index));
  return make("table", { class: "tools cards" }, make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...rows));
};

// What is unknown stands below the Critical, as it may be as bad.
const rank = (tool, { risks }) => (tool.isKnown ? risks.indexOf(tool.risk) : risks.length - 1.5);

const toolRow = (tool, index) => {
  const name = tool.page ? linked(tool.page, shown(tool.name)) : make("span", { class: "name" }, shown(tool.name));
  const head = make("th", { scope: "row" }, name);
  if (tool.isJudged) head.append(...told(tool));
  const category = make("td", { class: "category" }, tool.category ?? "");
  if (tool.needs_review) category.append(make("span", { class: "chip warn" }, "Needs review"));
  const signals = tool.signals.map((signal) => index.signals[signal]).join(", ");
  return make(
    "tr",
    {},
    make("td", { class: "risk" }, badge(tool.isKnown ? index.risks.indexOf(tool.risk) : -1)),
    head,
    category,
    make("td", { class: "signals" }, signals),
    make("td", { class: "advice" }, ruleWords(tool.rule)),
  );
};

/** Why a tool that was judged here has its verdict, and how often such a decision has been right. */
const told = ({ hint, why, because }) => {
  if (!because) return [make("span", { class: "text" }, [hint, why].filter(Boolean).join(" "))];
  const measured = because.seen ? `right in ${because.right} of ${because.seen} measured` : "not measured by itself";
  const share = Math.min(99, Math.floor(100 * because.share));
  const link = make("a", { href: new URL(because.page, SITE).href }, because.id);
  return [make("span", { class: "text" }, hint ? `${hint} ` : "", "Rule ", link, `: ${because.says} Confidence ${share} % (${measured}).`)];
};

const ruleWords = (rule) => {
  if (rule === null) return "Hide";
  const action = { allow: "Allow", deny: "Deny", require_approval: "Ask a person" }[rule.action ?? "allow"];
  const limit = rule.rate_limit ? `, ${rule.rate_limit.max} in ${rule.rate_limit.window} s` : "";
  return `${action}${limit}${rule.require || rule.deny_if ? ", if the arguments fit" : ""}`;
};

const showRest = (place, servers, tools, index, isEnding) => {
  const live = combinationsOf(tools.map((tool) => ({ ...tool, isCallable: true })), index.combinations);
  const denials = fewestDenials(live, tools, index.risks);
  const policies = servers.map((server) => {
    const denied = isEnding ? denials.filter(([name]) => name === server.name).map(([, tool]) => tool) : [];
    return [server, policyOf(server.tools, index, denied)];
  });
  const left = remaining(tools, new Map(policies.map(([server, policy]) => [server.name, policy])), index);
  place.replaceChildren(combinationsPart(live, left, tools), ...policiesPart(policies));
  if (!denials.length) return;
  const box = make("input", { type: "checkbox", id: "ending" });
  box.checked = isEnding;
  box.addEventListener("change", () => {
    showRest(place, servers, tools, index, box.checked);
    place.querySelector("#ending").focus();
  });
  const names = denials.map(([server, name]) => (server ? `${shown(name)} on ${shown(server)}` : shown(name))).join(", ");
  const said = `Deny the fewest tools that end ${live.length === 1 ? "it" : "all of them"}: ${names}`;
  place.querySelector(".combinations").append(make("label", { class: "choice" }, box, make("span", {}, said)));
};

const remaining = (tools, policies, index) => {
  const kept = tools.map((tool) => ({ ...tool, isCallable: isCallable(policies.get(tool.server), tool.name) }));
  return combinationsOf(kept, index.combinations).map(({ pattern }) => pattern.id);
};

const combinationsPart = (live, left, tools) => {
  const made = make("section", { class: "answer-part combinations" }, make("h3", {}, "Risky combinations"));
  if (!live.length) made.append(make("p", {}, "None among the tools that are known."));
  for (const each of live) made.append(combination(each, left.includes(each.pattern.id)));
  const missing = tools.filter((tool) => !tool.isKnown).length;
  if (missing) made.append(make("p", { class: "note" }, `${counted(missing, "unknown tool")}: counted by signals alone, and any could complete a combination.`));
  return made;
};

const combination = ({ pattern, legs }, isLeft) => {
  const risk = ["Low", "Medium", "High", "Critical"].indexOf(pattern.risk);
  const told = isLeft ? "The policy below looks at one call at a time and leaves it possible." : "The policy below ends it.";
  const lines = legs.map((leg, at) => make("li", {}, `${pattern.legs[at].name}: ${leg.map(([, name]) => shown(name)).join(", ")}`));
  return make(
    "div",
    { class: "combination" },
    make("h4", {}, badge(risk), pattern.title),
    make("p", {}, `${pattern.reason} ${told}`),
    make("ul", { class: "legs" }, ...lines),
  );
};

const policiesPart = (policies) =>
  policies.map(([server, policy]) => {
    const title = server.name ? `Policy for ${shown(server.name)}` : "Policy";
    const file = policies.length > 1 ? `policy-${server.name.replace(/[^A-Za-z0-9_-]+/g, "-") || "server"}.json` : "policy.json";
    const text = JSON.stringify(policy, null, 2);
    const block = make("div", { class: "code", "data-policy": server.name }, make("pre", { tabindex: "0" }, make("code", {}, text)), copyButton(text, file));
    return make("section", { class: "answer-part" }, make("h3", {}, title), block, download(text, file));
  });

const copyButton = (text, file) => {
  const made = make("button", { type: "button", class: "copy", "aria-label": `Copy ${file}` }, "Copy");
  made.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(`${text}\n`);
      made.textContent = "Copied";
    } catch {
      made.textContent = "Press Ctrl-C";
      getSelection().selectAllChildren(made.parentElement.querySelector("code"));
    }
    setTimeout(() => (made.textContent = "Copy"), 2000);
  });
  return made;
};

const download = (text, file) => {
  const made = make("button", { type: "button" }, `Download ${file}`);
  made.addEventListener("click", () => {
    const address = URL.createObjectURL(new Blob([`${text}\n`], { type: "application/json" }));
    make("a", { href: address, download: file }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  });
  return made;
};
