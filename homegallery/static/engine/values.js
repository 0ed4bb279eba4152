/** Values of entries: database files are not trusted to hold only what the formats say. */

const NUMBER = /^-?[0-9]+(?:\.[0-9]+)?$/;

/**
 * A text as it is, a number as it is written, anything else empty.
 *
 * @param {unknown} value
 */
export function asText(value) {
  if (typeof value === 'string') return value;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : '';
}

/**
 * @param {unknown} value
 * @returns {number} NaN for what is neither a number nor a text that is one
 */
export function asNumber(value) {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && NUMBER.test(value) ? Number(value) : NaN;
}

/**
 * @param {unknown} value
 * @returns {any[]}
 */
export function asList(value) {
  return Array.isArray(value) ? value : [];
}

/**
 * Whether it says yes: no zero, and nothing empty.
 *
 * @param {unknown} value
 */
export function isTrue(value) {
  if (typeof value !== 'object' || value === null) return Boolean(value);
  return Object.keys(value).length > 0;
}
