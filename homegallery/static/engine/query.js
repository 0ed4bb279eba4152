/**
 * From a query text to the rows it finds.
 *
 * A compiled query is a `Condition`: it looks at a leaf at a time and marks the rows it accepts,
 * so that text is scanned natively and facts column by column. Conditions combine by their marks.
 *
 * @typedef {(leaf: Leaf) => Uint8Array} Condition 1 for every accepted row of the leaf
 * @typedef {{condition: Condition | null} | {error: QueryError}} Compiled null accepts everything
 */

/** @import { Leaf } from './leaf.js' */
/** @import { Snapshot } from './library.js' */
/** @import { QueryError } from './protocol.js' */

const TOKEN = /"([^"]*)"|'([^']*)'|(["'])|([^\s"']\S*)/g;

/**
 * Words that must all occur in an entry's corpus; quoted words count as one.
 *
 * @param {string} text
 * @returns {Compiled}
 */
export function compile(text) {
  /** @type {string[]} */
  const needles = [];
  for (const match of text.matchAll(TOKEN)) {
    const [, double, single, quote, word] = match;
    if (quote) {
      return { error: { message: `The quote ${quote} is not closed`, column: match.index } };
    }
    needles.push((double ?? single ?? word).toLowerCase());
  }
  const wanted = [...new Set(needles)].filter((needle) => needle !== '');
  if (wanted.length === 0) return { condition: null };
  return { condition: all(wanted.map((needle) => ({ corpus }) => corpus.rowsWith(needle))) };
}

/**
 * @param {Condition[]} conditions at least one
 * @returns {Condition}
 */
function all([first, ...others]) {
  return (leaf) => {
    const marks = first(leaf);
    for (const condition of others) {
      const more = condition(leaf);
      for (let row = 0; row < marks.length; row++) marks[row] &= more[row];
    }
    return marks;
  };
}

/**
 * @param {Snapshot} snapshot
 * @param {Condition | null} condition
 * @returns {Uint32Array} rows found, in the snapshot's order
 */
export function select(snapshot, condition) {
  if (!condition) return snapshot.order;
  const marks = new Uint8Array(snapshot.count);
  snapshot.leaves.forEach((leaf, i) => marks.set(condition(leaf), snapshot.starts[i]));
  return snapshot.order.filter((row) => marks[row] === 1);
}
