// JSON with comments and commas before a closing bracket, as clients take it; a mistake has its place.
import { lineOf, put, Unreadable } from "./unreadable.js";

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
  let at = 0;
  const wrong = (sentence, place = at) => new Unreadable("JSON", text, place, sentence);
  const take = (pattern) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at += found[0].length;
    return found?.[0];
  };
  const ended = (what, began) => wrong(`the text ends here, and the ${what} that begins in line ${lineOf(text, began)} is not closed. Paste the whole of it.`);
  const string = (what) => {
    const began = at;
    if (text[at] !== '"') throw wrong(`${what} in double quotes is expected here.`);
    const found = take(TEXT);
    if (found === undefined) throw wrong("what is in quotes here does not end in this line, or holds a backslash that stands for nothing.", began);
    return JSON.parse(found);
  };
  // Reads what is listed between brackets; a comma may stand before the closing one.
  const listed = (what, close, member) => {
    const began = at;
    at += 1;
    for (;;) {
      take(BLANK);
      if (text[at] === close) break;
      if (at >= text.length) throw ended(what, began);
      member();
      take(BLANK);
      if (text[at] === ",") at += 1;
      else if (at >= text.length) throw ended(what, began);
      else if (text[at] !== close) throw wrong(`a comma or ${close} is expected here.`);
    }
    at += 1;
  };
  const value = (depth) => {
    take(BLANK);
    if (depth > DEEPEST) throw wrong("it is nested too deeply.");
    if (at >= text.length) throw wrong("the text ends where a value is expected. Paste the whole of it.");
    if (text[at] === "{") return object(depth);
    if (text[at] === "[") return list(depth);
    if (text[at] === '"') return string("a value");
    const word = take(WORD);
    if (!word) throw wrong("a value is expected here: text in double quotes, a number, true, false, null, { or [.");
    return JSON.parse(word);
  };
  const object = (depth) => {
    const made = {};
    listed("object", "}", () => {
      const key = string("a name");
      take(BLANK);
      if (text[at] !== ":") throw wrong("a colon is expected here, after the name.");
      at += 1;
      put(made, key, value(depth + 1));
    });
    return made;
  };
  const list = (depth) => {
    const made = [];
    listed("list", "]", () => made.push(value(depth + 1)));
    return made;
  };
  const made = value(0);
  take(BLANK);
  if (at < text.length) throw wrong("the value is complete, but more follows. Remove it, or paste one configuration at a time.");
  return made;
};
