/**
 * Numbers for texts that many entries share (places, tags, folders). Number 0 is the empty text.
 *
 * It only grows: a text that left the library keeps its number.
 */
export class Dictionary {
  #numbers = new Map([['', 0]]);
  #texts = [''];

  /** @param {string} text */
  number(text) {
    let number = this.#numbers.get(text);
    if (number === undefined) {
      number = this.#texts.length;
      this.#texts.push(text);
      this.#numbers.set(text, number);
    }
    return number;
  }

  /** @param {number} number */
  text(number) {
    return this.#texts[number];
  }

  get size() {
    return this.#texts.length;
  }
}
