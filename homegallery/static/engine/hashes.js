/**
 * The similarity hashes of the entries of a leaf, laid out for `products.js`.
 *
 * A hash is base64 of two-bit numbers q, four in a byte, high bits first; the number at a place weighs
 * q * q. In a signed space numbers come in pairs, and a coordinate is the weight of the first minus
 * that of the second.
 *
 * Bytes are turned by 90 degrees: a block has the first byte of 16 rows, then the second one of all
 * of them, and so on, so that one instruction looks at 16 rows.
 *
 * @typedef {object} Hashes
 * @property {number} count
 * @property {number} length bytes of the longest one; shorter ones end in zeros
 * @property {Uint8Array} blocks
 * @property {Uint16Array} norms square of the length of each vector, 0 without a hash
 * @property {Uint16Array} signedNorms the same if it is read as signed
 * @property {Uint32Array} spaces number in the dictionary of the space that each is in
 */

import { asText } from './values.js';

/** @import { Dictionary } from './dictionary.js' */
/** @import { Entry } from './protocol.js' */

/** Rows of a block. */
export const ROWS = 16;
/** What is behind them does not count: sums have to fit in 16 bits. */
export const MAX_BYTES = 101;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const PADDED = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)$/;
const FOREIGN = /[^\x00-\x7f]/gu;
/** Base64 characters that are enough for `MAX_BYTES`; a pair of UTF-16 counts as one. */
const MAX_CHARACTERS = Math.ceil(MAX_BYTES / 3) * 4;

/** Six bits by character code; all that is not of the alphabet counts as zeros. */
const SIXTETS = new Uint8Array(128);
for (let i = 0; i < ALPHABET.length; i++) SIXTETS[ALPHABET.charCodeAt(i)] = i;

/** Shares of the norms by value of a byte. */
const NORM = new Uint16Array(256);
const SIGNED_NORM = new Uint16Array(256);
for (let byte = 0; byte < 256; byte++) {
  const [a, b, c, d] = squaresOf(byte);
  NORM[byte] = a * a + b * b + c * c + d * d;
  SIGNED_NORM[byte] = (a - b) ** 2 + (c - d) ** 2;
}

/**
 * @param {number} byte of a hash
 * @returns {number[]} what its four numbers weigh
 */
export function squaresOf(byte) {
  return [6, 4, 2, 0].map((shift) => ((byte >> shift) & 3) ** 2);
}

/**
 * @param {Entry[]} entries
 * @param {Dictionary} texts
 * @returns {Hashes}
 */
export function hashesOf(entries, texts) {
  const count = entries.length;
  const unpacked = entries.map(({ similarityHash }) => unpack(similarityHash));
  const length = unpacked.reduce((longest, { length }) => Math.max(longest, length), 0);
  const blocks = new Uint8Array(Math.ceil(count / ROWS) * ROWS * length);
  const norms = new Uint16Array(count);
  const signedNorms = new Uint16Array(count);
  unpacked.forEach((bytes, row) => {
    const start = startOf(row, length);
    for (let i = 0; i < bytes.length; i++) {
      blocks[start + i * ROWS] = bytes[i];
      norms[row] += NORM[bytes[i]];
      signedNorms[row] += SIGNED_NORM[bytes[i]];
    }
  });
  const spaces = Uint32Array.from(entries, ({ similarityModel }) => texts.number(asText(similarityModel)));
  return { count, length, blocks, norms, signedNorms, spaces };
}

/**
 * @param {Hashes} hashes
 * @param {number} row
 * @returns {Uint8Array} the bytes of one hash, with zeros behind
 */
export function hashAt({ length, blocks }, row) {
  const start = startOf(row, length);
  return Uint8Array.from({ length }, (_, i) => blocks[start + i * ROWS]);
}

/**
 * @param {number} row
 * @param {number} length
 * @returns {number} place of its first byte
 */
function startOf(row, length) {
  return Math.floor(row / ROWS) * ROWS * length + (row % ROWS);
}

/**
 * @param {unknown} hash base64; foreign characters count as zeros, missing ones of the last four, too
 * @returns {Uint8Array}
 */
function unpack(hash) {
  if (typeof hash !== 'string') return new Uint8Array(0);
  const padding = hash.endsWith('=') && PADDED.test(hash) ? hash.length - hash.indexOf('=') : 0;
  const codes = hash.replace(FOREIGN, 'A');
  const bytes = new Uint8Array(Math.ceil(Math.min(codes.length, MAX_CHARACTERS) / 4) * 3);
  let to = 0;
  for (let from = 0; to < bytes.length; from += 4) {
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
  const end = Math.ceil(codes.length / 4) * 3 - padding;
  return bytes.subarray(0, Math.min(end, MAX_BYTES));
}
