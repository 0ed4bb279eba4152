/**
 * Justified rows (spec/webapp.md 4.1) of the entries of a result, month by month.
 */

import { monthText } from './columns.js';

/** @import { Columns } from './columns.js' */
/** @import { LayoutParams, Header } from './protocol.js' */

/**
 * @typedef {object} Heights px
 * @property {number} min rows are not lower, but for a single very wide cell
 * @property {number} max wanted height
 * @property {number} portrait wanted height where cells are on average higher than wide
 *
 * @typedef {object} Rows
 * @property {number} height px of everything
 * @property {Float64Array} rowTop
 * @property {Uint16Array} rowHeight
 * @property {Uint32Array} rowFirst one more than rows
 * @property {Uint16Array} cellLeft
 * @property {Uint16Array} cellWidth
 * @property {Omit<Header, 'places'>[]} headers
 */

const WIDE_VIEWPORT = 1280;
const HEADER_VIEWPORT = 768;
const FALLBACK_RATIO = 4 / 3;
/** Narrower pictures (scanned receipts, long screenshots) are cropped, else no finger hits them. */
const MIN_RATIO = 0.2;

/**
 * @param {number} viewportWidth px
 * @returns {Heights}
 */
export function rowHeights(viewportWidth) {
  return viewportWidth < WIDE_VIEWPORT
    ? { min: 75, max: 110, portrait: 185 }
    : { min: 120, max: 200, portrait: 280 };
}

/** @param {number} viewportWidth px */
export function headerHeight(viewportWidth) {
  return viewportWidth < HEADER_VIEWPORT ? 40 : 48;
}

/**
 * @param {Columns} columns
 * @param {Uint32Array} rows
 * @returns {Float64Array} width / height of each
 */
export function ratios({ width, height }, rows) {
  const ratio = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    const known = width[row] > 0 && height[row] > 0;
    ratio[i] = known ? Math.max(MIN_RATIO, width[row] / height[row]) : FALLBACK_RATIO;
  }
  return ratio;
}

/**
 * Bounds of the runs of equal months.
 *
 * @param {Columns} columns
 * @param {Uint32Array} rows
 * @returns {number[]} first position of each run, and the count as last item
 */
export function monthRuns({ month }, rows) {
  const runs = [];
  for (let i = 0; i < rows.length; i++) {
    if (i === 0 || month[rows[i]] !== month[rows[i - 1]]) runs.push(i);
  }
  runs.push(rows.length);
  return runs;
}

/**
 * @param {Columns} columns
 * @param {Uint32Array} rows of the columns, in the order to lay out
 * @param {LayoutParams} params
 * @returns {Rows}
 */
export function layOut(columns, rows, { width, viewportWidth, gap, headers: withHeaders }) {
  const packer = new RowPacker(ratios(columns, rows), width, gap, rowHeights(viewportWidth));
  if (!withHeaders) {
    packer.pack(0, rows.length);
    return { ...packer.finish(), headers: [] };
  }
  const height = headerHeight(viewportWidth);
  const runs = monthRuns(columns, rows);
  const headers = [];
  for (let i = 0; i + 1 < runs.length; i++) {
    const first = runs[i];
    const month = monthText(columns.month[rows[first]]);
    headers.push({ month, top: packer.top, height, first, count: runs[i + 1] - first });
    packer.top += height;
    packer.pack(first, runs[i + 1]);
  }
  return { ...packer.finish(), headers };
}

/** Greedy filling of rows; step numbers are those of spec/webapp.md 4.1. */
class RowPacker {
  /** px where the next row starts */
  top = 0;
  #rows = 0;
  #end = 0;

  /**
   * @param {Float64Array} ratio
   * @param {number} width px
   * @param {number} gap px
   * @param {Heights} heights
   */
  constructor(ratio, width, gap, heights) {
    this.ratio = ratio;
    this.width = width;
    this.gap = gap;
    this.heights = heights;
    this.rowTop = new Float64Array(ratio.length);
    this.rowHeight = new Uint16Array(ratio.length);
    this.rowFirst = new Uint32Array(ratio.length + 1);
    this.cellLeft = new Uint16Array(ratio.length);
    this.cellWidth = new Uint16Array(ratio.length);
  }

  /**
   * @param {number} from position
   * @param {number} to position behind the last one
   */
  pack(from, to) {
    const { ratio, width, gap, heights } = this;
    let first = from;
    let sum = 0;
    let lastTarget = heights.max;
    for (let i = from; i < to; i++) {
      sum += ratio[i];
      const count = i + 1 - first;
      const available = Math.max(1, width - (count + 1) * gap); // step 1
      const target = sum / count < 1 ? heights.portrait : heights.max;
      const natural = sum * target;
      if (natural < available) { // step 2
        lastTarget = target;
        continue;
      }
      const height = Math.round((target * available) / natural); // step 3
      if (height >= heights.min || count === 1) { // step 4
        this.#emit(first, i + 1, Math.max(height, heights.min), true);
      } else { // step 5; the other branch of the spec cannot be reached, as the sum only grows
        this.#emit(first, i, lastTarget, true);
        i--;
      }
      first = i + 1;
      sum = 0;
      lastTarget = heights.max;
    }
    if (first < to) this.#emit(first, to, lastTarget, false); // step 6
  }

  /**
   * @param {number} from
   * @param {number} to
   * @param {number} height px
   * @param {boolean} justified
   */
  #emit(from, to, height, justified) {
    const { gap, cellLeft, cellWidth } = this;
    const available = Math.max(1, this.width - (to - from + 1) * gap);
    let sum = 0;
    for (let i = from; i < to; i++) sum += Math.round(height * this.ratio[i]);
    const factor = justified ? available / sum : 1;
    let left = gap;
    for (let i = from; i < to; i++) {
      cellLeft[i] = left;
      cellWidth[i] = Math.round(Math.round(height * this.ratio[i]) * factor);
      left += cellWidth[i] + gap;
    }
    // Rounded widths miss the right edge by some pixels: the last cell takes them.
    if (justified) cellWidth[to - 1] = Math.max(1, this.width - gap - cellLeft[to - 1]);
    this.rowTop[this.#rows] = this.top;
    this.rowHeight[this.#rows] = height;
    this.rowFirst[this.#rows++] = from;
    this.#end = this.top + height;
    this.top = this.#end + gap;
  }

  finish() {
    this.rowFirst[this.#rows] = this.ratio.length;
    return {
      height: this.#end,
      rowTop: this.rowTop.slice(0, this.#rows),
      rowHeight: this.rowHeight.slice(0, this.#rows),
      rowFirst: this.rowFirst.slice(0, this.#rows + 1),
      cellLeft: this.cellLeft,
      cellWidth: this.cellWidth,
    };
  }
}
