/**
 * The faces of the entries of a leaf, behind each other.
 *
 * @typedef {object} Faces
 * @property {Uint32Array} starts place of each row's first face, and the number of faces as last item
 * @property {Uint32Array} models number in the dictionary of the model of each descriptor
 * @property {Uint32Array} descriptorStarts place of each face's first number, and their count as last
 *   item; a face without descriptor has none
 * @property {Float32Array | Float64Array} descriptors
 */

import { asList, asNumber, asText } from './values.js';

/** @import { Dictionary } from './dictionary.js' */
/** @import { Entry } from './protocol.js' */

/**
 * @param {Entry[]} entries
 * @param {Dictionary} texts
 * @returns {Faces}
 */
export function facesOf(entries, texts) {
  const starts = new Uint32Array(entries.length + 1);
  entries.forEach(({ faces }, row) => (starts[row + 1] = starts[row] + asList(faces).length));
  const all = entries.flatMap(({ faces }) => asList(faces));
  const models = Uint32Array.from(all, (face) => texts.number(asText(face?.model)));
  const descriptorStarts = new Uint32Array(all.length + 1);
  /** @type {number[]} */
  const numbers = [];
  all.forEach((face, i) => {
    for (const number of asList(face?.descriptor)) numbers.push(asNumber(number));
    descriptorStarts[i + 1] = numbers.length;
  });
  return { starts, models, descriptorStarts, descriptors: packed(numbers) };
}

/**
 * Networks compute in single precision, so half of the bytes keep all of what they say.
 *
 * @param {number[]} numbers
 */
function packed(numbers) {
  const single = Float32Array.from(numbers);
  return numbers.every((number, i) => number === single[i]) ? single : Float64Array.from(numbers);
}
