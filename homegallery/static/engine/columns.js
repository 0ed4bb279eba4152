/**
 * The facts of many entries that layout and cells need, one typed array per fact; what only queries
 * ask about stays with the leaves, see `facts.js`.
 *
 * @typedef {object} Columns
 * @property {Float64Array} date ms since 1970 UTC, 0 if unknown
 * @property {Int32Array} month months since year 0 of `date` in UTC
 * @property {Uint32Array} type number in the dictionary of texts
 * @property {Float64Array} width px, NaN if unknown
 * @property {Float64Array} height px, NaN if unknown
 * @property {Float64Array} duration seconds, NaN if unknown
 * @property {Uint32Array} color 0xRRGGBB, NO_COLOR if unknown
 * @property {Uint8Array} flags bits HAS_… and IS_…
 * @property {Uint32Array} place number in the dictionary of texts: city, else state, else country
 * @property {Uint32Array} country number in the dictionary of texts
 * @property {Uint16Array} previews number of the preview set, ODD_PREVIEWS for a list of its own
 * @property {Uint8Array} ids ID_BYTES per entry
 */

export const ID_BYTES = 20;
export const NO_COLOR = 0xffffffff;
export const HAS_SIMILARITY = 1;
export const HAS_LIVE = 2;
export const IS_FAVORITE = 4;
export const IS_HIDDEN = 8;

/**
 * @param {number} count
 * @returns {Columns}
 */
export function createColumns(count) {
  return {
    date: new Float64Array(count),
    month: new Int32Array(count),
    type: new Uint32Array(count),
    width: new Float64Array(count),
    height: new Float64Array(count),
    duration: new Float64Array(count),
    color: new Uint32Array(count),
    flags: new Uint8Array(count),
    place: new Uint32Array(count),
    country: new Uint32Array(count),
    previews: new Uint16Array(count),
    ids: new Uint8Array(count * ID_BYTES),
  };
}

const NAMES = /** @type {(keyof Columns)[]} */ (Object.keys(createColumns(0)));

/**
 * Copies the parts one behind the other. Each part becomes a view into the result, so that the
 * facts are in memory once.
 *
 * @param {{count: number, columns: Columns}[]} parts
 * @param {number} count entries of all parts
 * @returns {Columns}
 */
export function concatenate(parts, count) {
  const whole = createColumns(count);
  let start = 0;
  for (const part of parts) {
    const views = /** @type {Record<string, unknown>} */ ({});
    for (const name of NAMES) {
      const stride = name === 'ids' ? ID_BYTES : 1;
      whole[name].set(part.columns[name], start * stride);
      views[name] = whole[name].subarray(start * stride, (start + part.count) * stride);
    }
    part.columns = /** @type {Columns} */ (/** @type {unknown} */ (views));
    start += part.count;
  }
  return whole;
}

/**
 * Months since year 0 of a time.
 *
 * @param {number} date ms since 1970 UTC
 */
export function monthOf(date) {
  const time = new Date(date);
  return time.getUTCFullYear() * 12 + time.getUTCMonth();
}

/**
 * @param {number} month months since year 0
 * @returns {string} `YYYY-MM`
 */
export function monthText(month) {
  const year = String(Math.floor(month / 12)).padStart(4, '0');
  return `${year}-${String((month % 12) + 1).padStart(2, '0')}`;
}
