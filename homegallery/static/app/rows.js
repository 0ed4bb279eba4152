/** Arithmetic over the typed arrays of a layout; nothing here touches the page. */

/** @typedef {import('../engine/protocol.js').Layout} Layout */

/**
 * Index of the last item not greater than a value in an ascending list, 0 if all are.
 *
 * @param {ArrayLike<number>} ascending
 * @param {number} value
 * @param {number} [length] items to look at
 */
export function lastNotAbove(ascending, value, length = ascending.length) {
  let low = 0;
  let high = length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (/** @type {number} */ (ascending[middle]) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** @param {Layout} layout @param {number} position */
export function rowOf(layout, position) {
  return lastNotAbove(layout.rowFirst, position, layout.rowTop.length);
}

/** @param {Layout} layout @param {number} row */
export function boundsOf(layout, row) {
  const top = layout.rowTop[row] ?? 0;
  const height = layout.rowHeight[row] ?? 0;
  return { top, height, first: layout.rowFirst[row] ?? 0, end: layout.rowFirst[row + 1] ?? 0 };
}

/** Place of a cell in its row, px. @param {Layout} layout @param {number} position */
export function horizontally(layout, position) {
  return { left: layout.cellLeft[position] ?? 0, width: layout.cellWidth[position] ?? 0 };
}

/**
 * Rows that touch a span of the page.
 *
 * @param {Layout} layout
 * @param {number} top px
 * @param {number} bottom px
 * @returns {[number, number]} first row and the row behind the last one
 */
export function rowsBetween(layout, top, bottom) {
  if (!layout.rowTop.length) return [0, 0];
  return [lastNotAbove(layout.rowTop, top), lastNotAbove(layout.rowTop, bottom) + 1];
}

/**
 * Index of the header above a place, -1 without headers.
 *
 * @param {readonly {top: number}[]} headers ascending
 * @param {number} top px
 */
export function headerAt(headers, top) {
  let low = 0;
  let high = headers.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((headers[middle]?.top ?? 0) <= top) low = middle;
    else high = middle - 1;
  }
  return headers.length ? low : -1;
}

/**
 * The cell in the next or previous row that lies nearest.
 *
 * @param {Layout} layout
 * @param {number} position
 * @param {number} rows 1 down, -1 up
 */
export function vertically(layout, position, rows) {
  const row = Math.min(layout.rowTop.length - 1, Math.max(0, rowOf(layout, position) + rows));
  const { first, end } = boundsOf(layout, row);
  const wanted = centreOf(layout, position);
  let best = first;
  for (let other = first; other < end; other += 1) {
    const nearer =
      Math.abs(centreOf(layout, other) - wanted) < Math.abs(centreOf(layout, best) - wanted);
    if (nearer) best = other;
  }
  return best;
}

/** @param {Layout} layout @param {number} position */
function centreOf(layout, position) {
  const { left, width } = horizontally(layout, position);
  return left + width / 2;
}
