/**
 * One month (or group of months) of the library, immutable: the facts of its entries as columns.
 */

import {
  HAS_LIVE,
  HAS_SIMILARITY,
  IS_FAVORITE,
  IS_HIDDEN,
  NO_COLOR,
  createColumns,
  monthOf,
} from './columns.js';
import { corpusOf } from './corpus.js';
import { facesOf } from './faces.js';
import { factsOf } from './facts.js';
import { filesOf } from './files.js';
import { hashesOf } from './hashes.js';
import { isId, writeId } from './identity.js';
import { listsOf } from './lists.js';
import { noteOdd, timeOf } from './times.js';
import { asList, asNumber, asText, isTrue } from './values.js';

/** @import { Columns } from './columns.js' */
/** @import { Dictionary } from './dictionary.js' */
/** @import { Faces } from './faces.js' */
/** @import { Facts } from './facts.js' */
/** @import { Files } from './files.js' */
/** @import { Hashes } from './hashes.js' */
/** @import { Lines } from './lines.js' */
/** @import { Lists } from './lists.js' */
/** @import { PreviewSets, Previews } from './previews.js' */
/** @import { Entry } from './protocol.js' */
/** @import { OddTimes } from './times.js' */

/**
 * @typedef {object} Leaf
 * @property {string} name `2024/05`, unique in the library
 * @property {string} hash key of its object in the store, "" for entries that came with the page
 * @property {number} count
 * @property {Columns} columns newest first; becomes a view into a snapshot's columns
 * @property {Facts} facts
 * @property {Dictionary} texts of all leaves
 * @property {Lines} corpus
 * @property {Files} files
 * @property {Lists} tags
 * @property {Lists} objects classes of what was detected
 * @property {Lists} people
 * @property {Faces} faces
 * @property {Hashes} hashes
 * @property {Float64Array} updated ms since 1970 UTC, 0 if unknown
 * @property {OddTimes} oddDates
 * @property {OddTimes} oddUpdated
 * @property {Map<number, Previews>} oddPreviews by row
 *
 * @typedef {{texts: Dictionary, previewSets: PreviewSets}} Shared
 */

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
    .map((entry) => ({ date: timeOf(entry.date), entry }));
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
export function createLeaf(name, hash, entries, { texts, previewSets }) {
  const columns = createColumns(entries.length);
  const updated = new Float64Array(entries.length);
  const oddDates = new Map();
  const oddUpdated = new Map();
  const oddPreviews = new Map();
  entries.forEach((entry, row) => {
    writeColumns(columns, row, entry, texts);
    updated[row] = timeOf(entry['updated']);
    noteOdd(row, entry.date, columns.date[row], oddDates);
    noteOdd(row, entry['updated'], updated[row], oddUpdated);
    const { set, odd } = previewSets.add(entry.id, entry.previews);
    columns.previews[row] = set;
    if (odd) oddPreviews.set(row, odd);
  });
  /** @param {string} key */
  const textsOf = (key) => (/** @type {Entry} */ entry) => asList(entry[key]).map(asText);
  const classes = (/** @type {Entry} */ { objects }) => asList(objects).map((one) => asText(one?.class));
  return {
    name,
    hash,
    count: entries.length,
    columns,
    facts: factsOf(entries, texts),
    texts,
    corpus: corpusOf(entries),
    files: filesOf(entries, texts),
    tags: listsOf(entries, textsOf('tags'), texts),
    objects: listsOf(entries, classes, texts),
    people: listsOf(entries, textsOf('people'), texts),
    faces: facesOf(entries, texts),
    hashes: hashesOf(entries, texts),
    updated,
    oddDates,
    oddUpdated,
    oddPreviews,
  };
}

/**
 * @param {Columns} columns
 * @param {number} row
 * @param {Entry} entry
 * @param {Dictionary} texts
 */
function writeColumns(columns, row, entry, texts) {
  const date = timeOf(entry.date);
  columns.date[row] = date;
  columns.month[row] = monthOf(date);
  columns.type[row] = texts.number(asText(entry.type));
  columns.width[row] = asNumber(entry.width);
  columns.height[row] = asNumber(entry.height);
  columns.duration[row] = asNumber(entry.duration);
  columns.color[row] = colorOf(entry.vibrantColors);
  columns.flags[row] = flagsOf(entry);
  columns.place[row] = texts.number(asText(entry.city) || asText(entry.state) || asText(entry.country));
  columns.country[row] = texts.number(asText(entry.country));
  writeId(columns.ids, row, entry.id);
}

/** @param {Entry} entry */
function flagsOf({ similarityHash, live, favorite, hidden }) {
  return (
    (typeof similarityHash === 'string' && similarityHash !== '' ? HAS_SIMILARITY : 0) |
    (isTrue(live) ? HAS_LIVE : 0) |
    (isTrue(favorite) ? IS_FAVORITE : 0) |
    (isTrue(hidden) ? IS_HIDDEN : 0)
  );
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
