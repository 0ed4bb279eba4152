/**
 * From the text of a query to its tokens.
 *
 * Blanks separate words: space, tab, line breaks, the no-break and the ideographic space. Words end
 * at `( ) [ ] , : = < > !` too, and at `~` while they consist of letters and dots, so that
 * `state~land` compares and `IMG_1~2.jpg` is a word.
 *
 * @typedef {object} Token
 * @property {'word' | 'quoted' | 'sign' | 'end'} kind
 * @property {string} text without quotes and escapes
 * @property {number} column in code points from 1
 * @property {boolean} spaced a blank or nothing stands before it
 */

import { QueryError } from './errors.js';

const WORDS = ['or', 'and', 'not', 'all', 'in', 'order', 'by', 'asc', 'desc', 'count', 'exists'];
/** Reserved in lower and upper case; to be searched for they need quotes. */
export const KEYWORDS = new Set(WORDS.flatMap((word) => [word, word.toUpperCase()]));

const BLANKS = /[ \t\r\n\u00a0\u3000]+/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/sy;
const SIGN = /[<>!]=|[()[\],:=<>~]/y;
const WORD = /[A-Za-z.]+(?=~)|[^ \t\r\n\u00a0\u3000()[\],:=<>!"]+/y;
const ESCAPE = /\\([\\"'nr])/g;
/** @type {Record<string, string>} */
const ESCAPED = { n: '\n', r: '\r' };

/**
 * @param {string} text
 * @returns {Token[]} all tokens and an end
 * @throws {QueryError} for characters that belong to none
 */
export function tokens(text) {
  /** @type {Token[]} */
  const found = [];
  const columnAt = columns(text);
  let at = 0;
  while (at < text.length) {
    const blanks = match(BLANKS, text, at);
    const start = at + (blanks?.[0].length ?? 0);
    if (start === text.length) break;
    const { kind, value, end } = token(text, start, columnAt);
    found.push({ kind, text: value, column: columnAt(start), spaced: blanks !== null || start === 0 });
    at = end;
  }
  found.push({ kind: 'end', text: '', column: columnAt(text.length), spaced: true });
  return found;
}

/**
 * @param {string} text
 * @returns {(index: number) => number} column of an index, asked in ascending order
 */
function columns(text) {
  let last = 0;
  let column = 1;
  return (index) => {
    for (; last < index; column++) last += /** @type {number} */ (text.codePointAt(last)) > 0xffff ? 2 : 1;
    return column;
  };
}

/**
 * @param {string} text
 * @param {number} at
 * @param {(index: number) => number} columnAt
 * @returns {{kind: Token['kind'], value: string, end: number}} of the token that begins there
 */
function token(text, at, columnAt) {
  const quoted = match(QUOTED, text, at);
  if (quoted) {
    const value = (quoted[1] ?? quoted[2]).replace(ESCAPE, (_, char) => ESCAPED[char] ?? char);
    return { kind: 'quoted', value, end: at + quoted[0].length };
  }
  const sign = match(SIGN, text, at);
  if (sign) return { kind: 'sign', value: sign[0], end: at + sign[0].length };
  if (text[at] === '"') throw new QueryError('openQuote', columnAt(at));
  if (text[at] === '!') throw new QueryError('singleNot', columnAt(at), {}, '!=');
  const [word] = /** @type {RegExpExecArray} */ (match(WORD, text, at)); // all others begin a word
  const end = at + word.length;
  if (text[end] === '"') throw new QueryError('quoteInWord', columnAt(end));
  return { kind: 'word', value: word, end };
}

/**
 * @param {RegExp} pattern sticky
 * @param {string} text
 * @param {number} at
 */
function match(pattern, text, at) {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
