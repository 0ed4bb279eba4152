/** The entries that `similar` and `face` start from. */

import { HAS_SIMILARITY } from '../columns.js';
import { readId } from '../identity.js';
import { locate } from '../library.js';
import { UnfitValue } from './errors.js';
import { seedOf } from './similar.js';

/** @import { Faces } from '../faces.js' */
/** @import { Leaf } from '../leaf.js' */
/** @import { Snapshot } from '../library.js' */
/** @import { Seed } from './similar.js' */

/** Descriptors nearer than this are of one person (spec/query.md section 12). */
export const FACE_LIMIT = 0.55;

const FACE = /^([0-9a-zA-Z]+)\.([0-9]{1,4})$/;

/**
 * The hash of the first entry with one whose id begins with `prefix`.
 *
 * @param {string} prefix
 * @param {Snapshot} snapshot
 * @returns {Seed | null}
 */
export function findHash(prefix, snapshot) {
  const found = first(prefix, snapshot, ({ columns }, row) => (columns.flags[row] & HAS_SIMILARITY) !== 0);
  return found && seedOf(found.leaf.hashes, found.row);
}

/**
 * The descriptor of face `<prefix>.<position>`, the position counted from 0.
 *
 * @param {string} value
 * @param {Snapshot} snapshot
 * @returns {ArrayLike<number> | null}
 * @throws {UnfitValue}
 */
export function findFace(value, snapshot) {
  const match = FACE.exec(value);
  if (!match) throw new UnfitValue('needsFace');
  const position = Number(match[2]);
  const found = first(match[1], snapshot, ({ faces }, row) => faces.starts[row + 1] - faces.starts[row] > position);
  if (!found) return null;
  const { starts, descriptorStarts, descriptors } = found.leaf.faces;
  const face = starts[found.row] + position;
  const descriptor = descriptors.slice(descriptorStarts[face], descriptorStarts[face + 1]);
  return descriptor.length > 0 ? descriptor : null;
}

/**
 * The entry with the lowest id of those whose id begins with `prefix` and that fit.
 *
 * @param {string} prefix
 * @param {Snapshot} snapshot
 * @param {(leaf: Leaf, row: number) => boolean} fits
 */
function first(prefix, snapshot, fits) {
  let lowest = '';
  let found = null;
  for (const row of snapshot.order) {
    const id = readId(snapshot.columns.ids, row);
    if (!id.startsWith(prefix) || (found && id >= lowest)) continue;
    const place = locate(snapshot, row);
    if (!fits(place.leaf, place.row)) continue;
    lowest = id;
    found = place;
  }
  return found;
}

/**
 * How far a face is from another.
 *
 * @param {ArrayLike<number>} seed
 * @param {Faces} faces
 * @param {number} face
 * @returns {number} Euclidean, the longer one cut to the length of the other; infinite without one
 */
export function distance(seed, { descriptorStarts, descriptors }, face) {
  const start = descriptorStarts[face];
  const length = Math.min(seed.length, descriptorStarts[face + 1] - start);
  if (length === 0) return Infinity;
  let sum = 0;
  for (let i = 0; i < length; i++) sum += (seed[i] - descriptors[start + i]) ** 2;
  return Math.sqrt(sum);
}

/**
 * @param {ArrayLike<number>[]} seeds
 * @param {Leaf} leaf
 * @param {number} row
 * @returns {number} the least distance of any face of the entry, infinite without one
 */
export function nearest(seeds, { faces }, row) {
  let least = Infinity;
  for (let face = faces.starts[row]; face < faces.starts[row + 1]; face++) {
    for (const seed of seeds) least = Math.min(least, distance(seed, faces, face));
  }
  return least;
}
