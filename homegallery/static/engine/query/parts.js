/** The parts of conditions and the order clause, read from the tokens of a query. */

import { unexpected } from './cursor.js';
import { KEYWORDS } from './lexer.js';

/** @import { Cursor } from './cursor.js' */
/** @import { OrderKey, Symbol } from './nodes.js' */

export const OPERATORS = new Set([':', '=', '!=', '<', '<=', '>', '>=', '~']);

/**
 * `(value, value ...)`; commas may be left out.
 *
 * @param {Cursor} cursor
 * @returns {Symbol[]}
 */
export function valueList(cursor) {
  cursor.expect('(');
  const values = [value(cursor)];
  while (!cursor.isSign(')')) {
    if (cursor.isSign(',')) cursor.next();
    else cursor.requireBlank();
    values.push(value(cursor));
  }
  cursor.next();
  return values;
}

/**
 * `[low : high]`.
 *
 * @param {Cursor} cursor
 * @returns {{low: Symbol, high: Symbol}}
 */
export function valueRange(cursor) {
  cursor.expect('[');
  const low = value(cursor, false);
  cursor.expect(':');
  const high = value(cursor, false);
  cursor.expect(']');
  return { low, high };
}

/**
 * `name(key)`.
 *
 * @param {Cursor} cursor
 * @returns {Symbol}
 */
export function functionKey(cursor) {
  cursor.next();
  cursor.expect('(');
  const key = word(cursor);
  cursor.expect(')');
  return key;
}

/**
 * A comparison; `:` is `=`.
 *
 * @param {Cursor} cursor
 * @returns {Symbol}
 */
export function operator(cursor) {
  const { kind, text, column } = cursor.token;
  if (kind !== 'sign' || !OPERATORS.has(text)) throw unexpected(cursor.token);
  cursor.next();
  return { text: text === ':' ? '=' : text, column };
}

/**
 * A quoted text, or all that follows without a blank as far as a value may reach.
 *
 * @param {Cursor} cursor
 * @param {boolean} [colons] whether a value may hold colons
 * @returns {Symbol}
 */
export function value(cursor, colons = true) {
  const first = cursor.token;
  if (first.kind !== 'word' && first.kind !== 'quoted') throw unexpected(first);
  cursor.next();
  if (first.kind === 'quoted') return { text: first.text, column: first.column };
  const parts = [first.text];
  const goesOn = () => cursor.token.kind === 'word' || cursor.isSign('~') || (colons && cursor.isSign(':'));
  while (!cursor.token.spaced && goesOn()) parts.push(cursor.next().text);
  const text = parts.join('');
  if (KEYWORDS.has(text)) throw unexpected(first);
  return { text, column: first.column };
}

/**
 * A word that is not reserved.
 *
 * @param {Cursor} cursor
 * @returns {Symbol}
 */
function word(cursor) {
  const { kind, text, column } = cursor.token;
  if (kind !== 'word' || KEYWORDS.has(text)) throw unexpected(cursor.token);
  cursor.next();
  return { text, column };
}

/**
 * `order by key direction, key direction ...`.
 *
 * @param {Cursor} cursor
 * @returns {OrderKey[]}
 */
export function orderClause(cursor) {
  cursor.requireBlank();
  const by = cursor.next().text === 'ORDER' ? 'BY' : 'by';
  if (!cursor.isWord('by') || cursor.token.text !== by) throw unexpected(cursor.token);
  cursor.next();
  cursor.requireBlank();
  const keys = [orderKey(cursor)];
  while (cursor.isSign(',')) {
    cursor.next();
    keys.push(orderKey(cursor));
  }
  return keys;
}

/**
 * @param {Cursor} cursor
 * @returns {OrderKey}
 */
function orderKey(cursor) {
  const counted = cursor.isWord('count');
  const key = counted ? functionKey(cursor) : word(cursor);
  if (!cursor.isWord('asc') && !cursor.isWord('desc')) return { key, counted };
  cursor.requireBlank();
  return { key, counted, descending: cursor.next().text.toLowerCase() === 'desc' };
}
