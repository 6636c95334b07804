// The part of TOML that client configurations are written in: tables, arrays and inline tables.
import { Cursor } from "./cursor.js";
import { put } from "./unreadable.js";

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
  const cursor = new Cursor("TOML", text, BLANK);
  let table = root;
  const key = () => {
    const bare = cursor.take(BARE);
    if (bare !== undefined) return bare;
    const quoted = cursor.take(BASIC) ?? cursor.take(LITERAL);
    if (quoted === undefined) throw cursor.wrong("a name is expected here: letters, digits, - and _, or text in quotes.");
    return quoted[0] === '"' ? unescaped(quoted.slice(1, -1)) : quoted.slice(1, -1);
  };
  const path = () => {
    const keys = [];
    do {
      cursor.take(SPACE);
      keys.push(key());
      cursor.take(SPACE);
    } while (cursor.char === "." && (cursor.at += 1));
    return keys;
  };
  const inner = (holder, name, place) => {
    if (!Object.hasOwn(holder, name)) put(holder, name, {});
    const found = Array.isArray(holder[name]) ? holder[name].at(-1) : holder[name];
    if (found === null || typeof found !== "object") throw cursor.wrong("this name has a value already and is no table.", place);
    return found;
  };
  const assign = (holder) => {
    const place = cursor.at;
    const keys = path();
    cursor.expect("=", "an = is expected here, after the name.");
    cursor.take(SPACE);
    const last = keys.pop();
    const target = keys.reduce((found, name) => inner(found, name, place), holder);
    if (Object.hasOwn(target, last)) throw cursor.wrong("this name stands twice in one table.", place);
    put(target, last, value(0));
  };
  const header = () => {
    const place = cursor.at;
    const isList = text.startsWith("[[", cursor.at);
    cursor.at += isList ? 2 : 1;
    const keys = path();
    cursor.expect("]", "a ] is expected here, at the end of the name of a table.");
    if (isList) cursor.expect("]", "]] is expected here, at the end of the name of a list of tables.");
    const last = keys.pop();
    const holder = keys.reduce((found, name) => inner(found, name, place), root);
    if (!isList) return inner(holder, last, place);
    const made = {};
    if (!Object.hasOwn(holder, last)) put(holder, last, []);
    if (!Array.isArray(holder[last])) throw cursor.wrong("this name has a value already and is no list of tables.", place);
    holder[last].push(made);
    return made;
  };
  const value = (depth) => {
    if (depth > DEEPEST) throw cursor.wrong("it is nested too deeply.");
    if (cursor.char === "[") {
      const made = [];
      cursor.listed("list", "]", () => made.push(value(depth + 1)));
      return made;
    }
    if (cursor.char === "{") {
      const made = {};
      cursor.listed("table", "}", () => assign(made));
      return made;
    }
    return scalar();
  };
  const scalar = () => {
    const long = cursor.take(LONG);
    if (long !== undefined) return long[0] === '"' ? unescaped(long.slice(3, -3).replace(/^\r?\n/, "")) : long.slice(3, -3).replace(/^\r?\n/, "");
    if (cursor.char === '"' || cursor.char === "'") return key();
    const word = cursor.take(WORD);
    if (word === undefined) throw cursor.wrong("a value is expected here: text in quotes, a number, true, false, [ or {.");
    const number = Number(word.replace(/(?<=\d)_(?=\d)/g, ""));
    return { true: true, false: false }[word] ?? (Number.isFinite(number) ? number : word);
  };
  for (;;) {
    cursor.take(BLANK);
    if (cursor.isAtEnd) return root;
    if (cursor.char === "[") table = header();
    else assign(table);
    cursor.take(SPACE);
    if (cursor.take(LINE_END) === undefined) throw cursor.wrong("the line should end here.");
  }
};
