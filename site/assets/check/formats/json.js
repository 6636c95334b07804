// JSON with comments and commas before a closing bracket, as clients take it; a mistake has its place.
import { Cursor } from "./cursor.js";
import { put } from "./unreadable.js";

const DEEPEST = 400;
const BLANK = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const TEXT = /"(?:[^"\\\n]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORD = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;

/** The value of a text; throws Unreadable. */
export const parseJson = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return parseLeniently(text);
  }
};

const parseLeniently = (text) => {
  const cursor = new Cursor("JSON", text, BLANK);
  const string = (what) => {
    const began = cursor.at;
    if (cursor.char !== '"') throw cursor.wrong(`${what} in double quotes is expected here.`);
    const found = cursor.take(TEXT);
    if (found === undefined) throw cursor.wrong("what is in quotes here does not end in this line, or holds a backslash that stands for nothing.", began);
    return JSON.parse(found);
  };
  const value = (depth) => {
    cursor.take(BLANK);
    if (depth > DEEPEST) throw cursor.wrong("it is nested too deeply.");
    if (cursor.isAtEnd) throw cursor.wrong("the text ends where a value is expected. Paste the whole of it.");
    if (cursor.char === "{") return object(depth);
    if (cursor.char === "[") return list(depth);
    if (cursor.char === '"') return string("a value");
    const word = cursor.take(WORD);
    if (!word) throw cursor.wrong("a value is expected here: text in double quotes, a number, true, false, null, { or [.");
    return JSON.parse(word);
  };
  const object = (depth) => {
    const made = {};
    cursor.listed("object", "}", () => {
      const key = string("a name");
      cursor.take(BLANK);
      if (cursor.char !== ":") throw cursor.wrong("a colon is expected here, after the name.");
      cursor.at += 1;
      put(made, key, value(depth + 1));
    });
    return made;
  };
  const list = (depth) => {
    const made = [];
    cursor.listed("list", "]", () => made.push(value(depth + 1)));
    return made;
  };
  const made = value(0);
  cursor.take(BLANK);
  if (!cursor.isAtEnd) throw cursor.wrong("the value is complete, but more follows. Remove it, or paste one configuration at a time.");
  return made;
};
