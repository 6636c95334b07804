// The part of TOML that client configurations are written in: tables, arrays and inline tables.
import { lineOf, put, Unreadable } from "./unreadable.js";

const DEEPEST = 100;
const SPACE = /[ \t]*/y;
const BLANK = /(?:[ \t\r\n]|#[^\n]*)*/y;
const LINE_END = /(?:#[^\n]*)?(?:\r?\n|$)/y;
const BARE = /[A-Za-z0-9_-]+/y;
const BASIC = /"(?:[^"\\\n]|\\.)*"/y;
const LITERAL = /'[^'\n]*'/y;
const LONG = /"""[\s\S]*?"""|'''[\s\S]*?'''/y;
const WORD = /true\b|false\b|[-+]?(?:\d[\d_]*(?:\.[\d_]+)?(?:[eE][-+]?\d+)?|0[xob][\da-fA-F_]+|inf|nan)(?:-[\d-]+(?:[T ]?[\d:.]+(?:Z|[-+][\d:]+)?)?)?/y;
const ESCAPES = { b: "\b", t: "\t", n: "\n", f: "\f", r: "\r", '"': '"', "\\": "\\" };

const unescaped = (text) =>
  text.replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(\s*\n\s*)|(.))/g, (_, short, long, broken, char) =>
    short || long ? String.fromCodePoint(Math.min(0x10ffff, parseInt(short ?? long, 16))) : broken ? "" : (ESCAPES[char] ?? char),
  );

/** The value of a text; throws Unreadable. */
export const parseToml = (text) => {
  const root = {};
  let [at, table] = [0, root];
  const wrong = (sentence, place = at) => new Unreadable("TOML", text, place, sentence);
  const take = (pattern) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at += found[0].length;
    return found?.[0];
  };
  const expect = (char, sentence) => {
    if (text[at] !== char) throw wrong(sentence);
    at += 1;
  };
  const key = () => {
    const bare = take(BARE);
    if (bare !== undefined) return bare;
    const quoted = take(BASIC) ?? take(LITERAL);
    if (quoted === undefined) throw wrong("a name is expected here: letters, digits, - and _, or text in quotes.");
    return quoted[0] === '"' ? unescaped(quoted.slice(1, -1)) : quoted.slice(1, -1);
  };
  const path = () => {
    const keys = [];
    do {
      take(SPACE);
      keys.push(key());
      take(SPACE);
    } while (text[at] === "." && (at += 1));
    return keys;
  };
  const inner = (holder, name, place) => {
    if (!Object.hasOwn(holder, name)) put(holder, name, {});
    const found = Array.isArray(holder[name]) ? holder[name].at(-1) : holder[name];
    if (found === null || typeof found !== "object") throw wrong("this name has a value already and is no table.", place);
    return found;
  };
  const assign = (holder) => {
    const place = at;
    const keys = path();
    expect("=", "an = is expected here, after the name.");
    take(SPACE);
    const last = keys.pop();
    const target = keys.reduce((found, name) => inner(found, name, place), holder);
    if (Object.hasOwn(target, last)) throw wrong("this name stands twice in one table.", place);
    put(target, last, value(0));
  };
  const header = () => {
    const place = at;
    const isList = text.startsWith("[[", at);
    at += isList ? 2 : 1;
    const keys = path();
    expect("]", "a ] is expected here, at the end of the name of a table.");
    if (isList) expect("]", "]] is expected here, at the end of the name of a list of tables.");
    const last = keys.pop();
    const holder = keys.reduce((found, name) => inner(found, name, place), root);
    if (!isList) return inner(holder, last, place);
    const made = {};
    if (!Object.hasOwn(holder, last)) put(holder, last, []);
    if (!Array.isArray(holder[last])) throw wrong("this name has a value already and is no list of tables.", place);
    holder[last].push(made);
    return made;
  };
  const listed = (what, close, member) => {
    const began = at;
    at += 1;
    for (;;) {
      take(BLANK);
      if (text[at] === close) break;
      if (at >= text.length) throw wrong(`the text ends here, and the ${what} that begins in line ${lineOf(text, began)} is not closed.`);
      member();
      take(BLANK);
      if (text[at] === ",") at += 1;
      else if (text[at] !== close && at < text.length) throw wrong(`a comma or ${close} is expected here.`);
    }
    at += 1;
  };
  const value = (depth) => {
    if (depth > DEEPEST) throw wrong("it is nested too deeply.");
    if (text[at] === "[") {
      const made = [];
      listed("list", "]", () => made.push(value(depth + 1)));
      return made;
    }
    if (text[at] === "{") {
      const made = {};
      listed("table", "}", () => assign(made));
      return made;
    }
    return scalar();
  };
  const scalar = () => {
    const long = take(LONG);
    if (long !== undefined) return long[0] === '"' ? unescaped(long.slice(3, -3).replace(/^\r?\n/, "")) : long.slice(3, -3).replace(/^\r?\n/, "");
    if (text[at] === '"' || text[at] === "'") return key();
    const word = take(WORD);
    if (word === undefined) throw wrong("a value is expected here: text in quotes, a number, true, false, [ or {.");
    const number = Number(word.replace(/(?<=\d)_(?=\d)/g, ""));
    return { true: true, false: false }[word] ?? (Number.isFinite(number) ? number : word);
  };
  for (;;) {
    take(BLANK);
    if (at >= text.length) return root;
    if (text[at] === "[") table = header();
    else assign(table);
    take(SPACE);
    if (take(LINE_END) === undefined) throw wrong("the line should end here.");
  }
};
