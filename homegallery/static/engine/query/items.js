/**
 * What the keys of the language look at: texts, numbers or other items of the entries of a leaf.
 *
 * @typedef {object} Items
 * @property {(test: any) => Condition} any rows with an item that passes a test, see `kinds.js`
 * @property {Condition} exists rows that `exists(key)` accepts
 * @property {(leaf: Leaf) => Uint32Array} [starts] place of each row's first item, and the number of
 *   items as last one; only of what can be counted
 *
 * @typedef {import('./kinds.js').TextTest} TextTest
 * @typedef {(number: number) => boolean} NumberTest
 */

import { HAS_SIMILARITY } from '../columns.js';
import { readId } from '../identity.js';
import { all, any, anyItem, eachRow } from './marks.js';

/** @import { Dictionary } from '../dictionary.js' */
/** @import { Leaf } from '../leaf.js' */
/** @import { Lists } from '../lists.js' */
/** @import { Condition } from './marks.js' */

const MINUTE = 60_000;
const DAY = 86_400_000;

/**
 * Asks each text of the dictionary once.
 *
 * @param {(text: string) => boolean} test
 */
function once(test) {
  let answers = new Uint8Array(0); // 0: not asked yet, 1: no, 2: yes
  return (/** @type {Dictionary} */ texts, /** @type {number} */ number) => {
    if (number >= answers.length) {
      const more = new Uint8Array(texts.size);
      more.set(answers);
      answers = more;
    }
    if (answers[number] === 0) answers[number] = test(texts.text(number)) ? 2 : 1;
    return answers[number] === 2;
  };
}

/**
 * One text, empty if missing.
 *
 * @param {(leaf: Leaf) => Uint32Array} numbersOf
 * @returns {Items}
 */
export function text(numbersOf) {
  const condition = (/** @type {TextTest} */ test) => {
    const passes = once(test);
    return eachRow((leaf, row) => passes(leaf.texts, numbersOf(leaf)[row]));
  };
  return { any: condition, exists: condition(Boolean) };
}

/**
 * The texts of a list.
 *
 * @param {(leaf: Leaf) => Lists} listsOf
 * @param {(text: string) => string} [derive] what is looked at
 * @returns {Items}
 */
export function texts(listsOf, derive = (text) => text) {
  const starts = (/** @type {Leaf} */ leaf) => listsOf(leaf).starts;
  const condition = (/** @type {TextTest} */ test) => {
    const passes = once((text) => test(derive(text)));
    return anyItem(starts, (leaf) => {
      const { items } = listsOf(leaf);
      return (item) => passes(leaf.texts, items[item]);
    });
  };
  return { any: condition, exists: condition(Boolean), starts };
}

/**
 * One number, NaN if there is none: no comparison accepts it.
 *
 * @param {(leaf: Leaf, row: number) => number} read
 * @returns {Items}
 */
export function number(read) {
  const condition = (/** @type {NumberTest} */ test) => eachRow((leaf, row) => test(read(leaf, row)));
  return { any: condition, exists: condition(Boolean) };
}

/**
 * @param {number} bit of the column `flags`
 * @returns {Items}
 */
export function flag(bit) {
  const exists = eachRow(({ columns }, row) => (columns.flags[row] & bit) !== 0);
  return { exists, any: (test) => eachRow(({ columns }, row) => test((columns.flags[row] & bit) !== 0)) };
}

/** @type {Items} */
export const id = {
  any: (test) => eachRow(({ columns }, row) => test(readId(columns.ids, row))),
  exists: eachRow(() => true),
};

/** What makes a difference to a part of a date: `key` of a time, and the text of a key's time. */
const BY_DAY = {
  key: (/** @type {number} */ time) => Math.floor(time / DAY),
  text: (/** @type {number} */ key) => new Date(key * DAY).toISOString(),
};
const BY_MINUTE_OF_DAY = {
  key: (/** @type {number} */ time) => Math.floor(time / MINUTE) % (DAY / MINUTE),
  text: (/** @type {number} */ key) => new Date(key * MINUTE).toISOString(),
};

/**
 * Part of the date's text; of each key only one is looked at.
 *
 * @param {typeof BY_DAY} unit
 * @param {number} start
 * @param {number} end
 */
function datePart(unit, start, end) {
  return (/** @type {TextTest} */ test) => {
    /** @type {Map<number, boolean>} */
    const answers = new Map();
    return eachRow(({ columns, oddDates }, row) => {
      const odd = oddDates.get(row);
      if (odd !== undefined) return test([...odd].slice(start, end).join(''));
      const key = unit.key(columns.date[row]);
      const known = answers.get(key);
      if (known !== undefined) return known;
      const passes = test(unit.text(key).slice(start, end));
      answers.set(key, passes);
      return passes;
    });
  };
}

const dayText = datePart(BY_DAY, 0, 10);

/** `YYYY-MM-DD` in UTC. @type {Items} */
export const day = {
  any: (test) => dayText((text) => text !== '' && test(text)),
  exists: dayText(Boolean),
};

/**
 * A number within the date in UTC.
 *
 * @param {typeof BY_DAY} unit
 * @param {number} start
 * @param {number} end
 * @returns {Items}
 */
function dateNumber(unit, start, end) {
  const part = datePart(unit, start, end);
  const condition = (/** @type {NumberTest} */ test) => part((text) => /^[0-9]+$/.test(text) && test(Number(text)));
  return { any: condition, exists: condition(() => true) };
}

export const year = dateNumber(BY_DAY, 0, 4);
export const month = dateNumber(BY_DAY, 5, 7);
export const dayOfMonth = dateNumber(BY_DAY, 8, 10);
export const hour = dateNumber(BY_MINUTE_OF_DAY, 11, 13);
export const minute = dateNumber(BY_MINUTE_OF_DAY, 14, 16);

const fileStarts = (/** @type {Leaf} */ { files }) => files.starts;
const folders = texts(({ files }) => ({ items: files.folders, starts: files.starts }));

/** The name of every file without its folder. @type {Items} */
export const names = {
  any: (test) => anyItem(fileStarts, ({ files }) => marked(nameMarks(files.names, test))),
  exists: anyItem(fileStarts, ({ files }) => (file) => files.names.at(file) !== ''),
};

/** Every file with its folder. @type {Items} */
export const paths = {
  any: (test) => {
    // A part without slash is in the folder or in the name, each of which is searched faster.
    if (test.part !== undefined && !test.part.includes('/')) return any([folders.any(test), names.any(test)]);
    return anyItem(fileStarts, ({ files, texts }) => (file) =>
      test(texts.text(files.folders[file]) + files.names.at(file)),
    );
  },
  exists: any([folders.exists, names.exists]),
  starts: fileStarts,
};

/**
 * @param {import('../lines.js').Lines} names
 * @param {TextTest} test
 */
function nameMarks(names, test) {
  return test.part === undefined ? names.marks(test) : names.havingFolded(test.part);
}

/** @param {Uint8Array} marks of items */
function marked(marks) {
  return (/** @type {number} */ item) => marks[item] === 1;
}

/** Bytes of every file. @type {Items} */
export const sizes = {
  any: (test) => anyItem(fileStarts, ({ files }) => (file) => test(files.sizes[file])),
  exists: anyItem(fileStarts, ({ files }) => (file) => files.sizes[file] > 0 || files.sizes[file] < 0),
};

/**
 * Width through height.
 *
 * @param {Leaf} leaf
 * @param {number} row
 * @returns {number} NaN unless both are known
 */
export function ratioOf({ columns }, row) {
  const width = columns.width[row];
  const height = columns.height[row];
  return width > 0 && height > 0 ? width / height : NaN;
}

/**
 * Texts of which those that are empty do not count.
 *
 * @param {((leaf: Leaf) => Uint32Array)[]} columns
 * @returns {Items}
 */
export function known(columns) {
  const each = columns.map(text);
  return {
    any: (test) => any(each.map((items) => items.any((/** @type {string} */ text) => text !== '' && test(text)))),
    exists: any(each.map(({ exists }) => exists)),
  };
}

/**
 * What has no items to be compared.
 *
 * @param {Condition[]} exists all of them
 * @param {(leaf: Leaf) => Uint32Array} [starts]
 * @returns {Items}
 */
export function presence(exists, starts) {
  return { any: () => eachRow(() => false), exists: all(exists), starts };
}

const faceStarts = (/** @type {Leaf} */ { faces }) => faces.starts;

export const faces = presence([anyItem(faceStarts, () => () => true)], faceStarts);

/** The descriptor of every face that has one; tests look at a face of a leaf. @type {Items} */
export const descriptors = {
  any: (test) => anyItem(faceStarts, (leaf) => (face) => test(leaf.faces, face)),
  exists: anyItem(faceStarts, ({ faces }) => (face) => faces.descriptorStarts[face + 1] > faces.descriptorStarts[face]),
};

/** Similarity hashes; tests look at those of a leaf together, and give what is not 0 to those meant. @type {Items} */
export const hashes = {
  any: (test) => (leaf) => {
    const likenesses = test(leaf.hashes);
    const marks = new Uint8Array(leaf.count);
    for (let row = 0; row < marks.length; row++) if (likenesses[row] > 0) marks[row] = 1;
    return marks;
  },
  exists: flag(HAS_SIMILARITY).exists,
};
