// The policy builder of a server page: a rule for every tool, the document it makes, and its effect.
// What it shows is computed by engine.js; the state is in the fragment of the address.
(() => {
  "use strict";
  const { Num, parse, write, line, read, evaluate, standing, isCommonPattern } = globalThis.toolrisk.policy;
  const section = document.getElementById("builder");
  const find = (selector) => section.querySelector(selector);
  const data = JSON.parse(document.getElementById("builder-data").textContent);

  const HIDE = "hide";
  const CHOICES = { allow: "Allow", ask: "Ask", limit: "Limit", deny: "Deny", hide: "Hide", custom: "Custom" };
  const UNFOLDED = 12; // tools; with more, the levels are folded
  const LEVELS = ["Low", "Medium", "High", "Critical"];
  const WINDOWS = { 60: "minute", 3600: "hour", 86400: "day" };
  const OPERATORS = {
    eq: "is", ne: "is not", gt: "is more than", gte: "is at least", lt: "is less than", lte: "is at most",
    in: "is one of", not_in: "is none of", starts_with: "starts with", ends_with: "ends with",
    contains: "contains", not_contains: "does not contain", regex: "matches the pattern",
    not_regex: "does not match the pattern", exists: "is given", not_exists: "is not given",
  };
  const ORDERED = ["gt", "gte", "lt", "lte"];
  const TEXTUAL = ["starts_with", "ends_with", "contains", "not_contains", "regex", "not_regex"];
  const WORDS = { allow: "Allowed", deny: "Denied", require_approval: "A person is asked", unknown: "Checked by the gateway" };
  const DROPPED = "The conditions and limits of the recommended policy are dropped: every call of an allowed tool goes through.";
  const UNFINISHED = "Denied until its conditions are finished.";

  const make = (tag, props = {}, ...inside) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(props)) {
      if (name in made) made[name] = value;
      else made.setAttribute(name, value);
    }
    made.append(...inside);
    return made;
  };
  const button = (text, onclick) => make("button", { type: "button", onclick }, text);
  const options = (pairs, value) =>
    pairs.map(([key, text]) => make("option", { value: key, selected: key === value }, text));
  const shown = (name) => (name ? line(name).slice(1, -1) : "(empty name)");
  const plural = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
  const list = (parts) => parts.filter(Boolean).join(", ");

  // ---- The tools: one entry for each name, as a policy cannot tell equal names apart

  const links = [...document.querySelectorAll("#tools .name")];
  const tools = new Map();
  data.tools.forEach((tool, at) => {
    const known = tools.get(tool.name);
    const isRead = tool.category === "Read" && !tool.review;
    const risk = LEVELS.indexOf(tool.risk);
    if (!known) {
      tools.set(tool.name, { ...tool, at, isRead, risk, count: 1, badge: links[at].closest("tr").querySelector(".badge") });
      return;
    }
    known.count += 1;
    known.tokens += tool.tokens;
    known.isRead &&= isRead;
    if (risk > known.risk) Object.assign(known, { risk, badge: links[at].closest("tr").querySelector(".badge") });
  });

  // ---- Rules: a map as in the document, or HIDE

  const rule = (action, more = []) => new Map([["action", action], ...more]);
  const rate = (max, window) => ["rate_limit", new Map([["max", new Num(max)], ["window", new Num(window)]])];
  const hidden = (name) => (name === "*" ? rule("deny") : HIDE);
  const choiceOf = (held) => {
    if (held === HIDE) return "hide";
    const action = held.get("action") ?? "allow";
    if (action === "deny") return "deny";
    if (["require", "deny_if", "limits"].some((key) => held.get(key)?.length)) return "custom";
    if (action === "require_approval") return "ask";
    return held.has("rate_limit") ? "limit" : "allow";
  };
  const text = (held) => (held === HIDE ? HIDE : line(held));

  /** Split a valid document into rules of the tools here and the rest of it. */
  const stateOf = (document) => {
    const hide = document.get("hide") ?? [];
    const listed = document.get("tools") ?? new Map();
    const fallback = document.get("default");
    const rules = new Map();
    for (const name of tools.keys()) {
      if (hide.includes(name) || hide.includes("*")) rules.set(name, hidden(name));
      else rules.set(name, listed.get(name) ?? rule(fallback));
    }
    const rest = new Map();
    const others = hide.filter((name) => name !== "*" && !tools.has(name));
    const more = [...listed].filter(([name]) => !tools.has(name));
    if (others.length) rest.set("hide", [...new Set(others)]);
    if (more.length) rest.set("tools", new Map(more));
    if (document.get("all_tools")?.size) rest.set("all_tools", document.get("all_tools"));
    // What hides every tool would hide those of later versions: here they are denied.
    return { rules, rest, fallback: hide.includes("*") ? "deny" : fallback };
  };
  const documentOf = ({ rules, rest, fallback }) => {
    const entries = [...rules];
    const hide = entries.filter(([, held]) => held === HIDE).map(([name]) => name);
    hide.push(...(rest.get("hide") ?? []));
    const made = new Map([["version", "1"], ["default", fallback]]);
    if (hide.length) made.set("hide", hide);
    made.set("tools", new Map([...entries.filter(([, held]) => held !== HIDE), ...(rest.get("tools") ?? [])]));
    if (rest.has("all_tools")) made.set("all_tools", rest.get("all_tools"));
    return made;
  };

  const recommended = stateOf(parse(document.querySelector("#control .code code").textContent));
  const each = (decide) => new Map([...tools].map(([name, tool]) => [name, decide(name, tool)]));
  const bare = (rules) => ({ rules, rest: new Map(), fallback: "deny" });
  const PRESETS = {
    recommended: () => ({ ...recommended, rules: new Map(recommended.rules) }),
    "read-only": () => bare(each((name, tool) => (tool.isRead ? recommended.rules.get(name) : hidden(name)))),
    "not-critical": () => bare(each((name, tool) => (tool.risk < 3 ? rule("allow") : hidden(name)))),
  };

  const presetTexts = Object.fromEntries(Object.entries(PRESETS).map(([name, made]) => [name, line(documentOf(made()))]));

  let preset = "recommended";
  let state = PRESETS.recommended();
  let policy = null;
  const drafts = new Map(); // name → what is being written for a tool
  const open = new Set(); // names whose draft lacks something; they are denied

  // ---- Drafts: what a person writes, until it is a rule

  const typesOf = (tool, path) => {
    const [, types = []] = tool.arguments.find(([known]) => known === path) ?? [];
    return types.map((type) => type.replace(/^array of /, "").replace("integer", "number"));
  };
  const valuesOf = (tool, path) => tool.arguments.find(([known]) => known === path)?.[2] ?? [];
  const json = (raw) => {
    try {
      return parse(raw);
    } catch {
      return undefined;
    }
  };
  const scalar = (raw, types) => {
    const value = json(raw);
    const isText = types.includes("string");
    if (typeof value === "string") return value;
    if (types.includes("boolean") && typeof value === "boolean") return value;
    if (types.includes("number") && value instanceof Num) return value;
    if (isText) return raw;
    return types.includes("number") || types.includes("boolean") ? undefined : value === undefined ? raw : value;
  };
  const valueOf = ({ path, op, raw }, tool) => {
    const types = typesOf(tool, path);
    if (ORDERED.includes(op)) return json(raw) instanceof Num ? json(raw) : undefined;
    if (op.endsWith("regex")) return raw || undefined;
    if (op.endsWith("with")) return raw;
    if (!op.endsWith("in")) return raw === "" && !types.includes("string") ? undefined : scalar(raw, types);
    if (raw.trim().startsWith("[")) return json(raw)?.length ? json(raw) : undefined;
    const items = raw.split(",").map((item) => item.trim()).filter(Boolean).map((item) => scalar(item, types));
    return items.length && !items.includes(undefined) ? items : undefined;
  };
  const rawOf = (value, op, types) => {
    if (value === undefined) return "";
    if (op.endsWith("in") && Array.isArray(value)) {
      const items = value.map((item) => rawOf(item, "eq", types));
      return items.some((item) => item.includes(",") || item.trim() !== item || !item) || items[0].startsWith("[")
        ? line(value)
        : items.join(", ");
    }
    if (typeof value !== "string") return line(value);
    return op.endsWith("regex") || op.endsWith("with") || scalar(value, types) === value ? value : line(value);
  };

  const draftOf = (held, tool) => {
    const blocks = ["require", "deny_if"].flatMap((kind) =>
      (held.get(kind) ?? []).map((each) => ({
        kind,
        always: each.has("always"),
        onDeny: each.get("on_deny") ?? "",
        conditions: (each.get("conditions") ?? []).map((condition) => {
          const [path, op] = [condition.get("path"), condition.get("op")];
          return { path, op, raw: rawOf(condition.get("value"), op, typesOf(tool, path)) };
        }),
      })),
    );
    const limit = held.get("rate_limit");
    return {
      action: held.get("action") ?? "allow",
      max: limit?.get("max").text ?? "",
      window: limit?.get("window").text ?? "60",
      blocks,
      limits: held.get("limits"),
    };
  };

  /** Return the rule that a draft makes, or what it lacks. */
  const compiled = (draft, tool, choice) => {
    const made = rule(draft.action);
    if (draft.max.trim() || choice === "limit") {
      if (!/^[1-9]\d{0,8}$/.test(draft.max.trim())) return { lacks: "The limit is no whole number from 1 up." };
      made.set(...rate(draft.max.trim(), draft.window));
    }
    if (choice !== "custom") return { rule: made };
    for (const block of draft.blocks) {
      const conditions = [];
      for (const condition of block.conditions) {
        const written = new Map([["path", condition.path], ["op", condition.op]]);
        if (!condition.op.endsWith("exists")) {
          const value = valueOf(condition, tool);
          if (value === undefined) return { lacks: `${condition.path || "An argument"} has no value to compare with.` };
          written.set("value", value);
        }
        conditions.push(written);
      }
      const each = new Map(block.always ? [["always", true]] : [["conditions", conditions]]);
      if (block.onDeny) each.set("on_deny", block.onDeny);
      made.set(block.kind, [...(made.get(block.kind) ?? []), each]);
    }
    if (draft.limits) made.set("limits", draft.limits);
    const { problems } = read(new Map([["version", "1"], ["default", "deny"], ["tools", new Map([["t", made]])]]));
    return problems.length ? { lacks: problems[0].says } : { rule: made };
  };

  const setChoice = (name, choice) => {
    const wanted = recommended.rules.get(name);
    const held = state.rules.get(name);
    drafts.delete(name);
    open.delete(name);
    if (choiceOf(wanted) === choice) state.rules.set(name, wanted);
    else if (choice === "hide") state.rules.set(name, hidden(name));
    else if (choice === "ask") state.rules.set(name, rule("require_approval"));
    else if (choice === "limit") state.rules.set(name, rule("allow", [rate("30", "60")]));
    else if (choice !== "custom") state.rules.set(name, rule(choice));
    else {
      const tool = tools.get(name);
      const draft = draftOf(held === HIDE || held.get("action") === "deny" ? rule("allow") : held, tool);
      draft.blocks.push(emptyBlock(tool));
      drafts.set(name, draft);
      open.add(name);
      state.rules.set(name, rule("deny", [["reason", UNFINISHED]]));
    }
  };
  const emptyCondition = (tool) => ({ path: tool.arguments[0]?.[0] ?? "args.", op: "eq", raw: "" });
  const emptyBlock = (tool) => ({ kind: "require", onDeny: "", conditions: [emptyCondition(tool)] });

  // ---- One row for each tool

  const rows = new Map();
  const operatorsFor = (types, now) => {
    const known = (op) => {
      if (ORDERED.includes(op)) return !types.length || types.includes("number");
      if (TEXTUAL.includes(op)) return !types.length || types.includes("string");
      return !(types.length === 1 && types[0] === "boolean" && op.endsWith("in"));
    };
    return Object.entries(OPERATORS).filter(([op]) => op === now || known(op));
  };

  const conditionRow = (name, draft, block, condition, redraw) => {
    const tool = tools.get(name);
    const types = typesOf(tool, condition.path);
    const known = tool.arguments.map(([path]) => [path, path.replace(/^args\.?/, "")]);
    const isOther = !known.some(([path]) => path === condition.path);
    const change = (field, again) => (event) => {
      condition[field] = event.target.value;
      settle(name);
      if (again) redraw(event.target);
    };
    const path = make("select", {
      "aria-label": "Argument",
      "data-id": "path",
      onchange: (event) => {
        condition.path = event.target.value || "args.";
        condition.op = "eq";
        condition.raw = "";
        settle(name);
        redraw(event.target);
      },
    }, ...options([...known, ["", "another path…"]], isOther ? "" : condition.path));
    const op = make(
      "select",
      { "aria-label": "Comparison", "data-id": "op", onchange: change("op", true) },
      ...options(operatorsFor(types, condition.op === "neq" ? "ne" : condition.op), condition.op === "neq" ? "ne" : condition.op),
    );
    const parts = [path];
    if (isOther) parts.push(make("input", { "aria-label": "Path of the argument", value: condition.path, oninput: change("path"), spellcheck: false }));
    parts.push(op);
    if (!condition.op.endsWith("exists")) {
      const listed = valuesOf(tool, condition.path);
      const id = `b-values-${tool.at}-${draft.blocks.indexOf(block)}-${block.conditions.indexOf(condition)}`;
      const value = make("input", { "aria-label": "Value", value: condition.raw, oninput: change("raw"), spellcheck: false, autocomplete: "off" });
      if (types.length === 1 && types[0] === "number") value.inputMode = "decimal";
      if (condition.op.endsWith("in")) value.placeholder = "one, two";
      if (listed.length) {
        value.setAttribute("list", id);
        parts.push(make("datalist", { id }, ...listed.map((it) => make("option", { value: rawOf(it, "eq", types) }))));
      }
      parts.push(value);
      if (condition.op.endsWith("regex")) {
        value.className = "b-pattern";
        const told = make("span", { className: "note" });
        const tell = () => (told.textContent = isCommonPattern(condition.raw) ? "" : "Not run on this page: the gateway checks it, in RE2 syntax.");
        value.addEventListener("input", tell);
        tell();
        parts.push(told);
      }
    }
    const drop = button("Remove", (event) => {
      block.conditions.splice(block.conditions.indexOf(condition), 1);
      if (!block.conditions.length) draft.blocks.splice(draft.blocks.indexOf(block), 1);
      settle(name);
      redraw(event.target);
    });
    drop.setAttribute("aria-label", `Remove the condition on ${condition.path}`);
    return make("li", {}, ...parts, drop);
  };

  const blockOf = (name, draft, block, redraw) => {
    const kinds = [["require", "A call passes only if"], ["deny_if", "A call is denied if"]];
    const kind = make("select", {
      "aria-label": "Kind of rule",
      onchange: (event) => {
        block.kind = event.target.value;
        settle(name);
      },
    }, ...options(kinds, block.kind));
    const add = button("and…", (event) => {
      block.conditions.push(emptyCondition(tools.get(name)));
      settle(name);
      redraw(event.target);
    });
    add.setAttribute("aria-label", "Add a condition that has to hold as well");
    const told = make("input", {
      value: block.onDeny,
      oninput: (event) => {
        block.onDeny = event.target.value;
        settle(name);
      },
    });
    if (block.always) return make("div", { className: "b-block" }, kind, " always.");
    return make(
      "div",
      { className: "b-block" },
      kind,
      make("ul", {}, ...block.conditions.map((condition) => conditionRow(name, draft, block, condition, redraw))),
      add,
      make("label", { className: "b-field" }, "What the caller is told ", told),
    );
  };

  const limitOf = (name, draft) => {
    const change = (field) => (event) => {
      draft[field] = event.target.value;
      settle(name);
    };
    const max = make("input", { type: "text", inputMode: "numeric", "aria-label": "Calls allowed", value: draft.max, oninput: change("max"), size: 6 });
    const known = { ...WINDOWS, ...(draft.window in WINDOWS ? {} : { [draft.window]: `${draft.window} seconds` }) };
    const window = make("select", { "aria-label": "Window", onchange: change("window") }, ...options(Object.entries(known), draft.window));
    return make("p", { className: "b-limit" }, "At most ", max, " calls per ", window, ...(choiceOfRow(name) === "limit" ? [] : [" (empty: no limit)"]));
  };

  const choiceOfRow = (name) => (drafts.has(name) && open.has(name) ? rows.get(name).choice : choiceOf(state.rules.get(name)));

  const drawEditor = (name, focus) => {
    const row = rows.get(name);
    const tool = tools.get(name);
    const { choice } = row;
    row.editor.replaceChildren();
    row.lacks = make("p", { className: "b-lacks", role: "alert" });
    if (!["ask", "limit", "custom"].includes(choice)) return;
    if (!drafts.has(name)) drafts.set(name, draftOf(state.rules.get(name), tool));
    const draft = drafts.get(name);
    const redraw = (target) => drawEditor(name, target.dataset.id ? `[data-id=${target.dataset.id}]` : "button");
    if (choice === "custom") {
      const action = make("select", {
        "aria-label": "What becomes of calls that meet the conditions",
        onchange: (event) => {
          draft.action = event.target.value;
          settle(name);
        },
      }, ...options([["allow", "Calls that pass go through"], ["require_approval", "A person approves each call that passes"]], draft.action));
      const add = button("Add a condition", () => {
        draft.blocks.push(emptyBlock(tool));
        settle(name);
        drawEditor(name, ".b-block:last-of-type select");
      });
      const ends = make("div", { className: "b-ends" }, add, action);
      row.editor.append(...draft.blocks.map((block) => blockOf(name, draft, block, redraw)), ends);
      if (draft.limits?.length) row.editor.append(make("p", { className: "note" }, `${plural(draft.limits.length, "limit")} kept as imported.`));
    }
    const count = draft.blocks.length;
    if (choice === "custom") {
      const rest = make("details", { open: row.isOpen || open.has(name) }, make("summary", {}, `${plural(count, "rule")} on its arguments`), ...row.editor.childNodes, limitOf(name, draft), row.lacks);
      rest.addEventListener("toggle", () => (row.isOpen = rest.open));
      row.editor.replaceChildren(rest);
    } else row.editor.append(limitOf(name, draft), row.lacks);
    if (focus) row.editor.querySelector(focus)?.focus();
  };

  const settle = (name) => {
    const row = rows.get(name);
    const found = compiled(drafts.get(name), tools.get(name), row.choice);
    state.rules.set(name, found.rule ?? rule("deny", [["reason", UNFINISHED]]));
    if (found.rule) open.delete(name);
    else open.add(name);
    row.lacks.textContent = found.lacks ? `${found.lacks} Until it is finished, every call is denied.` : "";
    update();
  };

  const addRow = (name, tool) => {
    const link = links[tool.at].cloneNode(true);
    const id = `b-tool-${tool.at}`;
    const radios = Object.entries(CHOICES).map(([key, label]) => {
      const radio = make("input", { type: "radio", name: id, value: key });
      radio.addEventListener("change", () => {
        setChoice(name, key);
        Object.assign(rows.get(name), { choice: key, isOpen: true });
        drawEditor(name);
        update();
      });
      return make("label", { className: `b-${key}` }, radio, make("span", {}, label));
    });
    const choices = make("fieldset", { className: "b-choice" }, make("legend", { className: "b-unseen" }, `What becomes of calls of ${shown(name)}`), ...radios);
    const editor = make("div", { className: "b-editor" });
    const head = make("div", { className: "b-name" }, link);
    if (tool.count > 1) head.append(make("span", { className: "note" }, ` ${tool.count} of this name`));
    const item = make("li", {}, head, choices, editor);
    rows.set(name, { item, radios: choices, editor, choice: "", lacks: null });
    levelOf(tool.risk).list.append(item);
  };

  /** Tools of one risk level, folded where there are many; its line tells what the policy leaves. */
  const levels = new Map();
  const levelOf = (risk) => {
    if (!levels.has(risk)) {
      const told = make("span", { className: "note" });
      const held = make("ol", { className: "b-tools" });
      const badge = [...tools.values()].find((tool) => tool.risk === risk).badge.cloneNode(true);
      const root = make("details", { className: "b-level", open: tools.size <= UNFOLDED }, make("summary", {}, badge, told), held);
      levels.set(risk, { root, list: held, told });
      find(".b-levels").append(root);
    }
    return levels.get(risk);
  };
  const drawLevels = () => {
    for (const [risk, { told }] of levels) {
      const own = [...tools].filter(([, tool]) => tool.risk === risk);
      const counts = tally(own);
      const count = own.reduce((sum, [, tool]) => sum + tool.count, 0);
      told.textContent = `${plural(count, "tool")}: ${effectText(counts)}`;
    }
  };

  const drawRows = () => {
    for (const [name, row] of rows) {
      row.choice = choiceOf(state.rules.get(name));
      row.isOpen = false;
      row.radios.querySelector(`[value=${row.choice}]`).checked = true;
      drafts.delete(name);
      drawEditor(name);
    }
    open.clear();
    find("#b-default").value = state.fallback;
  };

  // ---- What the policy does

  const GROUPS = ["open", "limited", "checked", "asked", "denied", "hidden"];
  const tally = (among = tools) => {
    const counts = Object.fromEntries(GROUPS.map((group) => [group, 0]));
    for (const [name, tool] of among) counts[standing(policy, name)] += tool.count;
    return counts;
  };
  const effectText = (counts) => {
    const callable = counts.open + counts.limited + counts.checked;
    const within = list([
      counts.checked && `${counts.checked} with conditions`,
      counts.limited && `${counts.limited} within a limit`,
    ]);
    return `${list([
      `${callable} callable${within ? ` (${within})` : ""}`,
      counts.asked && `${counts.asked} ask`,
      counts.denied && `${counts.denied} denied`,
      counts.hidden && `${counts.hidden} hidden`,
    ])}.`;
  };
  const noteText = () => {
    let saved = 0;
    let total = 0;
    for (const [name, tool] of tools) {
      total += tool.tokens;
      if (standing(policy, name) === "hidden") saved += tool.tokens;
    }
    const passes = (name) => !["hidden", "denied"].includes(standing(policy, name));
    const live = data.combinations.filter(([, legs]) => legs.every((leg) => leg.some(passes)));
    const left = live.map(([title]) => title.toLowerCase()).join("; ");
    const risky = left ? `Risky combinations left: ${left}.` : "No risky combination is left.";
    const tokens = saved ? `Hidden definitions save ${saved.toLocaleString("en")} of ${plural(total, "token")}.` : "";
    const dropped = presetTexts["not-critical"] === line(documentOf(state)) ? DROPPED : "";
    return [dropped, tokens, data.combinations.length ? risky : ""].filter(Boolean).join(" ");
  };
  const drawBar = (counts) => {
    const total = data.tools.length;
    let at = 0;
    const parts = GROUPS.filter((group) => counts[group]).map((group) => {
      const part = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      const width = (1000 * counts[group]) / total;
      for (const [key, value] of Object.entries({ class: `b-fill-${group}`, x: at, width, height: 10 })) part.setAttribute(key, value);
      at += width;
      return part;
    });
    find(".b-effect svg").replaceChildren(...parts);
  };

  let address = null;
  const update = () => {
    const made = documentOf(state);
    policy = read(made).policy;
    const pretty = write(made);
    find(".b-out code").textContent = pretty;
    const counts = tally();
    find(".b-effect [role=status]").textContent = effectText(counts);
    find(".b-note").textContent = noteText();
    drawBar(counts);
    drawLevels();
    const now = line(made);
    for (const each of section.querySelectorAll("[data-preset]")) {
      each.setAttribute("aria-pressed", String(presetTexts[each.dataset.preset] === now));
    }
    const link = find("a[download]");
    if (link.href) URL.revokeObjectURL(link.href);
    link.href = URL.createObjectURL(new Blob([`${pretty}\n`], { type: "application/json" }));
    clearTimeout(address);
    address = setTimeout(() => history.replaceState(null, "", fragment()), 150);
  };

  // ---- The state in the fragment: a preset and what differs from it

  const fragment = () => {
    const from = PRESETS[preset]();
    if (preset === "recommended" && presetTexts[preset] === line(documentOf(state))) {
      return location.hash.startsWith("#policy=") ? "#builder" : location.hash || location.pathname;
    }
    const kept = new URLSearchParams({ policy: preset });
    if (from.fallback !== state.fallback) kept.set("default", state.fallback);
    for (const [name, held] of state.rules) {
      if (text(held) === text(from.rules.get(name))) continue;
      const isShort = held === HIDE || (held.size === 1 && held.has("action"));
      if (isShort) kept.append(choiceOf(held), name);
      else kept.append("rule", line([name, held]));
    }
    if (line(state.rest) !== line(from.rest)) kept.set("rest", line(state.rest));
    return `#${kept}`;
  };
  const SHORT = { allow: () => rule("allow"), ask: () => rule("require_approval"), deny: () => rule("deny"), hide: hidden };
  const restored = (hash) => {
    const kept = new URLSearchParams(hash.slice(1));
    const name = kept.get("policy");
    if (!Object.hasOwn(PRESETS, name)) return null;
    const made = PRESETS[name]();
    if (kept.has("default")) made.fallback = kept.get("default");
    for (const [key, value] of kept) {
      if (Object.hasOwn(SHORT, key) && tools.has(value)) made.rules.set(value, SHORT[key](value));
      if (key === "rule") {
        const [tool, held] = json(value) ?? [];
        if (tools.has(tool) && held instanceof Map) made.rules.set(tool, held);
      }
      if (key === "rest") made.rest = json(value) instanceof Map ? json(value) : new Map();
    }
    return read(documentOf(made)).problems.length ? null : { name, made };
  };
  const restore = () => {
    if (!location.hash.startsWith("#policy=")) return;
    const found = restored(location.hash);
    if (!found) {
      find(".b-effect [role=status]").textContent = "The link holds no policy that can be read.";
      return;
    }
    preset = found.name;
    state = found.made;
    drawRows();
    update();
    section.scrollIntoView();
  };

  // ---- Trying a call

  const addTrying = () => {
    const place = find(".b-try");
    const [select, args] = [place.querySelector("select"), place.querySelector("textarea")];
    const told = place.querySelector("[role=status]");
    select.append(...[...tools.keys()].map((name) => make("option", { value: name }, shown(name))));
    place.querySelector("button").addEventListener("click", () => {
      const given = json(args.value);
      if (!(given instanceof Map)) {
        told.textContent = "The arguments are no JSON object.";
        return;
      }
      const found = evaluate(policy, select.value, given);
      const where = make("code", {}, found.rule);
      told.replaceChildren(make("strong", {}, `${WORDS[found.outcome]}.`), ` ${found.reason} `, where);
    });
  };

  // ---- Import: what compares is loaded when it is asked for

  const addImport = () => {
    const place = find(".b-import");
    const written = place.querySelector("textarea");
    const use = (next) => {
      state = next;
      drawRows();
      update();
    };
    const compare = async () => {
      try {
        const { compareIn } = await import("./importing.js");
        compareIn(place.querySelector(".b-diff"), written.value, { state, stateOf, tools, use, choiceOf, make, button, list, plural, shown, CHOICES, OPERATORS });
      } catch {
        place.querySelector(".b-diff").textContent = "The comparison cannot be loaded. Trying again may help.";
      }
    };
    place.querySelector("button").addEventListener("click", compare);
    place.querySelector("[type=file]").addEventListener("change", async ({ target }) => {
      if (!target.files[0]) return;
      written.value = await target.files[0].text();
      compare();
    });
  };

  // ---- Start

  const order = [...tools].sort(([, a], [, b]) => b.risk - a.risk || a.at - b.at);
  for (const [name, tool] of order) addRow(name, tool);
  for (const each of section.querySelectorAll("[data-preset]")) {
    each.addEventListener("click", () => {
      preset = each.dataset.preset;
      state = PRESETS[preset]();
      drawRows();
      update();
    });
  }
  find("#b-default").addEventListener("change", (event) => {
    state.fallback = event.target.value;
    update();
  });
  find("#b-find").addEventListener("input", (event) => {
    const word = event.target.value.trim().toLowerCase();
    for (const [name, row] of rows) row.item.hidden = !name.toLowerCase().includes(word);
    for (const { root, list: held } of levels.values()) {
      root.hidden = [...held.children].every((item) => item.hidden);
      if (word) root.open = true;
    }
  });
  find(".b-find").hidden = tools.size < 8;
  find(".b-link").addEventListener("click", async ({ target }) => {
    history.replaceState(null, "", fragment());
    try {
      await navigator.clipboard.writeText(location.href);
      target.textContent = "Copied";
    } catch {
      target.textContent = "Copy it from the address bar";
    }
    setTimeout(() => (target.textContent = "Copy the link"), 2000);
  });
  addTrying();
  addImport();
  drawRows();
  update();
  section.hidden = false;
  const place = document.querySelector(".contents [href='#observation']");
  place?.parentElement.before(make("li", {}, make("a", { href: "#builder" }, "Build your own")));
  for (const link of document.querySelectorAll(".b-denials")) {
    link.href = `#${link.dataset.state}`;
    link.hidden = false;
  }
  restore();
  addEventListener("hashchange", restore);
})();
