/**
 * How alike photos are, from their similarity hashes: the cosine of sums in whole numbers, by one
 * square root and one division, which are rounded correctly everywhere. So the server
 * (`homegallery/query/similar.py`) comes to the same numbers.
 */

import { MAX_BYTES, hashAt } from '../hashes.js';
import { biasOf, products, tablesOf } from '../products.js';

/** @import { Hashes } from '../hashes.js' */
/** @import { Products, Tables } from '../products.js' */
/** @import { SimilarityLimit } from '../protocol.js' */

/** A hash to compare others with. */
export class Seed {
  #space;
  #limit;
  #norm;
  #bytes;
  /** @type {Map<number, Tables>} by the bytes of a hash */
  #tables = new Map();
  /** @type {WeakMap<Hashes, Float64Array>} a condition and an order ask for the same */
  #known = new WeakMap();
  #products;

  /**
   * @param {Hashes} hashes
   * @param {number} row
   * @param {SimilarityLimit} limit
   * @param {Products} [by]
   */
  constructor(hashes, row, limit, by = products) {
    this.#space = hashes.spaces[row];
    this.#limit = limit;
    this.#norm = (limit.signed ? hashes.signedNorms : hashes.norms)[row];
    this.#bytes = new Uint8Array(MAX_BYTES);
    this.#bytes.set(hashAt(hashes, row));
    this.#products = by;
  }

  /**
   * @param {Hashes} hashes
   * @returns {Float64Array} the cosine by row; 0 for those that are not similar or in another space
   */
  likenesses(hashes) {
    const known = this.#known.get(hashes);
    if (known) return known;
    const found = this.#compare(hashes);
    this.#known.set(hashes, found);
    return found;
  }

  /** @param {Hashes} hashes */
  #compare(hashes) {
    const { threshold, signed } = this.#limit;
    const [space, norm] = [this.#space, this.#norm];
    const { spaces } = hashes;
    const found = new Float64Array(hashes.count);
    if (norm === 0 || !spaces.includes(space)) return found;
    const norms = signed ? hashes.signedNorms : hashes.norms;
    const sums = this.#products(this.#tablesFor(hashes.length), hashes);
    const bias = biasOf(hashes.length, signed);
    // Most are far below; those near it are decided by the cosine itself.
    const enough = 0.999 * threshold ** 2 * norm;
    for (let row = 0; row < found.length; row++) {
      const product = sums[row] - bias;
      if (product <= 0 || product * product < enough * norms[row] || spaces[row] !== space) continue;
      const cosine = product / Math.sqrt(norm * norms[row]);
      if (cosine >= threshold) found[row] = cosine;
    }
    return found;
  }

  /** @param {number} length bytes of a hash */
  #tablesFor(length) {
    const tables = this.#tables.get(length) ?? tablesOf(this.#bytes.subarray(0, length), this.#limit.signed);
    this.#tables.set(length, tables);
    return tables;
  }
}
