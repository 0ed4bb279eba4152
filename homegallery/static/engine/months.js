/** The months of a laid out result: their places, and where each starts. */

import { monthText } from './columns.js';
import { monthRuns } from './layout.js';

/** @import { Columns } from './columns.js' */
/** @import { Dictionary } from './dictionary.js' */
/** @import { Rows } from './layout.js' */
/** @import { Header, ScrubberMonth } from './protocol.js' */

const MAIN_PLACES = 3;

/**
 * @param {Rows['headers']} headers
 * @param {Columns} columns
 * @param {Uint32Array} rows
 * @param {Dictionary} texts
 * @returns {Header[]}
 */
export function withPlaces(headers, columns, rows, texts) {
  const counts = new Uint32Array(texts.size);
  return headers.map((header) => {
    const found = rows.subarray(header.first, header.first + header.count);
    return { ...header, places: mainPlaces(found, columns.place, counts).map((n) => texts.text(n)) };
  });
}

/**
 * @param {Uint32Array} rows
 * @param {Uint32Array} places number by row, 0 for none
 * @param {Uint32Array} counts zeros, one per number; zeros again afterwards
 * @returns {number[]} most frequent first
 */
function mainPlaces(rows, places, counts) {
  /** @type {number[]} */
  const found = [];
  for (const row of rows) {
    const place = places[row];
    if (place !== 0 && counts[place]++ === 0) found.push(place);
  }
  found.sort((a, b) => counts[b] - counts[a]);
  for (const place of found) counts[place] = 0;
  return found.slice(0, MAIN_PLACES);
}

/**
 * @param {Pick<Rows, 'rowTop' | 'rowFirst' | 'headers'>} layout
 * @param {Columns} columns
 * @param {Uint32Array} rows
 * @returns {ScrubberMonth[]}
 */
export function scrubberMonths({ rowTop, rowFirst, headers }, columns, rows) {
  if (headers.length > 0) return headers.map(({ month, top, count }) => ({ month, top, count }));
  const runs = monthRuns(columns, rows);
  let row = 0;
  return runs.slice(0, -1).map((first, i) => {
    while (rowFirst[row + 1] <= first) row++;
    const month = monthText(columns.month[rows[first]]);
    return { month, top: rowTop[row], count: runs[i + 1] - first };
  });
}
