/**
 * What is wrong with a query, and where.
 *
 * @typedef {import('../engine/protocol.js').QueryError & {query: string}} Mistake
 */

/** A quoted text, a word, or a sign. */
const PART = /^(?:"[^"]*"?|[^\s()[\],:=<>!~]+|\S)/u;
/** Wide enough for a line where something is missing. */
const GAP = '\u00a0\u00a0';

/**
 * @param {string} text may begin with blanks that the query has not
 * @param {number} column in the query, in code points from 1
 * @returns {{before: string, wrong: string}} the part at the column, and the text before it
 */
export function wrongPart(text, column) {
  const indent = text.length - text.trimStart().length;
  const query = Array.from(text.slice(indent));
  const before = text.slice(0, indent) + query.slice(0, column - 1).join('');
  return { before, wrong: PART.exec(text.slice(before.length))?.[0] ?? GAP };
}
