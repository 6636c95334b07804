// The part of YAML that client configurations are written in: mappings, lists, texts and flow values.
import { put, Unreadable } from "./unreadable.js";

const DEEPEST = 100;
const KEY = /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^\s#,[\]{}&*!|>'"%@`?:-][^#]*?|-[^\s:#][^#]*?))\s*:(?:[ \t]+(.*))?$/;
const COMMENT = /(?:^|[ \t])#.*$/;
const NUMBER = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/;
const WORDS = { true: true, True: true, false: false, False: false, null: null, "~": null, "": null };
const ESCAPES = { n: "\n", t: "\t", r: "\r", 0: "\0" };

const unescaped = (text) =>
  text.replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))/g, (_, byte, code, char) =>
    byte || code ? String.fromCharCode(parseInt(byte ?? code, 16)) : (ESCAPES[char] ?? char),
  );
const plain = (text) => (Object.hasOwn(WORDS, text) ? WORDS[text] : NUMBER.test(text) ? Number(text) : text);
const isItem = (text) => text === "-" || text.startsWith("- ");

/** The value of a text; throws Unreadable. */
export const parseYaml = (text) => {
  const lines = text.split(/\r?\n/);
  let at = 0;
  const wrong = (sentence, line = at) => new Unreadable("YAML", text, lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0), sentence);
  const indentOf = (line) => line.length - line.trimStart().length;

  /** Go to the next line that says something; its indent and text, or null at the end. */
  const next = () => {
    while (at < lines.length && (/^\s*(?:#|$)/.test(lines[at]) || /^(?:---|%YAML.*)\s*$/.test(lines[at]))) at += 1;
    if (at >= lines.length || /^\.\.\.\s*$/.test(lines[at])) return null;
    if (/^ *\t/.test(lines[at])) throw wrong("the line is indented with a tab; YAML takes spaces.");
    return { indent: indentOf(lines[at]), said: lines[at].trim() };
  };

  const block = (least, depth) => {
    const line = next();
    if (!line || line.indent < least) return null;
    if (depth > DEEPEST) throw wrong("it is nested too deeply.");
    if (isItem(line.said)) return sequence(line.indent, depth);
    if (KEY.test(line.said)) return mapping(line.indent, depth);
    at += 1;
    return inline(line.said, line.indent - 1);
  };

  const mapping = (indent, depth) => {
    const made = {};
    for (let line = next(); line && line.indent >= indent && !(line.indent === indent && isItem(line.said)); line = next()) {
      const found = KEY.exec(line.said);
      if (line.indent > indent) throw wrong("the line is indented further than the lines that it belongs to.");
      if (!found) throw wrong("a name with a colon behind it is expected here.");
      const key = found[1] !== undefined ? unescaped(found[1]) : (found[2]?.replaceAll("''", "'") ?? found[3]);
      if (Object.hasOwn(made, key)) throw wrong("this name stands twice at one place.");
      at += 1;
      put(made, key, member((found[4] ?? "").replace(/^#.*$/, ""), indent, depth));
    }
    return made;
  };

  /** The value behind a name: on its line, or on the lines below. */
  const member = (rest, indent, depth) => {
    if (/^[|>]/.test(rest)) return raw(rest, indent);
    if (rest) return inline(rest, indent);
    const line = next();
    return line && line.indent === indent && isItem(line.said) ? sequence(indent, depth + 1) : block(indent + 1, depth + 1);
  };

  const sequence = (indent, depth) => {
    const made = [];
    for (let line = next(); line && line.indent === indent && isItem(line.said); line = next()) {
      const rest = line.said.slice(1).trimStart();
      if (isItem(rest) || KEY.test(rest)) {
        lines[at] = lines[at].slice(0, indent) + " " + lines[at].slice(indent + 1);
        made.push(block(indent + 1, depth + 1));
      } else {
        at += 1;
        made.push(/^[|>]/.test(rest) ? raw(rest, indent) : rest && !rest.startsWith("#") ? inline(rest, indent) : block(indent + 1, depth + 1));
      }
    }
    if (next()?.indent > indent) throw wrong("the line is indented further than the list that it belongs to.");
    return made;
  };

  /** A text over several lines, behind | or >. */
  const raw = (sign, indent) => {
    const found = [];
    while (at < lines.length && (!lines[at].trim() || indentOf(lines[at]) > indent)) found.push(lines[at++].trim());
    return found.join(sign[0] === "|" ? "\n" : " ").trim();
  };

  /** A value that begins on one line; quotes and brackets may close on a later one. */
  const inline = (rest, indent) => {
    const began = at - 1;
    if (/^[&*!%@`]/.test(rest)) throw wrong("anchors, aliases and tags are not read here; write the value out.", began);
    let whole = rest;
    if (/^["'[{]/.test(rest)) {
      for (;;) {
        const found = flow(whole, (sentence) => wrong(sentence, began));
        if (found) return found.value;
        if (at >= lines.length) throw wrong("what begins in this line with a quote or a bracket is not closed.", began);
        whole += ` ${lines[at++].trim()}`;
      }
    }
    whole = whole.replace(COMMENT, "").trim();
    if (/^[?:-](?:\s|$)|:(?:\s|$)/.test(whole)) throw wrong("this is not read here; put a text with such signs in quotes.", began);
    const isMore = () => at < lines.length && lines[at].trim() && indentOf(lines[at]) > indent && !lines[at].trim().startsWith("#");
    while (isMore()) {
      if (KEY.test(lines[at].trim())) throw wrong("the line is indented further than the lines that it belongs to.");
      whole += ` ${lines[at++].replace(COMMENT, "").trim()}`;
    }
    return plain(whole);
  };
  const made = block(0, 0);
  if (next()) throw wrong("the line fits nowhere: its indent is that of no line above.");
  return made;
};

/** A value in quotes or brackets with nothing behind it, as `{value}`; null where it is not closed. */
const flow = (text, wrong) => {
  let at = 0;
  const isOpen = Symbol("open");
  const skip = () => (at += /^\s*/.exec(text.slice(at))[0].length);
  const quoted = () => {
    const found = /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)')/.exec(text.slice(at));
    if (!found) throw isOpen;
    at += found[0].length;
    return found[1] !== undefined ? unescaped(found[1]) : found[2].replaceAll("''", "'");
  };
  const bare = () => {
    const found = /^(?:[^,[\]{}:#]|:(?!\s|$)|(?<=\S)#)+/.exec(text.slice(at));
    if (!found) throw at >= text.length ? isOpen : wrong("a value is expected in the brackets.");
    at += found[0].length;
    const said = found[0].trim();
    if (/^[?&*!|>%@`-](?:\s|$)|^[&*!|>%@`]/.test(said)) throw wrong("this is not read here; put a text with such signs in quotes.");
    return plain(said);
  };
  const scalar = () => (/["']/.test(text[at] ?? "") ? quoted() : bare());
  const value = (depth) => {
    skip();
    if (depth > DEEPEST) throw wrong("it is nested too deeply.");
    if (text[at] !== "[" && text[at] !== "{") return scalar();
    const made = text[at] === "[" ? [] : {};
    const close = text[at] === "[" ? "]" : "}";
    at += 1;
    for (skip(); text[at] !== close; skip()) {
      member(made, depth + 1);
      skip();
      if (text[at] === ",") at += 1;
      else if (at >= text.length) throw isOpen;
      else if (text[at] !== close) throw wrong(`a comma or ${close} is expected in the brackets.`);
    }
    at += 1;
    return made;
  };
  const member = (made, depth) => {
    if (Array.isArray(made)) return made.push(value(depth));
    skip();
    const key = String(scalar());
    skip();
    const hasValue = text[at] === ":";
    at += hasValue ? 1 : 0;
    return put(made, key, hasValue ? value(depth) : null);
  };
  try {
    const found = value(0);
    if (text.slice(at).trim() && !COMMENT.test(text.slice(at))) throw wrong("more follows behind what is closed.");
    return { value: found };
  } catch (error) {
    if (error === isOpen) return null;
    throw error;
  }
};
