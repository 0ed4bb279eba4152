/**
 * What only queries ask about entries, one typed array per fact. Texts are numbers in the
 * dictionary, unknown numbers are NaN.
 *
 * @typedef {object} Facts
 * @property {Uint32Array} make
 * @property {Uint32Array} model
 * @property {Uint32Array} description
 * @property {Uint32Array} state
 * @property {Uint32Array} city
 * @property {Uint32Array} road
 * @property {Float64Array} iso
 * @property {Float64Array} latitude
 * @property {Float64Array} longitude
 * @property {Float64Array} rating 0 if unknown
 */

import { asNumber, asText } from './values.js';

/** @import { Dictionary } from './dictionary.js' */
/** @import { Entry } from './protocol.js' */

const TEXTS = /** @type {const} */ (['make', 'model', 'description', 'state', 'city', 'road']);
const NUMBERS = /** @type {const} */ (['iso', 'latitude', 'longitude', 'rating']);

/**
 * @param {Entry[]} entries
 * @param {Dictionary} texts
 * @returns {Facts}
 */
export function factsOf(entries, texts) {
  const facts = createFacts(entries.length);
  for (let row = 0; row < entries.length; row++) {
    const entry = entries[row];
    for (const key of TEXTS) facts[key][row] = texts.number(asText(entry[key]));
    for (const key of NUMBERS) facts[key][row] = asNumber(entry[key]);
    facts.rating[row] ||= 0;
  }
  return facts;
}

/**
 * @param {number} count
 * @returns {Facts}
 */
function createFacts(count) {
  return {
    make: new Uint32Array(count),
    model: new Uint32Array(count),
    description: new Uint32Array(count),
    state: new Uint32Array(count),
    city: new Uint32Array(count),
    road: new Uint32Array(count),
    iso: new Float64Array(count),
    latitude: new Float64Array(count),
    longitude: new Float64Array(count),
    rating: new Float64Array(count),
  };
}
