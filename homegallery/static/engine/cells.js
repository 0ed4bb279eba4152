/** Cells of a result: all the main thread needs to draw an entry. */

import { HAS_LIVE, HAS_SIMILARITY, NO_COLOR } from './columns.js';
import { readId } from './identity.js';
import { locate } from './library.js';
import { ODD_PREVIEWS } from './previews.js';

/** @import { Library, Snapshot } from './library.js' */
/** @import { Cell } from './protocol.js' */

const SHORT_ID = 12;
/** @type {readonly Cell['type'][]} */
const TYPES = ['image', 'rawImage', 'video'];

/**
 * @param {Library} library
 * @param {Snapshot} snapshot
 * @param {number} row
 * @param {number} position
 * @returns {Cell}
 */
export function cellOf(library, snapshot, row, position) {
  const { columns } = snapshot;
  const { leaf, row: leafRow } = locate(snapshot, row);
  const id = readId(columns.ids, row);
  const set = columns.previews[row];
  const { images, video } =
    set === ODD_PREVIEWS
      ? /** @type {any} */ (leaf.oddPreviews.get(leafRow))
      : library.previewSets.paths(id, set);
  const { items, starts } = leaf.tags;
  const tags = items.subarray(starts[leafRow], starts[leafRow + 1]);
  return {
    position,
    id,
    shortId: id.slice(0, SHORT_ID),
    type: TYPES.find((type) => type === library.texts.text(columns.type[row])) ?? 'unknown',
    date: columns.date[row],
    width: known(columns.width[row]),
    height: known(columns.height[row]),
    color: colorText(columns.color[row]),
    duration: known(columns.duration[row]),
    previews: images,
    video,
    live: (columns.flags[row] & HAS_LIVE) !== 0,
    similar: (columns.flags[row] & HAS_SIMILARITY) !== 0,
    recognised: countOf(leaf.faces.starts, leafRow) + countOf(leaf.objects.starts, leafRow),
    city: library.texts.text(columns.place[row]),
    country: library.texts.text(columns.country[row]),
    tags: Array.from(tags, (number) => library.texts.text(number)),
  };
}

/**
 * @param {Uint32Array} starts place of each row's first item, and their number as last one
 * @param {number} row
 */
function countOf(starts, row) {
  return starts[row + 1] - starts[row];
}

/** @param {number} value NaN or nonsense is 0 */
function known(value) {
  return value > 0 ? value : 0;
}

/** @param {number} color 0xRRGGBB or NO_COLOR */
function colorText(color) {
  return color === NO_COLOR ? '' : `#${color.toString(16).padStart(6, '0')}`;
}
