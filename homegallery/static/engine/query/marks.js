/**
 * Which rows of a leaf are meant: a byte per row, 1 or 0. Conditions look at a leaf at a time, so
 * that text is scanned natively and facts column by column.
 *
 * @typedef {(leaf: Leaf) => Uint8Array} Condition may write to its result, so each gives a new one
 */

/** @import { Leaf } from '../leaf.js' */

/**
 * @param {Condition} inner
 * @returns {Condition}
 */
export function negation(inner) {
  return (leaf) => {
    const marks = inner(leaf);
    for (let row = 0; row < marks.length; row++) marks[row] ^= 1;
    return marks;
  };
}

/**
 * @param {Condition[]} conditions one or more
 * @returns {Condition}
 */
export function all([first, ...others]) {
  return (leaf) => {
    const marks = first(leaf);
    for (const condition of others) {
      if (!marks.includes(1)) break;
      const more = condition(leaf);
      for (let row = 0; row < marks.length; row++) marks[row] &= more[row];
    }
    return marks;
  };
}

/**
 * @param {Condition[]} conditions one or more
 * @returns {Condition}
 */
export function any([first, ...others]) {
  return (leaf) => {
    const marks = first(leaf);
    for (const condition of others) {
      const more = condition(leaf);
      for (let row = 0; row < marks.length; row++) marks[row] |= more[row];
    }
    return marks;
  };
}

/**
 * @param {(leaf: Leaf, row: number) => boolean} test
 * @returns {Condition}
 */
export function eachRow(test) {
  return (leaf) => {
    const marks = new Uint8Array(leaf.count);
    for (let row = 0; row < marks.length; row++) marks[row] = Number(test(leaf, row));
    return marks;
  };
}

/**
 * @param {(leaf: Leaf) => Uint32Array} startsOf place of each row's first item, and their number as last
 * @param {(leaf: Leaf) => (item: number) => boolean} testOf test of the item at a place
 * @returns {Condition} rows with an item that passes
 */
export function anyItem(startsOf, testOf) {
  return (leaf) => {
    const starts = startsOf(leaf);
    const test = testOf(leaf);
    const marks = new Uint8Array(leaf.count);
    for (let row = 0; row < marks.length; row++) {
      for (let item = starts[row]; item < starts[row + 1] && marks[row] === 0; item++) {
        marks[row] = Number(test(item));
      }
    }
    return marks;
  };
}
