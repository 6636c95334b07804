// Policies in the browser: read a document, decide about calls, tell what it leaves of each tool.
// It decides as the Python engine does (tests/vectors/policy.json runs in both). Numbers are kept
// as written and compared digit by digit, so no amount is rounded to a double. A pattern is run
// here only where RE2 and JavaScript read it alike; any other leaves the call "unknown", which
// pages show as "checked by the gateway".
(() => {
  "use strict";
  const MISSING = Symbol("missing");
  const UNREACHABLE = Symbol("unreachable");
  const EVERY = Symbol("every element");
  const WINDOWS = { minute: 60, hour: 3600, day: 86400 };
  const WHOLE = new Set(["exists", "not_exists", "contains", "not_contains"]);
  const EQUALITY = new Set(["eq", "ne", "neq"]);
  const LONGEST_TEXT = 10_000; // characters that a pattern is run over

  // ---- Numbers, exact

  class Num {
    constructor(text) {
      const [, sign, whole, fraction = "", power = "0"] =
        /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
      this.text = text;
      this.isWritten = !/[.eE]/.test(text); // as a whole number
      this.digits = (whole + fraction).replace(/^0+/, "");
      this.exponent = Number(power) - fraction.length;
      this.sign = this.digits ? (sign ? -1 : 1) : 0;
      this.core = this.digits.replace(/0+$/, "");
      this.height = this.digits.length + this.exponent;
    }
    compare(other) {
      if (this.sign !== other.sign) return this.sign - other.sign;
      if (!this.sign) return 0;
      if (this.height !== other.height) return this.height > other.height ? this.sign : -this.sign;
      if (this.core === other.core) return 0;
      return this.core > other.core ? this.sign : -this.sign;
    }
    get isAmount() {
      const adjusted = (this.digits.length || 1) + this.exponent - 1;
      return this.sign >= 0 && this.exponent >= -60 && adjusted < 60;
    }
    get isWhole() {
      return !this.sign || this.height >= this.core.length;
    }
    get plain() {
      const digits = this.digits || "0";
      if (this.exponent >= 0) return digits + (this.sign ? "0".repeat(this.exponent) : "");
      const padded = digits.padStart(1 - this.exponent, "0");
      return `${padded.slice(0, this.exponent)}.${padded.slice(this.exponent)}`;
    }
    static exceeds(used, amount, max) {
      const least = Math.min(used.exponent, amount.exponent, max.exponent);
      const scaled = (num) => BigInt(num.digits || 0) * 10n ** BigInt(num.exponent - least);
      return scaled(used) + scaled(amount) > scaled(max);
    }
  }

  // ---- JSON: objects become maps, numbers keep their text

  const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
  const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d{1,15})?(?![\d.eE])/y;
  const SPACE = /[ \t\n\r]*/y;

  const parse = (text) => {
    let at = 0;
    const take = (pattern) => {
      pattern.lastIndex = at;
      const found = pattern.exec(text)?.[0];
      if (found !== undefined) at += found.length;
      return found;
    };
    const fail = (says = "This is no JSON") => {
      const line = text.slice(0, at).split("\n").length;
      throw new SyntaxError(`${says}, line ${line}.`);
    };
    const next = (char) => {
      take(SPACE);
      if (text[at] !== char) return false;
      at += 1;
      return true;
    };
    const sequence = (close, item) => {
      if (next(close)) return;
      do item();
      while (next(","));
      if (!next(close)) fail();
    };
    const value = (depth) => {
      if (depth > 400) fail("This is nested too deeply");
      if (next("{")) {
        const map = new Map();
        sequence("}", () => {
          take(SPACE);
          const raw = take(STRING) ?? fail();
          const key = JSON.parse(raw);
          if (map.has(key)) fail(`The key ${raw} is written twice in one object`);
          if (!next(":")) fail();
          map.set(key, value(depth + 1));
        });
        return map;
      }
      if (next("[")) {
        const list = [];
        sequence("]", () => list.push(value(depth + 1)));
        return list;
      }
      const raw = take(STRING);
      if (raw !== undefined) return JSON.parse(raw);
      for (const [word, meant] of [["true", true], ["false", false], ["null", null]]) {
        if (text.startsWith(word, at)) {
          at += word.length;
          return meant;
        }
      }
      return new Num(take(NUMBER) ?? fail());
    };
    const whole = value(0);
    take(SPACE);
    if (at < text.length) fail();
    return whole;
  };

  const UNSEEN =
    /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
  const quoted = (text) =>
    JSON.stringify(text).replace(
      UNSEEN,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
  const line = (value) => {
    if (value instanceof Num) return value.text;
    if (Array.isArray(value)) return `[${value.map(line).join(", ")}]`;
    if (!(value instanceof Map)) return typeof value === "string" ? quoted(value) : String(value);
    return `{${[...value].map(([key, held]) => `${quoted(key)}: ${line(held)}`).join(", ")}}`;
  };
  const write = (value, margin = "") => {
    const flat = line(value);
    if (margin && margin.length + flat.length <= 88) return flat;
    const inner = `${margin}  `;
    const wrap = (open, parts, close) =>
      parts.length ? `${open}\n${parts.map((part) => inner + part).join(",\n")}\n${margin}${close}` : flat;
    if (Array.isArray(value)) return wrap("[", value.map((held) => write(held, inner)), "]");
    if (!(value instanceof Map)) return flat;
    return wrap("{", [...value].map(([key, held]) => `${quoted(key)}: ${write(held, inner)}`), "}");
  };

  // ---- Paths

  const STEP =
    /\.((?:[^.[\]"\s\u001c-\u001f\u0085]|\ufeff)+)|\[(0|[1-9][0-9]{0,8})\]|\[(\*)\]|\[("(?:[^"\\]|\\[^\n])*")\]/y;

  const steps = (path) => {
    const found = [];
    let at = 4;
    while (path.startsWith("args") && at < path.length) {
      STEP.lastIndex = at;
      const match = STEP.exec(path);
      if (!match) return null;
      const [whole, name, index, every, key] = match;
      try {
        found.push(name ?? (index ? Number(index) : every ? EVERY : JSON.parse(key)));
      } catch {
        return null;
      }
      at += whole.length;
    }
    return found.length ? found : null;
  };

  const flattened = function* (list) {
    for (const element of list) {
      if (Array.isArray(element)) yield* flattened(element);
      else yield element;
    }
  };
  const children = function* (value, step) {
    if (value === null || value === MISSING) yield MISSING;
    else if (typeof step === "string") {
      if (value instanceof Map) yield value.has(step) ? value.get(step) : MISSING;
      else if (Array.isArray(value)) for (const each of flattened(value)) yield* children(each, step);
      else yield UNREACHABLE;
    } else if (!Array.isArray(value)) yield UNREACHABLE;
    else if (step === EVERY) yield* value;
    else yield step < value.length ? value[step] : MISSING;
  };
  const valuesAt = (args, path) =>
    path.reduce((found, step) => found.flatMap((value) => [...children(value, step)]), [args]);

  // ---- Patterns: the part of RE2 that JavaScript reads alike

  const PLAIN_ESCAPES = "dDwWbBtnrfv";
  const translate = (pattern) => {
    const opening = /^\(\?([is]+)\)/.exec(pattern);
    const flags = opening ? opening[1] : "";
    const source = pattern.slice(opening ? opening[0].length : 0);
    let out = "";
    let inClass = false;
    for (let at = 0; at < source.length; at += 1) {
      const char = source[at];
      const after = source[at + 1] ?? "";
      if (char === "\\") {
        at += 1;
        if (after === "s") out += inClass ? "\\t\\n\\f\\r " : "[\\t\\n\\f\\r ]";
        else if (after === "S" && !inClass) out += "[^\\t\\n\\f\\r ]";
        else if (PLAIN_ESCAPES.includes(after) && after && !(inClass && "bB".includes(after))) out += `\\${after}`;
        else if (after === "x" && /^[0-9a-fA-F]{2}/.test(source.slice(at + 1))) {
          out += `\\x${source.slice(at + 1, at + 3)}`;
          at += 2;
        } else if ("^$\\.*+?()[]{}|/".includes(after) && after) out += `\\${after}`;
        else if (after === "-") out += inClass ? "\\-" : "-";
        else if (/^[!-/:-@[-`{-~]$/.test(after)) out += after;
        else return null;
      } else if (inClass) {
        if (char === "[" && after === ":") return null;
        inClass = char !== "]";
        out += char;
      } else if (char === "[") {
        inClass = true;
        out += char;
        if (after === "^") {
          out += after;
          at += 1;
        }
        if (source[at + 1] === "]") return null;
      } else if (char === "(" && after === "?") {
        if (source[at + 2] !== ":") return null;
        out += char;
      } else out += char === "." && !flags.includes("s") ? "[^\\n]" : char;
    }
    try {
      return { regexp: new RegExp(out, `u${[...new Set(flags)].join("")}`), isFolding: flags.includes("i") };
    } catch {
      return null;
    }
  };

  const matches = (text, { pattern }) => {
    if (/[\ud800-\udfff]/u.test(text)) return null; // no text in UTF-8
    // Beyond ASCII the two fold case differently, and a long text can take JavaScript long.
    if (!pattern || text.length > LONGEST_TEXT) return undefined;
    if (pattern.isFolding && /[^\0-\x7f]/.test(text)) return undefined;
    return pattern.regexp.test(text);
  };

  // ---- Conditions: true, false, null (cannot be told: denied), undefined (not told here)

  const equal = (first, second) => {
    if (first instanceof Num) return second instanceof Num && !first.compare(second);
    if (Array.isArray(first)) {
      return Array.isArray(second) && first.length === second.length && first.every((it, at) => equal(it, second[at]));
    }
    if (first instanceof Map) {
      if (!(second instanceof Map) || first.size !== second.size) return false;
      return [...first].every(([key, held]) => second.has(key) && equal(held, second.get(key)));
    }
    return first === second;
  };
  const ordered = (holds) => (value, { value: than }) => {
    if (value === MISSING) return false;
    return value instanceof Num ? holds(value.compare(than)) : null;
  };
  const textual = (holds) => (value, condition) => {
    if (value === MISSING) return false;
    if (typeof value !== "string") return null;
    // Half a pair would be found within a whole one.
    const needle = condition.value;
    return !condition.isPattern && /[\ud800-\udfff]/u.test(needle) ? undefined : holds(value, condition);
  };
  const contains = (value, condition) => {
    if (Array.isArray(value)) return value.some((element) => equal(condition.value, element));
    if (value === MISSING) return false;
    if (typeof value !== "string" || typeof condition.value !== "string") return null;
    return textual((text, { value: part }) => text.includes(part))(value, condition);
  };
  const not = (test) => (value, condition) => {
    const answer = test(value, condition);
    return typeof answer === "boolean" ? !answer : answer;
  };
  const isEqual = (value, condition) => equal(condition.value, value);
  const isIn = (value, condition) => condition.value.some((item) => equal(item, value));
  const exists = (value) => value !== null && value !== MISSING;
  const matching = textual(matches);
  const TESTS = {
    eq: isEqual,
    ne: not(isEqual),
    neq: not(isEqual),
    gt: ordered((sign) => sign > 0),
    gte: ordered((sign) => sign >= 0),
    lt: ordered((sign) => sign < 0),
    lte: ordered((sign) => sign <= 0),
    in: isIn,
    not_in: not(isIn),
    exists,
    not_exists: not(exists),
    contains,
    not_contains: not(contains),
    starts_with: textual((text, { value }) => text.startsWith(value)),
    ends_with: textual((text, { value }) => text.endsWith(value)),
    regex: matching,
    not_regex: not(matching),
  };

  const answers = (condition, args) => {
    let values = valuesAt(args, condition.steps);
    const asOne = WHOLE.has(condition.op) || (EQUALITY.has(condition.op) && Array.isArray(condition.value));
    if (!asOne && values.some(Array.isArray)) values = [...flattened(values)];
    return values.map((value) => (value === UNREACHABLE ? null : TESTS[condition.op](value, condition)));
  };
  const gravest = (found, otherwise) =>
    found.includes(undefined) ? undefined : found.includes(null) ? null : otherwise;
  const holdsForAny = (condition, args) => {
    const found = answers(condition, args);
    return found.includes(true) ? true : gravest(found, false);
  };
  const holdsForAll = (condition, args) => {
    const found = answers(condition, args);
    return !found.length || found.includes(false) ? false : gravest(found, true);
  };

  // ---- Documents: every problem is found

  const below = (pointer, step) =>
    `${pointer}/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`;

  class Reader {
    problems = [];
    note(pointer, says) {
      this.problems.push({ pointer, says });
    }
    fields(value, pointer, known, required = []) {
      if (!(value instanceof Map)) {
        this.note(pointer, "Write an object.");
        return new Map();
      }
      for (const key of value.keys()) {
        if (!known.includes(key)) this.note(below(pointer, key), "This field is not known.");
      }
      for (const key of required) if (!value.has(key)) this.note(pointer, `The field “${key}” is missing.`);
      return value;
    }
    items(fields, key, at, read) {
      const value = fields.has(key) ? fields.get(key) : [];
      const pointer = below(at, key);
      if (Array.isArray(value)) return value.map((item, at) => read(item, below(pointer, at)));
      this.note(pointer, "Write an array.");
      return [];
    }
    given(fields, key, pointer, read, otherwise) {
      return fields.has(key) ? read(fields.get(key), below(pointer, key)) : otherwise;
    }
    text(least = 0) {
      return (value, pointer) => {
        if (typeof value === "string" && value.length >= least) return value;
        this.note(pointer, "Write a text.");
        return "";
      };
    }
    choice(...among) {
      return (value, pointer) => {
        if (!among.includes(value)) this.note(pointer, `Write one of ${among.join(", ")}.`);
        return value;
      };
    }
    amount = (value, pointer) => {
      if (value instanceof Num && value.isAmount) return value;
      this.note(pointer, "Write a number that is not negative, of up to 60 digits.");
      return new Num("0");
    };
    count(most) {
      return (value, pointer) => {
        const ok = value instanceof Num && value.isAmount && value.isWhole;
        if (ok && value.compare(ONE) >= 0 && value.compare(new Num(String(most))) <= 0) return value;
        this.note(pointer, `Write a whole number from 1 to ${most.toLocaleString("en")}.`);
        return ONE;
      };
    }
    path = (value, pointer) => {
      const found = typeof value === "string" ? steps(value) : null;
      if (!found) this.note(pointer, "Write a path such as args.name or args.list[0].");
      return found ?? [];
    };
  }

  const ONE = new Num("1");
  const ZERO = new Num("0");
  const isPlain = (value) => value === null || typeof value !== "object" || value instanceof Num;
  const VALUES = [
    [["gt", "gte", "lt", "lte"], (value) => value instanceof Num, "a number"],
    [["starts_with", "ends_with", "regex", "not_regex"], (value) => typeof value === "string", "a text"],
    [["in", "not_in"], (value) => Array.isArray(value) && value.length, "an array with at least one value"],
    [["contains", "not_contains"], isPlain, "a text, a number, true, false or null"],
  ];

  const readCondition = (reader) => (value, pointer) => {
    const fields = reader.fields(value, pointer, ["path", "op", "value"], ["path", "op"]);
    const path = reader.given(fields, "path", pointer, reader.path, []);
    const op = reader.given(fields, "op", pointer, reader.choice(...Object.keys(TESTS)));
    const condition = { path: fields.get("path"), steps: path, op, value: fields.get("value") };
    if (typeof op !== "string" || !Object.hasOwn(TESTS, op)) return condition;
    if (op.endsWith("exists")) {
      if (fields.has("value")) reader.note(below(pointer, "value"), `“${op}” compares with nothing.`);
      return condition;
    }
    if (!fields.has("value")) reader.note(pointer, `“${op}” needs a value.`);
    const wanted = VALUES.find(([ops]) => ops.includes(op));
    if (fields.has("value") && wanted && !wanted[1](condition.value)) {
      reader.note(below(pointer, "value"), `Write ${wanted[2]}.`);
    } else if (op.endsWith("regex") && fields.has("value")) {
      condition.isPattern = true;
      condition.pattern = translate(condition.value);
    }
    return condition;
  };

  const readRule = (reader) => (value, pointer) => {
    const fields = reader.fields(value, pointer, ["conditions", "always", "on_deny"]);
    const conditions = reader.items(fields, "conditions", pointer, readCondition(reader));
    const always = fields.has("always");
    if (always && fields.get("always") !== true) reader.note(below(pointer, "always"), "Write true.");
    if (always === conditions.length > 0) {
      reader.note(pointer, always ? "A rule that always holds has no condition." : "The rule has no condition.");
    }
    return { pointer, conditions, always, onDeny: reader.given(fields, "on_deny", pointer, reader.text()) };
  };

  const key = (scope, window, name) => `${scope} ${window} ${name}`;

  const readLimit = (reader) => (value, pointer) => {
    const known = ["counter", "window", "max", "scope", "increment_from"];
    const fields = reader.fields(value, pointer, known, ["counter", "window", "max"]);
    const name = reader.given(fields, "counter", pointer, reader.text(1), "");
    const window = WINDOWS[reader.given(fields, "window", pointer, reader.choice(...Object.keys(WINDOWS)))];
    reader.given(fields, "scope", pointer, reader.choice("grant"));
    return {
      pointer,
      counter: { name, window, scope: "grant" },
      key: key("grant", window, name),
      max: reader.given(fields, "max", pointer, reader.amount, ZERO),
      from: fields.get("increment_from"),
      steps: reader.given(fields, "increment_from", pointer, reader.path),
    };
  };

  const readLimits = (reader, fields, pointer, shared) => {
    const counted = new Map(shared.map((limit) => [limit.key, limit.from]));
    return reader.items(fields, "limits", pointer, (item, at) => {
      const limit = readLimit(reader)(item, at);
      if (counted.has(limit.key) && counted.get(limit.key) !== limit.from) {
        reader.note(below(at, "counter"), "Give this limit a counter of its own.");
      }
      if (!counted.has(limit.key)) counted.set(limit.key, limit.from);
      return limit;
    });
  };

  const readRate = (reader, name) => (value, pointer) => {
    const fields = reader.fields(value, pointer, ["max", "window"], ["max", "window"]);
    const max = reader.given(fields, "max", pointer, reader.count(1e9), ONE);
    const window = Number(reader.given(fields, "window", pointer, reader.count(31_536_000), ONE).plain);
    return { pointer, counter: { name, window, scope: "tool" }, key: key("tool", window, name), max };
  };

  const readTool = (reader, value, pointer, name, shared) => {
    const known = ["action", "reason", "rate_limit", "require", "deny_if", "limits"];
    const fields = reader.fields(value, pointer, known);
    const actions = reader.choice("allow", "deny", "require_approval");
    const rules = (field) => reader.items(fields, field, pointer, readRule(reader));
    const own = readLimits(reader, fields, pointer, shared);
    const rate = reader.given(fields, "rate_limit", pointer, readRate(reader, name));
    return {
      pointer: fields.has("action") ? below(pointer, "action") : pointer,
      action: reader.given(fields, "action", pointer, actions, "allow"),
      reason: reader.given(fields, "reason", pointer, reader.text()),
      require: rules("require"),
      denyIf: rules("deny_if"),
      limits: [...(rate ? [rate] : []), ...own, ...shared],
    };
  };

  /** Return `{policy, problems}` of a parsed document; the policy holds only without a problem. */
  const read = (document) => {
    const reader = new Reader();
    const known = ["version", "default", "hide", "tools", "all_tools"];
    const fields = reader.fields(document, "", known, ["version", "default"]);
    if (fields.has("version") && fields.get("version") !== "1") reader.note("/version", "Write “1”, as a text.");
    const action = reader.given(fields, "default", "", reader.choice("allow", "deny"), "deny");
    const all = (value, pointer) => reader.fields(value, pointer, ["limits"]);
    const shared = readLimits(reader, reader.given(fields, "all_tools", "", all, new Map()), "/all_tools", []);
    const hide = new Map();
    reader.items(fields, "hide", "", (item, pointer) => {
      const name = reader.text()(item, pointer);
      if (!hide.has(name)) hide.set(name, pointer);
    });
    const tools = new Map();
    const listed = fields.has("tools") ? fields.get("tools") : tools;
    if (!(listed instanceof Map)) reader.note("/tools", "Write an object.");
    else for (const [name, rule] of listed) tools.set(name, readTool(reader, rule, below("/tools", name), name, shared));
    const other = { pointer: "/default", action, require: [], denyIf: [], limits: shared };
    return { policy: { default: action, hide, tools, other }, problems: reader.problems };
  };

  // ---- Decisions

  const deny = (rule, reason, more) => ({ outcome: "deny", rule, reason, hidden: false, reservations: [], ...more });
  const untold = (rule, path) => deny(rule.pointer, `${path} has a type that the policy cannot compare.`);
  const left = (rule) => deny(rule.pointer, "The gateway checks a pattern that is not run here.", { outcome: "unknown" });

  const unmet = (rule, args) => {
    for (const required of rule.require) {
      for (const condition of required.conditions) {
        const met = holdsForAll(condition, args);
        if (met === undefined) return left(required);
        if (met === null) return untold(required, condition.path);
        const wanted = `${condition.path} does not meet the condition “${condition.op}”.`;
        if (!met) return deny(required.pointer, required.onDeny || wanted);
      }
    }
    return null;
  };

  const forbidden = (rule, args) => {
    for (const each of rule.denyIf) {
      const found = each.conditions.map((condition) => holdsForAny(condition, args));
      if (found.includes(false)) continue;
      if (found.includes(undefined)) return left(each);
      if (found.includes(null)) return untold(each, each.conditions[found.indexOf(null)].path);
      const paths = [...new Set(each.conditions.map((condition) => condition.path))].join(", ");
      const told = paths ? `this call because of ${paths}.` : "every call of this tool.";
      return deny(each.pointer, each.onDeny || `The policy denies ${told}`);
    }
    return null;
  };

  const increment = (limit, args) => {
    if (!limit.steps) return ONE;
    const values = valuesAt(args, limit.steps);
    return values.length === 1 && values[0] instanceof Num && values[0].isAmount ? values[0] : null;
  };

  const counted = (rule, args, counters) => {
    const reservations = new Map();
    for (const limit of rule.limits) {
      const amount = increment(limit, args);
      if (!amount) return deny(limit.pointer, `${limit.from} is no amount that can be counted.`);
      if (Num.exceeds(counters.get(limit.key) ?? ZERO, amount, limit.max)) {
        const most = `${limit.max.plain} within ${limit.counter.window.toLocaleString("en")} seconds`;
        return deny(limit.pointer, `This call would exceed the limit of ${most}.`);
      }
      const known = reservations.get(limit.key);
      if (!known || limit.max.compare(known.max) < 0) {
        reservations.set(limit.key, { ...limit.counter, amount, max: limit.max, rule: limit.pointer });
      }
    }
    const reason = rule.reason || "No rule of the policy stands against this call.";
    return deny(rule.pointer, reason, { outcome: "allow", reservations: [...reservations.values()] });
  };

  /** Decide about a call; `counters` maps `scope window name` to what is used up. */
  const evaluate = (policy, tool, args = new Map(), { counters = new Map(), approved = false } = {}) => {
    const hidden = policy.hide.get(tool) ?? policy.hide.get("*");
    if (hidden !== undefined) return deny(hidden, `The policy hides “${tool}”.`, { hidden: true });
    if (!policy.tools.has(tool) && policy.default === "deny") {
      const reason = `The policy denies every tool it does not list, and “${tool}” is not listed.`;
      return deny("/default", reason);
    }
    const rule = policy.tools.get(tool) ?? policy.other;
    if (rule.action === "deny") return deny(rule.pointer, rule.reason || `The policy denies “${tool}”.`);
    const stopped = unmet(rule, args) ?? forbidden(rule, args);
    if (stopped) return stopped;
    if (rule.action === "require_approval" && !approved) {
      const reason = rule.reason || `A person has to approve each call of “${tool}”.`;
      return deny(rule.pointer, reason, { outcome: "require_approval" });
    }
    return counted(rule, args, counters);
  };

  /** Tell what a policy leaves of a tool: hidden, denied, asked, checked, limited or open. */
  const standing = (policy, tool) => {
    if (policy.hide.has(tool) || policy.hide.has("*")) return "hidden";
    const rule = policy.tools.get(tool) ?? policy.other;
    if (rule.action === "deny" || rule.denyIf.some((each) => each.always)) return "denied";
    if (rule.action === "require_approval") return "asked";
    if (rule.limits.some((limit) => !limit.steps && limit.max.compare(ONE) < 0)) return "denied";
    if ([...rule.require, ...rule.denyIf].some((each) => each.conditions.length)) return "checked";
    if (rule.limits.some((limit) => limit.steps)) return "checked";
    return rule.limits.length ? "limited" : "open";
  };

  const toolrisk = (globalThis.toolrisk ??= {});
  toolrisk.policy = { Num, parse, write, line, read, steps, evaluate, standing, isCommonPattern: (it) => translate(it) !== null };
})();
