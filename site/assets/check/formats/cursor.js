// A place in a text that is read from left to right; a mistake is told with line and column.
import { lineOf, Unreadable } from "./unreadable.js";

export class Cursor {
  /** Between two things of a list in `text`, `blank` may stand. */
  constructor(kind, text, blank) {
    Object.assign(this, { kind, text, blank, at: 0 });
  }

  get char() {
    return this.text[this.at];
  }

  get isAtEnd() {
    return this.at >= this.text.length;
  }

  wrong(sentence, place = this.at) {
    return new Unreadable(this.kind, this.text, place, sentence);
  }

  /** What a sticky pattern finds here, and go behind it; undefined where it finds nothing. */
  take(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at += found[0].length;
    return found?.[0];
  }

  expect(char, sentence) {
    if (this.char !== char) throw this.wrong(sentence);
    this.at += 1;
  }

  /** Read what is listed between brackets; a comma may stand before the closing one. */
  listed(what, close, member) {
    const began = this.at;
    const ended = () => this.wrong(`the text ends here, and the ${what} that begins in line ${lineOf(this.text, began)} is not closed. Paste the whole of it.`);
    this.at += 1;
    for (;;) {
      this.take(this.blank);
      if (this.char === close) break;
      if (this.isAtEnd) throw ended();
      member();
      this.take(this.blank);
      if (this.char === ",") this.at += 1;
      else if (this.isAtEnd) throw ended();
      else if (this.char !== close) throw this.wrong(`a comma or ${close} is expected here.`);
    }
    this.at += 1;
  }
}
