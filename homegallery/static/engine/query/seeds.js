/** The entries that `similar` and `face` start from. */

import { HAS_SIMILARITY } from '../columns.js';
import { beginsWith, readId } from '../identity.js';
import { locate } from '../library.js';
import { UnfitValue } from './errors.js';
import { FaceSeed } from './faces.js';
import { Seed } from './similar.js';

/** @import { Leaf } from '../leaf.js' */
/** @import { Snapshot } from '../library.js' */
/** @import { Limits } from '../protocol.js' */

const FACE = /^([0-9a-zA-Z]+)\.([0-9]{1,4})$/;

/** Each is looked for once, for the condition and the order of a query ask for the same. */
export class Seeds {
  #snapshot;
  #limits;
  /** @type {Map<string, Seed | null>} */
  #hashes = new Map();
  /** @type {Map<string, FaceSeed | null>} */
  #faces = new Map();

  /**
   * @param {Snapshot} snapshot
   * @param {Limits} limits
   */
  constructor(snapshot, limits) {
    this.#snapshot = snapshot;
    this.#limits = limits;
  }

  /**
   * The hash of the first entry with one whose id begins with `prefix`.
   *
   * @param {string} prefix
   */
  hash(prefix) {
    return remembered(this.#hashes, prefix, () => this.#findHash(prefix));
  }

  /**
   * Face `<prefix>.<position>` with its descriptor, the position counted from 0.
   *
   * @param {string} value
   * @throws {UnfitValue}
   */
  face(value) {
    return remembered(this.#faces, value, () => this.#findFace(value));
  }

  /** @param {string} prefix */
  #findHash(prefix) {
    const found = first(prefix, this.#snapshot, ({ columns }, row) => (columns.flags[row] & HAS_SIMILARITY) !== 0);
    if (!found) return null;
    const { hashes, texts } = found.leaf;
    const limit = limitOf(this.#limits.similar, texts.text(hashes.spaces[found.row]));
    return limit ? new Seed(hashes, found.row, limit) : null;
  }

  /** @param {string} value */
  #findFace(value) {
    const match = FACE.exec(value);
    if (!match) throw new UnfitValue('needsFace');
    const position = Number(match[2]);
    const found = first(match[1], this.#snapshot, ({ faces }, row) => faces.starts[row + 1] - faces.starts[row] > position);
    if (!found) return null;
    const { faces, texts } = found.leaf;
    const face = faces.starts[found.row] + position;
    const limit = limitOf(this.#limits.faces, texts.text(faces.models[face]));
    return limit && faces.descriptorStarts[face + 1] > faces.descriptorStarts[face]
      ? new FaceSeed(faces, face, limit)
      : null;
  }
}

/**
 * @template T
 * @param {Map<string, T>} known
 * @param {string} key
 * @param {() => T} find
 * @returns {T}
 */
function remembered(known, key, find) {
  const found = known.has(key) ? /** @type {T} */ (known.get(key)) : find();
  known.set(key, found);
  return found;
}

/**
 * @template T
 * @param {Record<string, T>} limits
 * @param {string} model any text
 * @returns {T | undefined}
 */
function limitOf(limits, model) {
  return Object.hasOwn(limits, model) ? limits[model] : undefined;
}

/**
 * The entry with the lowest id of those whose id begins with `prefix` and that fit.
 *
 * @param {string} prefix
 * @param {Snapshot} snapshot
 * @param {(leaf: Leaf, row: number) => boolean} fits
 */
function first(prefix, snapshot, fits) {
  const { ids } = snapshot.columns;
  const begins = beginsWith(prefix);
  let lowest = '';
  let found = null;
  for (let row = 0; row < snapshot.count; row++) {
    if (!begins(ids, row)) continue;
    const id = readId(ids, row);
    if (found && id >= lowest) continue;
    const place = locate(snapshot, row);
    if (!fits(place.leaf, place.row)) continue;
    lowest = id;
    found = place;
  }
  return found;
}
