/**
 * Times of entries. Nearly all are written as JavaScript does (`2024-05-31T12:00:00.000Z`) and kept
 * as ms since 1970; text and number then have the same order. Others are *odd* and kept as text,
 * for queries look at the digits of the text.
 *
 * @typedef {Map<number, string>} OddTimes by row; the empty text if there is none
 */

import { asText } from './values.js';

const USUAL = /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
const UNKNOWN = new Date(0).toISOString();

/**
 * @param {unknown} value
 * @returns {number} ms since 1970 UTC, 0 if unknown
 */
export function timeOf(value) {
  return Date.parse(asText(value)) || 0;
}

/**
 * @param {number} row
 * @param {unknown} value
 * @param {number} time as `timeOf` tells it
 * @param {OddTimes} odd takes up the value if the time does not tell all of it
 */
export function noteOdd(row, value, time, odd) {
  const text = asText(value);
  if (!isUsual(text, time)) odd.set(row, text);
}

/**
 * @param {string} text
 * @param {number} time
 */
function isUsual(text, time) {
  if (time === 0) return text === UNKNOWN;
  // A day that its month lacks is one of the next month for some browsers.
  return USUAL.test(text) && Number(text.slice(8, 10)) === new Date(time).getUTCDate();
}

/**
 * @param {Float64Array} times
 * @param {OddTimes} odd
 * @param {number} row
 * @returns {string} as the entry has it
 */
export function timeText(times, odd, row) {
  return odd.get(row) ?? new Date(times[row]).toISOString();
}
