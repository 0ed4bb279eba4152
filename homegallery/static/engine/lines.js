/**
 * Many texts as one long text: searching it natively is many times faster than asking text by text,
 * and a text costs little more than its characters.
 */

import { fold } from './text.js';

const ASCII = /^[\x00-\x7f]*$/;

export class Lines {
  #text;
  #starts;

  /** @param {string[]} texts */
  constructor(texts) {
    this.#text = texts.join('\n');
    this.#starts = new Uint32Array(texts.length + 1);
    let start = 0;
    texts.forEach((text, i) => {
      this.#starts[i] = start;
      start += text.length + 1;
    });
    this.#starts[texts.length] = start;
  }

  get length() {
    return this.#starts.length - 1;
  }

  /** @param {number} i */
  at(i) {
    return this.#text.slice(this.#starts[i], this.#starts[i + 1] - 1);
  }

  /**
   * @param {string} part on one line
   * @returns {Uint8Array} 1 for every text with this part
   */
  having(part) {
    return this.#scan(this.#text, part);
  }

  /**
   * @param {string} part folded
   * @returns {Uint8Array} 1 for every text that has this part when folded
   */
  havingFolded(part) {
    // Folding keeps the places of such letters alone.
    if (ASCII.test(this.#text) && !part.includes('\n')) {
      return this.#scan(this.#text.toLowerCase(), part);
    }
    return this.marks((text) => fold(text).includes(part));
  }

  /**
   * @param {(text: string) => boolean} test
   * @returns {Uint8Array} 1 for every text that passes
   */
  marks(test) {
    const marks = new Uint8Array(this.length);
    for (let i = 0; i < marks.length; i++) marks[i] = Number(test(this.at(i)));
    return marks;
  }

  /**
   * @param {string} text as long as all lines
   * @param {string} part on one line
   */
  #scan(text, part) {
    const starts = this.#starts;
    const marks = new Uint8Array(this.length);
    let i = 0;
    let at = text.indexOf(part);
    while (at >= 0 && i < marks.length) {
      while (starts[i + 1] <= at) i++;
      marks[i] = 1;
      at = text.indexOf(part, starts[++i]);
    }
    return marks;
  }
}
