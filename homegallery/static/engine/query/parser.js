/**
 * From the tokens of a query to its tree: recursive descent, one look at each token.
 *
 * Loosest to tightest: blank (and), `or`, `and`, `not`, a single condition.
 */

import { Cursor, unexpected } from './cursor.js';
import { QueryError } from './errors.js';
import { KEYWORDS } from './lexer.js';
import { join } from './nodes.js';
import { OPERATORS, functionKey, operator, orderClause, value, valueList, valueRange } from './parts.js';

/** @import { Token } from './lexer.js' */
/** @import { Node, Query, Symbol } from './nodes.js' */

/** Code points of a query. */
export const MAX_LENGTH = 4096;
/** Groups and negations inside each other. */
export const MAX_DEPTH = 64;

const KEY = /^[A-Za-z.]+$/;

/**
 * @param {string} text
 * @param {number} [maxLength] code points
 * @returns {Query}
 * @throws {QueryError} the text is no query
 */
export function parse(text, maxLength = MAX_LENGTH) {
  if (text.length > maxLength && [...text].length > maxLength) {
    throw new QueryError('queryTooLong', maxLength + 1, { length: String(maxLength) });
  }
  return new Parser(new Cursor(text)).query();
}

class Parser {
  #cursor;
  #depth = 0;

  /** @param {Cursor} cursor */
  constructor(cursor) {
    this.#cursor = cursor;
  }

  /** @returns {Query} */
  query() {
    const cursor = this.#cursor;
    const condition = cursor.isEnd || cursor.isWord('order') ? null : this.#terms();
    const order = cursor.isWord('order') ? orderClause(cursor) : [];
    if (!cursor.isEnd) throw unexpected(cursor.token);
    return { condition, order };
  }

  /** @returns {Node} */
  #terms() {
    const cursor = this.#cursor;
    const children = [this.#or()];
    while (!cursor.isEnd && !cursor.isSign(')') && !cursor.isWord('order')) {
      cursor.requireBlank();
      children.push(this.#or());
    }
    return join('and', children);
  }

  #or() {
    const children = [this.#and()];
    while (this.#connective('or')) children.push(this.#and());
    return join('or', children);
  }

  #and() {
    const children = [this.#not()];
    while (this.#connective('and')) children.push(this.#not());
    return join('and', children);
  }

  /** @param {string} keyword */
  #connective(keyword) {
    if (!this.#cursor.isWord(keyword)) return false;
    this.#cursor.requireBlank();
    this.#cursor.next();
    this.#cursor.requireBlank();
    return true;
  }

  /** @returns {Node} */
  #not() {
    if (!this.#cursor.isWord('not')) return this.#condition();
    this.#descend();
    this.#cursor.next();
    if (!this.#cursor.isSign('(')) this.#cursor.requireBlank();
    const child = this.#not();
    this.#depth--;
    return { kind: 'not', child };
  }

  /** @returns {Node} */
  #condition() {
    const cursor = this.#cursor;
    const { kind, text, column } = cursor.token;
    if (cursor.isSign('(')) return this.#group();
    if (kind === 'quoted') {
      cursor.next();
      return { kind: 'text', text, column };
    }
    if (kind === 'word' && !KEYWORDS.has(text)) return this.#word();
    if (cursor.isWord('count') && cursor.isSign('(', 1)) {
      return { kind: 'count', key: functionKey(cursor), operator: operator(cursor), value: value(cursor) };
    }
    if (cursor.isWord('exists') && cursor.isSign('(', 1)) return { kind: 'exists', key: functionKey(cursor) };
    throw unexpected(cursor.token);
  }

  #group() {
    this.#descend();
    const opening = this.#cursor.next();
    const node = this.#terms();
    if (this.#cursor.isEnd) throw new QueryError('openBracket', opening.column);
    this.#cursor.expect(')');
    this.#depth--;
    return node;
  }

  /** @returns {Node} */
  #word() {
    const cursor = this.#cursor;
    const word = cursor.next();
    if (cursor.token.kind === 'sign' && OPERATORS.has(cursor.token.text)) {
      return { kind: 'comparison', key: this.#key(word), operator: operator(cursor), value: value(cursor) };
    }
    if (cursor.isWord('in') || cursor.isWord('all')) return this.#membership(word);
    return { kind: 'text', text: word.text, column: word.column };
  }

  /**
   * @param {Token} word
   * @returns {Symbol}
   */
  #key(word) {
    const { text, column } = word;
    if (!KEY.test(text)) throw new QueryError('noKey', column, { word: text }, this.#cursor.glued(word));
    return { text, column };
  }

  /**
   * @param {Token} word
   * @returns {Node}
   */
  #membership(word) {
    const cursor = this.#cursor;
    const every = cursor.isWord('all');
    let keyword = cursor.next();
    if (every) {
      if (cursor.token.kind !== 'word' || cursor.token.text !== (keyword.text === 'ALL' ? 'IN' : 'in')) {
        throw unexpected(keyword);
      }
      keyword = cursor.next();
    }
    if (cursor.isSign('(')) {
      cursor.requireBlank();
      return { kind: 'list', key: this.#key(word), values: valueList(cursor), every };
    }
    if (!every && cursor.isSign('[')) {
      cursor.requireBlank();
      return { kind: 'range', key: this.#key(word), ...valueRange(cursor) };
    }
    throw unexpected(keyword);
  }

  #descend() {
    if (++this.#depth > MAX_DEPTH) {
      throw new QueryError('queryTooDeep', this.#cursor.token.column, { depth: String(MAX_DEPTH) });
    }
  }
}
