/** What the values of a query mean: numbers, sizes, durations, ratios, dates. */

import { UnfitValue } from './errors.js';

const WHOLE = /^[0-9]+$/;
const DECIMAL = /^[0-9]+(?:\.[0-9]+)?$/;
const SIGNED = /^-?[0-9]+(?:\.[0-9]+)?$/;
const SIZE = /^([0-9]+(?:\.[0-9]+)?)([kmgt]?)b?$/iu;
const TIME = /^(?:([0-9]{1,2}):)?([0-9]{1,2}):([0-9]{1,2})$/;
const FRACTION = /^([1-9][0-9]*)\/([1-9][0-9]*)$/;
const PERIOD = /^[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?$/;
const AGO = /^-([0-9]{1,4})([dwmy])$/;
const NAMED_DAYS = new Map([['today', '-0d'], ['yesterday', '-1d']]);
const DAY = 86_400_000;
const FIRST_DAY = Date.parse('0001-01-01T00:00:00Z');

/** @param {string} text digits only */
export function whole(text) {
  if (!WHOLE.test(text)) throw new UnfitValue('needsWholeNumber');
  return Number(text);
}

/** @param {string} text a number with or without sign and decimals */
export function signed(text) {
  if (!SIGNED.test(text)) throw new UnfitValue('needsNumber');
  return Number(text);
}

/**
 * @param {string} text `k`, `m`, `g`, `t` are powers of 1024, a `b` may follow
 * @returns {number} bytes
 */
export function size(text) {
  const match = SIZE.exec(text);
  if (!match) throw new UnfitValue('needsSize');
  const power = match[2] === '' ? 0 : 'kmgt'.indexOf(match[2].toLowerCase()) + 1;
  return Number(match[1]) * 1024 ** power;
}

/**
 * @param {string} text seconds, `M:S` or `H:M:S`
 * @returns {number} seconds
 */
export function duration(text) {
  if (DECIMAL.test(text)) return Number(text);
  const match = TIME.exec(text);
  if (!match) throw new UnfitValue('needsDuration');
  return Number(match[1] ?? 0) * 3600 + Number(match[2]) * 60 + Number(match[3]);
}

/**
 * @param {string} text a number or a fraction such as `16/9`
 * @returns {number} width through height
 */
export function ratio(text) {
  if (DECIMAL.test(text)) return Number(text);
  const match = FRACTION.exec(text);
  if (!match) throw new UnfitValue('needsRatio');
  return Number(match[1]) / Number(match[2]);
}

/**
 * The beginning of all dates meant.
 *
 * @param {string} text it already, or `today`, `yesterday`, or so many days, weeks, months or years
 *   before today, as in `-30d`
 * @param {string} today `YYYY-MM-DD`
 * @returns {string} `YYYY`, `YYYY-MM` or `YYYY-MM-DD`
 */
export function period(text, today) {
  if (PERIOD.test(text)) return text;
  const match = AGO.exec(NAMED_DAYS.get(text) ?? text);
  if (!match) throw new UnfitValue('needsDate');
  return ago(Date.parse(today), Number(match[1]), match[2]);
}

/**
 * `today` put back; a day that its month lacks becomes the last of the month.
 *
 * @param {number} today ms since 1970
 * @param {number} count
 * @param {string} unit `d`, `w`, `m` or `y`
 */
function ago(today, count, unit) {
  if (unit === 'd' || unit === 'w') {
    return dayText(Math.max(FIRST_DAY, today - count * (unit === 'w' ? 7 : 1) * DAY));
  }
  const date = new Date(today);
  const day = date.getUTCDate();
  const months = date.getUTCFullYear() * 12 + date.getUTCMonth() - count * (unit === 'y' ? 12 : 1);
  // Day 0 of the month behind is the last one of the month meant.
  const last = date.setUTCFullYear(0, Math.max(months, 12) + 1, 0);
  return dayText(new Date(last).setUTCDate(Math.min(day, date.getUTCDate())));
}

/** @param {number} time ms since 1970 */
function dayText(time) {
  return new Date(time).toISOString().slice(0, 10);
}
