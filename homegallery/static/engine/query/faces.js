/** How alike faces are, from their descriptors. */

/** @import { Faces } from '../faces.js' */
/** @import { Leaf } from '../leaf.js' */

/** A face to compare others with: they show the same person below the distance `limit`. */
export class FaceSeed {
  #model;
  #descriptor;
  #limit;

  /**
   * @param {Faces} faces
   * @param {number} face with a descriptor
   * @param {number} limit
   */
  constructor({ models, descriptorStarts, descriptors }, face, limit) {
    this.#model = models[face];
    this.#descriptor = descriptors.slice(descriptorStarts[face], descriptorStarts[face + 1]);
    this.#limit = limit;
  }

  /**
   * @param {Faces} faces
   * @param {number} face
   * @returns {number} Euclidean, the longer one cut to the length of the other; infinite without a
   *   descriptor and between models
   */
  distance({ models, descriptorStarts, descriptors }, face) {
    const seed = this.#descriptor;
    const start = descriptorStarts[face];
    const length = Math.min(seed.length, descriptorStarts[face + 1] - start);
    if (length === 0 || models[face] !== this.#model) return Infinity;
    let sum = 0;
    for (let i = 0; i < length; i++) sum += (seed[i] - descriptors[start + i]) ** 2;
    return Math.sqrt(sum);
  }

  /**
   * Whether both are of one person.
   *
   * @param {Faces} faces
   * @param {number} face
   */
  shows(faces, face) {
    return this.distance(faces, face) < this.#limit;
  }
}

/**
 * @param {FaceSeed[]} seeds
 * @param {Leaf} leaf
 * @param {number} row
 * @returns {number} the least distance of any face of the entry, infinite without one
 */
export function nearest(seeds, { faces }, row) {
  let least = Infinity;
  for (let face = faces.starts[row]; face < faces.starts[row + 1]; face++) {
    for (const seed of seeds) least = Math.min(least, seed.distance(faces, face));
  }
  return least;
}
