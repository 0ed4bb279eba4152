/**
 * The order of entries.
 *
 * What is unknown, zero or empty counts as lowest. Entries that are equal in all keys are ordered
 * by date in the direction of the first key, then by id.
 *
 * @typedef {object} Ordering
 * @property {(snapshot: Snapshot) => (leaf: Leaf, row: number) => number | string} score numbers
 *   or texts, not both
 * @property {boolean} descending the highest first
 */

import { locate } from '../library.js';
import { fold } from '../text.js';
import { timeText } from '../times.js';
import { nearest } from './faces.js';
import { ratioOf } from './items.js';

/** @import { Leaf } from '../leaf.js' */
/** @import { Snapshot } from '../library.js' */
/** @import { OddTimes } from '../times.js' */
/** @import { Seeds } from './seeds.js' */

/**
 * @param {(leaf: Leaf, row: number) => number} read NaN if unknown
 * @returns {Ordering}
 */
function byNumber(read) {
  return { score: () => (leaf, row) => read(leaf, row) || 0, descending: true };
}

/**
 * Folded texts, from A to Z.
 *
 * @param {(leaf: Leaf, row: number) => string} read
 * @returns {Ordering}
 */
function byText(read) {
  return { score: () => (leaf, row) => fold(read(leaf, row)), descending: false };
}

/**
 * Text of an entry's first file.
 *
 * @param {(leaf: Leaf, file: number) => string} read
 */
function ofFirstFile(read) {
  return (/** @type {Leaf} */ leaf, /** @type {number} */ row) => {
    const { starts } = leaf.files;
    return starts[row] < starts[row + 1] ? read(leaf, starts[row]) : '';
  };
}

/**
 * By the text of a time; its number has the same order if no time of the library is odd.
 *
 * @param {(leaf: Leaf) => Float64Array} timesOf
 * @param {(leaf: Leaf) => OddTimes} oddOf
 * @returns {Ordering}
 */
function byTime(timesOf, oddOf) {
  return {
    score: ({ leaves }) =>
      leaves.every((leaf) => oddOf(leaf).size === 0)
        ? (leaf, row) => timesOf(leaf)[row]
        : (leaf, row) => timeText(timesOf(leaf), oddOf(leaf), row),
    descending: true,
  };
}

const BY_DATE = byTime(({ columns }) => columns.date, ({ oddDates }) => oddDates);

/** Orders that need nothing but the entry. @type {Map<string, Ordering>} */
export const ORDERINGS = new Map([
  ['date', BY_DATE],
  ['updated', byTime(({ updated }) => updated, ({ oddUpdated }) => oddUpdated)],
  ['duration', byNumber(({ columns }, row) => columns.duration[row])],
  ['width', byNumber(({ columns }, row) => columns.width[row])],
  ['height', byNumber(({ columns }, row) => columns.height[row])],
  ['ratio', byNumber(ratioOf)],
  ['filesize', byNumber(({ files }, row) => (files.starts[row] < files.starts[row + 1] ? files.sizes[files.starts[row]] : 0))],
  ['iso', byNumber(({ facts }, row) => facts.iso[row])],
  ['rating', byNumber(({ facts }, row) => facts.rating[row])],
  ['name', byText(ofFirstFile(({ files }, file) => files.names.at(file)))],
  ['index', byText(ofFirstFile(({ files, texts }, file) => texts.text(files.indexes[file])))],
]);

/** Orders by what the condition compares with. */
export const SEEDED = ['similar', 'face'];
export const NAMES = [...ORDERINGS.keys(), 'random', ...SEEDED];

/**
 * By the number of items.
 *
 * @param {(leaf: Leaf) => Uint32Array} startsOf
 * @returns {Ordering}
 */
export function byCount(startsOf) {
  return byNumber((leaf, row) => startsOf(leaf)[row + 1] - startsOf(leaf)[row]);
}

/**
 * By chance, the same for the same seed whatever the order was before.
 *
 * @param {number} seed
 * @returns {Ordering}
 */
export function byRandom(seed) {
  return byNumber(({ columns }, row) => {
    const { ids } = columns;
    let mixed = seed | 0;
    for (let i = row * 20; i < row * 20 + 20; i++) mixed = Math.imul(mixed ^ ids[i], 0x01000193);
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  });
}

/**
 * The most alike first.
 *
 * @param {string[]} values all that the query compares `similar` with
 * @param {Seeds} seeds
 * @returns {Ordering}
 */
export function bySimilarity(values, seeds) {
  const found = values.map((value) => seeds.hash(value)).filter((seed) => seed !== null);
  return byNumber(({ hashes }, row) => Math.max(0, ...found.map((seed) => seed.likenesses(hashes)[row])));
}

/**
 * The nearest face first.
 *
 * @param {string[]} values all that the query compares `face` with
 * @param {Seeds} seeds
 * @returns {Ordering & {score: () => (leaf: Leaf, row: number) => number}}
 */
export function byFace(values, seeds) {
  const found = values.map((value) => seeds.face(value)).filter((seed) => seed !== null);
  return { score: () => (leaf, row) => nearest(found, leaf, row), descending: false };
}

/**
 * What is most alike first, and of those that are equally so the newest.
 *
 * @param {string[] | undefined} similar values that the query compares `similar` with
 * @param {string[] | undefined} faces values that it compares `face` with
 * @param {Seeds} seeds
 * @returns {Ordering[]}
 */
export function byLikeness(similar, faces, seeds) {
  const found = similar ? [bySimilarity(similar, seeds)] : [];
  if (!faces) return found;
  const distance = byFace(faces, seeds).score();
  return [...found, { score: () => (leaf, row) => -distance(leaf, row), descending: true }];
}

/**
 * @param {Snapshot} snapshot
 * @param {Uint32Array} rows in the snapshot's order
 * @param {Ordering[]} orderings one or more, the most important first
 * @returns {Uint32Array} a sorted copy
 */
export function sort(snapshot, rows, orderings) {
  const places = Array.from(rows, (row) => locate(snapshot, row));
  const all = [...orderings, { ...BY_DATE, descending: orderings[0].descending }];
  const keys = all.map(({ score, descending }) => {
    const scoreOf = score(snapshot);
    return { sign: descending ? -1 : 1, scores: places.map(({ leaf, row }) => scoreOf(leaf, row)) };
  });
  // Stable: rows of equal dates come in the order of their ids.
  const order = Array.from(rows.keys()).sort((a, b) => {
    for (const { sign, scores } of keys) {
      if (scores[a] < scores[b]) return -sign;
      if (scores[a] > scores[b]) return sign;
    }
    return 0;
  });
  return Uint32Array.from(order, (place) => rows[place]);
}
