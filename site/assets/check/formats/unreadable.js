// What is wrong with a text and where. The sentence never repeats what was pasted: it may be secret.
export class Unreadable extends Error {
  constructor(kind, text, at, sentence) {
    const before = text.slice(0, at).split("\n");
    super(`This is no ${kind} that can be read: line ${before.length}, column ${before.at(-1).length + 1}: ${sentence}`);
  }
}

export const lineOf = (text, at) => text.slice(0, at).split("\n").length;

/** Set a key as an own property, whatever its name is. */
export const put = (object, key, value) => Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
