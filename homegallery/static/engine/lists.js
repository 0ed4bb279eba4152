/**
 * Lists of texts, one list per row.
 *
 * @typedef {object} Lists
 * @property {Uint32Array} items numbers in the dictionary, list behind list
 * @property {Uint32Array} starts place of each list's first item, and the number of items as last one
 */

/** @import { Dictionary } from './dictionary.js' */
/** @import { Entry } from './protocol.js' */

/**
 * @param {Entry[]} entries
 * @param {(entry: Entry) => string[]} read
 * @param {Dictionary} texts
 * @returns {Lists}
 */
export function listsOf(entries, read, texts) {
  /** @type {number[]} */
  const items = [];
  const starts = new Uint32Array(entries.length + 1);
  entries.forEach((entry, row) => {
    for (const text of read(entry)) items.push(texts.number(text));
    starts[row + 1] = items.length;
  });
  return { items: Uint32Array.from(items), starts };
}
