// Compares a policy that was brought along with the one in the builder, which loads this on demand.
const { line, parse, read } = globalThis.toolrisk.policy;
const HIDE = "hide";
const NAMED = 6; // tools with one and the same change, before the rest is folded

/** Show in `result` what the policy `written` would change, and offer to use it. */
export const compareIn = (result, written, builder) => {
  const { state, stateOf, tools, use, choiceOf, make, button, list, plural, shown, CHOICES, OPERATORS } = builder;

  // A rule is named by what callers are told, which says more than its patterns.
  const conditionIn = (it) => {
    const value = it.has("value") ? ` ${line(it.get("value"))}` : "";
    return `${it.get("path")} ${OPERATORS[it.get("op")] ?? "is not"}${value}`;
  };
  const told = (blocks, [named, spelt], isSpelt) =>
    (blocks ?? []).map((block) =>
      block.get("on_deny") && !isSpelt
        ? `${named} “${block.get("on_deny")}”`
        : `${spelt} ${(block.get("conditions") ?? []).map(conditionIn).join(" and ") || "always"}`,
    );
  const described = (held, isSpelt = false) => {
    if (held === undefined) return "not listed";
    const choice = choiceOf(held);
    if (choice === "hide" || choice === "deny") return CHOICES[choice];
    const limit = held.get("rate_limit");
    return list([
      held.get("action") === "require_approval" ? "Ask" : "Allow",
      limit && `at most ${limit.get("max").text} in ${limit.get("window").text} s`,
      ...told(held.get("require"), ["otherwise", "only if"], isSpelt),
      ...told(held.get("deny_if"), ["denied with", "denied if"], isSpelt),
      held.get("limits")?.length && plural(held.get("limits").length, "limit"),
    ]);
  };
  /** Two rules in words: by what callers are told, and by the conditions where that is the same. */
  const bothIn = (now, then) => {
    const words = [described(now), described(then)];
    if (words[0] !== words[1]) return words;
    const spelt = [described(now, true), described(then, true)];
    if (spelt[0] === spelt[1]) spelt[1] += " (other words or order)";
    return spelt;
  };
  const ruleless = (held) => (held === HIDE ? HIDE : line(new Map([["action", "allow"], ...held])));

  const differences = (next) => {
    const found = [];
    const compare = (what, now, then, words) => {
      if (now !== then) found.push([what, ...words]);
    };
    compare("Tools of later versions", state.fallback, next.fallback, [state.fallback, next.fallback]);
    for (const name of tools.keys()) {
      const [now, then] = [state.rules.get(name), next.rules.get(name)];
      compare(shown(name), ruleless(now), ruleless(then), bothIn(now, then));
    }
    const others = (from) => new Map([
      ...(from.rest.get("tools") ?? []),
      ...(from.rest.get("hide") ?? []).map((name) => [name, HIDE]),
    ]);
    const [now, then] = [others(state), others(next)];
    for (const name of new Set([...now.keys(), ...then.keys()])) {
      const [first, second] = [now.get(name), then.get(name)];
      compare(`${shown(name)} (not on this server)`, first && ruleless(first), second && ruleless(second), bothIn(first, second));
    }
    const all = (from) => line(from.rest.get("all_tools") ?? null);
    compare("Limits on every tool", all(state), all(next), [all(state), all(next)].map((it) => (it === "null" ? "none" : it)));
    return found;
  };

  const grouped = (found) => {
    const groups = new Map();
    for (const [what, now, then] of found) {
      const key = line([now, then]);
      if (!groups.has(key)) groups.set(key, { now, then, names: [] });
      groups.get(key).names.push(what);
    }
    return [...groups.values()];
  };
  const changeOf = ({ now, then, names }) => {
    const head = make("dt", {}, names.slice(0, NAMED).join(", "));
    const more = names.slice(NAMED);
    if (more.length) head.append(make("details", {}, make("summary", {}, `and ${more.length} more`), more.join(", ")));
    return make("div", {}, head, make("dd", {}, make("del", {}, now)), make("dd", {}, make("ins", {}, then)));
  };

  const say = (text) => result.replaceChildren(make("p", {}, text));
  const refuse = (problems) => {
    const items = problems.slice(0, 10).map(({ pointer, says }) => make("li", {}, pointer ? make("code", {}, pointer) : "", ` ${says}`));
    result.replaceChildren(make("p", {}, make("strong", {}, "This is no valid policy.")), make("ul", {}, ...items));
  };
  const offer = (next) => {
    const found = differences(next);
    if (!found.length) {
      say("It does the same as the policy above.");
      return;
    }
    const take = button("Use the imported policy", () => {
      use(next);
      say("The imported policy is in use.");
    });
    result.replaceChildren(make("p", {}, `${plural(found.length, "difference")}.`), make("dl", {}, ...grouped(found).map(changeOf)), take);
  };

  let document;
  try {
    document = parse(written);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    refuse([{ pointer: "", says: error.message }]);
    return;
  }
  const { problems } = read(document);
  if (problems.length) refuse(problems);
  else offer(stateOf(document));
};
