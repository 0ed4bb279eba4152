/**
 * The kinds of keys: which operators they know, and how they test one item of an entry.
 *
 * `!=` is never tested: it is true if no item is equal.
 *
 * @typedef {object} Context what a query needs to know beside its text
 * @property {string} today `YYYY-MM-DD` in UTC, for relative dates
 * @property {Snapshot} snapshot what is searched
 * @property {Seeds} seeds where `similar` and `face` start from
 * @property {number} seed decides the random order
 *
 * @typedef {((text: string) => boolean) & {part?: string}} TextTest `part` tells that it looks for a
 *   part of the folded text, for which there are faster ways than asking
 *
 * @typedef {object} Kind
 * @property {readonly string[]} operators
 * @property {readonly string[]} choices all values if they are few
 * @property {(operator: string, value: string, context: Context) => any} test of one item of the
 *   key's `Items`; throws `UnfitValue`
 */

import { fold, normal } from '../text.js';
import { UnfitValue } from './errors.js';
import * as values from './values.js';

/** @import { Faces } from '../faces.js' */
/** @import { Hashes } from '../hashes.js' */
/** @import { Snapshot } from '../library.js' */
/** @import { Seeds } from './seeds.js' */

export const NUMERIC = ['=', '!=', '<', '<=', '>', '>='];
const TEXTUAL = ['=', '!=', '~'];
const EQUAL = ['=', '!='];
const SHORTEST_ID = 5;
const RATIOS = new Map([
  ['panorama', { operator: '>', number: 2 }],
  ['landscape', { operator: '>', number: 1 }],
  ['square', { operator: '=', number: 1 }],
  ['portrait', { operator: '<', number: 1 }],
]);

/**
 * A test of numbers, or of texts that are all of one length.
 *
 * @template {number | string} T
 * @param {string} operator
 * @param {T} wanted
 * @returns {(item: T) => boolean}
 */
export function comparing(operator, wanted) {
  switch (operator) {
    case '<':
      return (item) => item < wanted;
    case '<=':
      return (item) => item <= wanted;
    case '>':
      return (item) => item > wanted;
    case '>=':
      return (item) => item >= wanted;
    default:
      return (item) => item === wanted;
  }
}

/**
 * @param {string} value
 * @returns {TextTest}
 */
function containing(value) {
  const part = fold(value);
  return Object.assign((/** @type {string} */ text) => fold(text).includes(part), { part });
}

/**
 * Texts; `=` is the whole text as `convert` makes it, and `~` a part in any case.
 *
 * @param {(text: string) => string} convert
 * @returns {Kind}
 */
function textKind(convert) {
  return {
    operators: TEXTUAL,
    choices: [],
    test(operator, value) {
      if (operator === '~') return containing(value);
      const whole = convert(value);
      return (/** @type {string} */ text) => convert(text) === whole;
    },
  };
}

export const TEXT = textKind(fold);
export const EXACT = textKind(normal);

/** SHA-1 ids; `=` is their beginning, `~` a part. @type {Kind} */
export const ID = {
  operators: TEXTUAL,
  choices: [],
  test(operator, value) {
    if ([...value].length < SHORTEST_ID) throw new UnfitValue('needsId', { length: String(SHORTEST_ID) });
    if (operator === '~') return containing(value);
    return (/** @type {string} */ text) => text.startsWith(value);
  },
};

/**
 * @param {(text: string) => number} parse reads a value of the query
 * @returns {Kind}
 */
export function numberKind(parse) {
  return { operators: NUMERIC, choices: [], test: (operator, value) => comparing(operator, parse(value)) };
}

/** Width through height, as a number or as one of the names. @type {Kind} */
export const RATIO = {
  operators: NUMERIC,
  choices: [...RATIOS.keys()],
  test(operator, value) {
    const named = operator === '=' ? RATIOS.get(value) : undefined;
    return named ? comparing(named.operator, named.number) : comparing(operator, values.ratio(value));
  },
};

/** Days; a year or month as a value means all of its days in every comparison. @type {Kind} */
export const DATE = {
  operators: NUMERIC,
  choices: ['today', 'yesterday'],
  test(operator, value, { today }) {
    const period = values.period(value, today);
    const passes = comparing(operator, period);
    return (/** @type {string} */ day) => passes(day.slice(0, period.length));
  },
};

/**
 * One of a few texts.
 *
 * @param {string[]} choices
 * @returns {Kind}
 */
export function choiceKind(choices) {
  return {
    operators: EQUAL,
    choices,
    test(_operator, value) {
      if (!choices.includes(value)) throw new UnfitValue('needsChoice', { choices: choices.join(', ') });
      return comparing('=', value);
    },
  };
}

/** True or false. @type {Kind} */
export const FLAG = {
  operators: EQUAL,
  choices: ['true', 'false'],
  test(_operator, value) {
    if (!FLAG.choices.includes(value)) throw new UnfitValue('needsFlag');
    return (/** @type {boolean} */ item) => item === (value === 'true');
  },
};

/** Similarity hashes; the value is the beginning of the id of an entry. @type {Kind} */
export const SIMILAR = {
  operators: ['='],
  choices: [],
  test(_operator, value, { seeds }) {
    const seed = seeds.hash(value);
    return (/** @type {Hashes} */ hashes) => seed?.likenesses(hashes) ?? new Float64Array(hashes.count);
  },
};

/** Descriptors of faces; the value is the beginning of an id and a position. @type {Kind} */
export const FACE = {
  operators: ['='],
  choices: [],
  test(_operator, value, { seeds }) {
    const seed = seeds.face(value);
    return (/** @type {Faces} */ faces, /** @type {number} */ face) => seed?.shows(faces, face) ?? false;
  },
};

/** What can only exist and be counted. @type {Kind} */
export const PRESENCE = { operators: [], choices: [], test: () => () => false };
