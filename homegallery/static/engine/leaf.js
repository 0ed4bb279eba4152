/**
 * One month (or group of months) of the library, immutable: the facts of its entries as columns.
 */

import { HAS_LIVE, HAS_SIMILARITY, NO_COLOR, TYPES, createColumns, monthOf } from './columns.js';
import { Corpus, corpusText } from './corpus.js';
import { isId, writeId } from './identity.js';

/** @import { Columns } from './columns.js' */
/** @import { Dictionary } from './dictionary.js' */
/** @import { PreviewSets, Previews } from './previews.js' */
/** @import { Entry } from './protocol.js' */

/**
 * @typedef {object} Leaf
 * @property {string} name `2024/05`, unique in the library
 * @property {string} hash key of its object in the store, "" for entries that came with the page
 * @property {number} count
 * @property {Columns} columns newest first; becomes a view into a snapshot's columns
 * @property {Corpus} corpus
 * @property {Map<number, Previews>} oddPreviews by row
 * @property {Uint32Array} tags numbers in the dictionary, row by row
 * @property {Uint32Array} tagStarts place of each row's first tag in `tags`, and its length as last item
 *
 * @typedef {{texts: Dictionary, previewSets: PreviewSets}} Shared
 */

/** @param {Entry} entry */
function dateOf(entry) {
  return Date.parse(entry.date) || 0;
}

/**
 * Entries of a leaf object as the server sends it, in the library's order: newest first, then by
 * id. Rows of the leaf are places in this list.
 *
 * @param {any} object
 * @returns {Entry[]}
 */
export function leafEntries(object) {
  const children = Array.isArray(object?.data) ? object.data : [];
  return inOrder(children.map((/** @type {any} */ child) => child?.data));
}

/**
 * @param {any[]} candidates what is not an entry is left out
 * @returns {Entry[]}
 */
export function inOrder(candidates) {
  const dated = candidates
    .filter((entry) => isId(entry?.id))
    .map((entry) => ({ date: dateOf(entry), entry }));
  dated.sort((a, b) => b.date - a.date || (a.entry.id < b.entry.id ? -1 : Number(a.entry.id > b.entry.id)));
  return dated.map(({ entry }) => entry);
}

/**
 * @param {string} name
 * @param {string} hash
 * @param {Entry[]} entries in order
 * @param {Shared} shared
 * @returns {Leaf}
 */
export function createLeaf(name, hash, entries, shared) {
  const columns = createColumns(entries.length);
  const oddPreviews = new Map();
  /** @type {number[]} */
  const tags = [];
  const tagStarts = new Uint32Array(entries.length + 1);
  entries.forEach((entry, row) => {
    writeFacts(columns, row, entry, shared.texts);
    const { set, odd } = shared.previewSets.add(entry.id, entry.previews);
    columns.previews[row] = set;
    if (odd) oddPreviews.set(row, odd);
    if (Array.isArray(entry.tags)) {
      for (const tag of entry.tags) tags.push(shared.texts.number(tag));
    }
    tagStarts[row + 1] = tags.length;
  });
  return {
    name,
    hash,
    count: entries.length,
    columns,
    corpus: new Corpus(entries.map(corpusText)),
    oddPreviews,
    tags: Uint32Array.from(tags),
    tagStarts,
  };
}

/**
 * @param {Columns} columns
 * @param {number} row
 * @param {Entry} entry
 * @param {Dictionary} texts
 */
function writeFacts(columns, row, entry, texts) {
  const date = dateOf(entry);
  columns.date[row] = date;
  columns.month[row] = monthOf(date);
  columns.type[row] = Math.max(0, TYPES.indexOf(/** @type {any} */ (entry.type)));
  columns.width[row] = size(entry.width);
  columns.height[row] = size(entry.height);
  columns.duration[row] = entry.duration > 0 ? entry.duration : 0;
  columns.color[row] = colorOf(entry.vibrantColors);
  columns.flags[row] = (entry.similarityHash ? HAS_SIMILARITY : 0) | (entry.live ? HAS_LIVE : 0);
  columns.city[row] = texts.number(entry.city || entry.state || entry.country);
  columns.country[row] = texts.number(entry.country);
  writeId(columns.ids, row, entry.id);
}

/** @param {unknown} value px */
function size(value) {
  return typeof value === 'number' && value > 0 && value < 0xffffffff ? value : 0;
}

/**
 * The second colour (muted) is the calmer placeholder; a single one serves as well.
 *
 * @param {unknown} colors `#RRGGBB` texts
 */
function colorOf(colors) {
  if (!Array.isArray(colors)) return NO_COLOR;
  const match = /^#([0-9a-f]{6})$/i.exec(colors[1] ?? colors[0]);
  return match ? parseInt(match[1], 16) : NO_COLOR;
}
