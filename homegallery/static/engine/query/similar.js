/**
 * How alike two photos are, from the similarity hashes of their entries, in whole numbers, so that
 * rounding cannot tell this implementation from the one of the server.
 *
 * A hash is base64 of two-bit numbers v, four in a byte; its embedding has the weights v * v / 9.
 *
 * @typedef {object} Hashes of the entries of a leaf, behind each other
 * @property {Uint8Array} bytes
 * @property {Uint32Array} starts place of each row's first byte, and the number of bytes as last item;
 *   a row without hash has none
 * @property {Float64Array} norms 81 times the square of each embedding's length
 *
 * @typedef {{bytes: Uint8Array, norm: number}} Seed a hash to compare with
 */

/** @import { Entry } from '../protocol.js' */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const PADDED = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)$/;
const FOREIGN = /[^\x00-\x7f]/gu;

/** Six bits by character code; all that is not of the alphabet counts as zeros. */
const SIXTETS = new Uint8Array(128);
for (let i = 0; i < ALPHABET.length; i++) SIXTETS[ALPHABET.charCodeAt(i)] = i;

/** 81 times the dot product of the four numbers of two bytes, at `a << 8 | b`. */
const PRODUCTS = new Uint16Array(0x10000);
for (let pair = 0; pair < PRODUCTS.length; pair++) {
  for (let shift = 0; shift < 8; shift += 2) {
    const a = (pair >> (8 + shift)) & 3;
    const b = (pair >> shift) & 3;
    PRODUCTS[pair] += a * a * b * b;
  }
}

/**
 * @param {Entry[]} entries
 * @returns {Hashes}
 */
export function hashesOf(entries) {
  const texts = entries.map(({ similarityHash }) => (typeof similarityHash === 'string' ? similarityHash : ''));
  const room = texts.reduce((sum, { length }) => sum + Math.ceil(length / 4) * 3, 0);
  const bytes = new Uint8Array(room);
  const starts = new Uint32Array(texts.length + 1);
  const norms = new Float64Array(texts.length);
  texts.forEach((text, row) => {
    starts[row + 1] = unpack(text, bytes, starts[row]);
    for (let i = starts[row]; i < starts[row + 1]; i++) norms[row] += PRODUCTS[(bytes[i] << 8) | bytes[i]];
  });
  return { bytes: bytes.slice(0, starts[texts.length]), starts, norms };
}

/**
 * @param {string} text base64; foreign characters count as zeros, missing ones of the last four, too
 * @param {Uint8Array} bytes to write to
 * @param {number} to place of the first one
 * @returns {number} place behind the last one
 */
function unpack(text, bytes, to) {
  const padding = text.endsWith('=') && PADDED.test(text) ? text.length - text.indexOf('=') : 0;
  const codes = text.replace(FOREIGN, 'A');
  for (let from = 0; from < codes.length; from += 4) {
    // Behind the end there is no code, which shifts as zero.
    const bits =
      (SIXTETS[codes.charCodeAt(from)] << 18) |
      (SIXTETS[codes.charCodeAt(from + 1)] << 12) |
      (SIXTETS[codes.charCodeAt(from + 2)] << 6) |
      SIXTETS[codes.charCodeAt(from + 3)];
    bytes[to++] = bits >> 16;
    bytes[to++] = bits >> 8;
    bytes[to++] = bits;
  }
  return to - padding;
}

/**
 * @param {Hashes} hashes
 * @param {number} row
 * @returns {Seed}
 */
export function seedOf({ bytes, starts, norms }, row) {
  return { bytes: bytes.slice(starts[row], starts[row + 1]), norm: norms[row] };
}

/**
 * Whether the cosine is at least 0.5, decided without rounding.
 *
 * @param {Seed} seed
 * @param {Hashes} hashes
 * @param {number} row
 */
export function isSimilar(seed, hashes, row) {
  return isEnough(product(seed, hashes, row), seed.norm * hashes.norms[row]);
}

/**
 * The cosine of two that are similar.
 *
 * @param {Seed} seed
 * @param {Hashes} hashes
 * @param {number} row
 * @returns {number} 0.5 to 1; 0 if they are not similar
 */
export function score(seed, hashes, row) {
  const norms = seed.norm * hashes.norms[row];
  const found = product(seed, hashes, row);
  return isEnough(found, norms) ? found / Math.sqrt(norms) : 0;
}

/**
 * @param {number} product
 * @param {number} norms product of both
 */
function isEnough(product, norms) {
  return norms > 0 && 4 * product ** 2 >= norms;
}

/**
 * 81 times the dot product of two embeddings; the longer one is cut.
 *
 * @param {Seed} seed
 * @param {Hashes} hashes
 * @param {number} row
 */
function product(seed, { bytes, starts }, row) {
  const start = starts[row];
  const length = Math.min(seed.bytes.length, starts[row + 1] - start);
  let sum = 0;
  for (let i = 0; i < length; i++) sum += PRODUCTS[(seed.bytes[i] << 8) | bytes[start + i]];
  return sum;
}
