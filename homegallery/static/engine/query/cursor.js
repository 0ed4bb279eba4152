/** A place among the tokens of a query, moving forward only. */

import { QueryError } from './errors.js';
import { KEYWORDS, tokens } from './lexer.js';

/** @import { Token } from './lexer.js' */

export class Cursor {
  #tokens;
  #at = 0;

  /** @param {string} text */
  constructor(text) {
    this.#tokens = tokens(text);
  }

  get token() {
    return this.#tokens[this.#at];
  }

  next() {
    return this.#tokens[this.#at++];
  }

  get isEnd() {
    return this.token.kind === 'end';
  }

  /** @param {string} keyword lower case */
  isWord(keyword) {
    const { kind, text } = this.token;
    return kind === 'word' && (text === keyword || text === keyword.toUpperCase());
  }

  /**
   * @param {string} sign
   * @param {number} [ahead] one may look ahead of any token but the end
   */
  isSign(sign, ahead = 0) {
    const { kind, text } = this.#tokens[this.#at + ahead];
    return kind === 'sign' && text === sign;
  }

  /** @param {string} sign */
  expect(sign) {
    if (!this.isSign(sign)) throw unexpected(this.token, sign);
    this.next();
  }

  requireBlank() {
    if (!this.token.spaced) throw new QueryError('blankMissing', this.token.column);
  }

  /**
   * `word`, which stands before, and all that follows it without a blank, in quotes.
   *
   * @param {Token} word
   */
  glued(word) {
    let end = this.#at;
    while (!this.#tokens[end].spaced) end++;
    return `"${word.text}${this.#tokens.slice(this.#at, end).map(({ text }) => text).join('')}"`;
  }
}

/**
 * The error that `token` cannot stand where it does.
 *
 * @param {Token} token
 * @param {string} [sign] that is missing there
 */
export function unexpected({ kind, text, column }, sign = '') {
  if (kind === 'end') return new QueryError(sign ? 'endsWithout' : 'endsEarly', column, { sign });
  if (kind === 'word' && KEYWORDS.has(text)) {
    return new QueryError('reservedWord', column, { word: text }, `"${text}"`);
  }
  return new QueryError(sign ? 'unexpectedWithout' : 'unexpected', column, { text, sign });
}
