/**
 * Dot products of one hash with all hashes of a leaf, in whole numbers: by `products.wat`, or where
 * WebAssembly or its vectors of 128 bits are missing by the same sums in JavaScript.
 *
 * @typedef {object} Tables what each nibble of another hash adds to the product
 * @property {number} length bytes of a hash that they are for
 * @property {Uint8Array} values of the high nibble of each byte and then of the low one, 16 values each,
 *   with `BIAS` added to keep them positive
 *
 * @typedef {(tables: Tables, hashes: Hashes) => Uint16Array} Products by row, with the bias of each
 *   nibble; rows to fill the last block are behind
 */

import { MAX_BYTES, ROWS, squaresOf } from './hashes.js';
import { CODE } from './productsCode.js';

/** @import { Hashes } from './hashes.js' */

/** As much as two coordinates can differ, so that signed products have no sign. */
const BIAS = 81;
const NIBBLE = 16;
const BYTE = 2 * NIBBLE;

/**
 * @param {Uint8Array} seed bytes of a hash
 * @param {boolean} signed
 * @returns {Tables}
 */
export function tablesOf(seed, signed) {
  const values = new Uint8Array(seed.length * BYTE);
  seed.forEach((byte, i) => {
    const weights = squaresOf(byte);
    for (let nibble = 0; nibble < NIBBLE; nibble++) {
      const others = squaresOf(nibble).slice(2);
      values[i * BYTE + nibble] = product(weights.slice(0, 2), others, signed);
      values[i * BYTE + NIBBLE + nibble] = product(weights.slice(2), others, signed);
    }
  });
  return { length: seed.length, values };
}

/**
 * @param {number[]} a two weights
 * @param {number[]} b
 * @param {boolean} signed
 */
function product(a, b, signed) {
  return signed ? (a[0] - a[1]) * (b[0] - b[1]) + BIAS : a[0] * b[0] + a[1] * b[1];
}

/**
 * @param {number} length bytes of each hash
 * @param {boolean} signed
 * @returns {number} what is in every sum for nothing
 */
export function biasOf(length, signed) {
  return signed ? 2 * length * BIAS : 0;
}

/** @type {Products} */
export function plainProducts({ length, values }, { blocks }) {
  const size = length * ROWS;
  const sums = new Uint16Array(length === 0 ? 0 : blocks.length / length);
  for (let row = 0; row < sums.length; row++) {
    const start = (row >> 4) * size + (row & 15);
    let sum = 0;
    for (let at = start, table = 0; at < start + size; at += ROWS, table += BYTE) {
      const byte = blocks[at];
      sum += values[table + (byte >> 4)] + values[table + NIBBLE + (byte & 15)];
    }
    sums[row] = sum;
  }
  return sums;
}

/** Addresses in the memory of the module, and how much is copied to it at once. */
const BLOCKS_AT = 4096;
const BATCH = 64;
const SUMS_AT = BLOCKS_AT + BATCH * ROWS * MAX_BYTES;

/**
 * @param {BufferSource} code
 * @returns {Products}
 * @throws {Error} there is no WebAssembly, or one without vectors
 */
function assembledProducts(code) {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code));
  const { buffer } = /** @type {WebAssembly.Memory} */ (exports['memory']);
  const products = /** @type {(length: number, block: number, end: number, sums: number) => void} */ (
    exports['products']
  );
  const memory = new Uint8Array(buffer);
  return ({ length, values }, { blocks }) => {
    const sums = new Uint16Array(length === 0 ? 0 : blocks.length / length);
    const batch = BATCH * ROWS * length;
    memory.set(values);
    // Copied piece by piece: hashes stay with their leaf, which the collector frees.
    for (let at = 0, row = 0; at < blocks.length; at += batch, row += BATCH * ROWS) {
      const some = blocks.subarray(at, at + batch);
      memory.set(some, BLOCKS_AT);
      products(length, BLOCKS_AT, BLOCKS_AT + some.length, SUMS_AT);
      sums.set(new Uint16Array(buffer, SUMS_AT, some.length / length), row);
    }
    return sums;
  };
}

/** @returns {Products} */
function fastest() {
  try {
    return assembledProducts(Uint8Array.from(atob(CODE), (character) => character.charCodeAt(0)));
  } catch {
    return plainProducts;
  }
}

export const products = fastest();
