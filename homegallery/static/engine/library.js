/**
 * All entries at hand: leaves that come and go, and snapshots of them that stay as they are.
 */

import { concatenate } from './columns.js';
import { Dictionary } from './dictionary.js';
import { readId } from './identity.js';
import { createLeaf } from './leaf.js';
import { PreviewSets } from './previews.js';

/** @import { Columns } from './columns.js' */
/** @import { Leaf } from './leaf.js' */
/** @import { Entry } from './protocol.js' */

/**
 * The library at one moment. A *row* is a place in its columns.
 *
 * @typedef {object} Snapshot
 * @property {number} count
 * @property {Columns} columns
 * @property {readonly Leaf[]} leaves
 * @property {Uint32Array} starts first row of each leaf, and `count` as last item
 * @property {Uint32Array} order all rows, newest first, equal dates by id
 */

/** Name of the leaf of those entries that came with the page and with no month yet. */
const PAGE = '';

export class Library {
  texts = new Dictionary();
  previewSets = new PreviewSets();
  /** @type {Map<string, Leaf>} */
  #leaves = new Map();
  /** @type {Entry[]} */
  #pageEntries = [];
  /** @type {Snapshot | null} */
  #snapshot = null;

  get count() {
    let count = 0;
    for (const leaf of this.#leaves.values()) count += leaf.count;
    return count;
  }

  /**
   * @param {string} name
   * @returns {string | undefined} hash of the leaf at hand
   */
  hashOf(name) {
    return this.#leaves.get(name)?.hash;
  }

  /**
   * Adds a leaf or replaces the one of the same name.
   *
   * @param {string} name
   * @param {string} hash
   * @param {Entry[]} entries in order, see `inOrder`
   * @returns {{added: number, removed: number}} entries by id
   */
  put(name, hash, entries) {
    const old = this.#leaves.get(name);
    this.#set(createLeaf(name, hash, entries, this));
    const difference = old ? compare(old, entries) : { added: entries.length, removed: 0 };
    if (name === PAGE || this.#pageEntries.length === 0) return difference;
    const shown = this.#dropFromPage(entries);
    return { added: Math.max(0, difference.added - shown), removed: difference.removed };
  }

  /**
   * The entries the page came with: shown at once, each until its month arrives.
   *
   * @param {Entry[]} entries in order
   */
  putPage(entries) {
    this.#pageEntries = entries;
    this.put(PAGE, '', entries);
  }

  /**
   * @param {string} id whole id
   * @returns {Entry | undefined} of those that came with the page
   */
  pageEntry(id) {
    return this.#pageEntries.find((entry) => entry.id === id);
  }

  /**
   * @param {ReadonlySet<string>} names leaves to keep; all others go, also the page's entries
   * @returns {number} removed entries
   */
  keep(names) {
    let removed = 0;
    for (const leaf of [...this.#leaves.values()]) {
      if (!names.has(leaf.name)) removed += this.#remove(leaf);
    }
    return removed;
  }

  /** @returns {Snapshot} */
  snapshot() {
    this.#snapshot ??= this.#createSnapshot();
    return this.#snapshot;
  }

  /** @param {Leaf} leaf */
  #set(leaf) {
    this.#leaves.set(leaf.name, leaf);
    this.#snapshot = null;
  }

  /** @param {Leaf} leaf */
  #remove(leaf) {
    this.#leaves.delete(leaf.name);
    this.#snapshot = null;
    if (leaf.name === PAGE) this.#pageEntries = [];
    return leaf.count;
  }

  /**
   * @param {Entry[]} entries
   * @returns {number} how many of them the page had shown already
   */
  #dropFromPage(entries) {
    const arrived = new Set(entries.map(({ id }) => id));
    const rest = this.#pageEntries.filter(({ id }) => !arrived.has(id));
    const dropped = this.#pageEntries.length - rest.length;
    if (dropped > 0) {
      this.#pageEntries = rest;
      this.#set(createLeaf(PAGE, '', rest, this));
    }
    return dropped;
  }

  #createSnapshot() {
    const leaves = [...this.#leaves.values()]
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.columns.date[0] - a.columns.date[0]);
    const starts = new Uint32Array(leaves.length + 1);
    leaves.forEach((leaf, i) => (starts[i + 1] = starts[i] + leaf.count));
    const count = starts[leaves.length];
    const columns = concatenate(leaves, count);
    return { count, columns, leaves, starts, order: orderOf(columns, count) };
  }
}

/**
 * @param {Leaf} old
 * @param {Entry[]} entries
 */
function compare(old, entries) {
  const ids = new Set(entries.map(({ id }) => id));
  let removed = 0;
  for (let row = 0; row < old.count; row++) {
    if (!ids.delete(readId(old.columns.ids, row))) removed++;
  }
  return { added: ids.size, removed };
}

/**
 * Leaves hold disjoint months, so their rows one behind the other are in order already, except
 * while entries of the page wait for their months.
 *
 * @param {Columns} columns
 * @param {number} count
 */
function orderOf({ date, ids }, count) {
  const order = new Uint32Array(count);
  let sorted = true;
  for (let row = 0; row < count; row++) {
    order[row] = row;
    if (row > 0 && date[row - 1] < date[row]) sorted = false;
  }
  if (sorted) return order;
  return order.sort((a, b) => date[b] - date[a] || (readId(ids, a) < readId(ids, b) ? -1 : 1));
}

/**
 * The leaf a row belongs to and its row there.
 *
 * @param {Snapshot} snapshot
 * @param {number} row
 */
export function locate({ leaves, starts }, row) {
  let low = 0;
  let high = leaves.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= row) low = middle;
    else high = middle - 1;
  }
  return { leaf: leaves[low], row: row - starts[low] };
}
