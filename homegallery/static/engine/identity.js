/** Ids (40 hex digits) as ID_BYTES bytes each. */

import { ID_BYTES } from './columns.js';

const HEX = '0123456789abcdef';
const BYTE_TEXT = Array.from({ length: 256 }, (_, byte) => HEX[byte >> 4] + HEX[byte & 15]);
const WHOLE_ID = /^[0-9a-f]{40}$/;

/**
 * @param {unknown} id
 * @returns {id is string}
 */
export function isId(id) {
  return typeof id === 'string' && WHOLE_ID.test(id);
}

/** @param {number} code char code of a lower-case hex digit */
function nibble(code) {
  return code < 58 ? code - 48 : code - 87;
}

/**
 * @param {Uint8Array} ids
 * @param {number} row
 * @param {string} id a whole one
 */
export function writeId(ids, row, id) {
  const start = row * ID_BYTES;
  for (let i = 0; i < ID_BYTES; i++) {
    ids[start + i] = (nibble(id.charCodeAt(2 * i)) << 4) | nibble(id.charCodeAt(2 * i + 1));
  }
}

/**
 * @param {Uint8Array} ids
 * @param {number} row
 */
export function readId(ids, row) {
  let id = '';
  for (let i = row * ID_BYTES; i < (row + 1) * ID_BYTES; i++) id += BYTE_TEXT[ids[i]];
  return id;
}

/**
 * @param {string} prefix up to 40 hex digits; nothing begins with anything else
 * @returns {(ids: Uint8Array, row: number) => boolean}
 */
export function beginsWith(prefix) {
  if (!/^[0-9a-f]{0,40}$/.test(prefix)) return () => false;
  const whole = prefix.length >> 1;
  const wanted = new Uint8Array(ID_BYTES);
  writeId(wanted, 0, prefix.padEnd(2 * ID_BYTES, '0'));
  const half = prefix.length % 2 === 1;
  return (ids, row) => {
    const start = row * ID_BYTES;
    let i = 0;
    while (i < whole && ids[start + i] === wanted[i]) i++;
    return i === whole && (!half || ids[start + i] >> 4 === wanted[i] >> 4);
  };
}

/**
 * Place in `rows` of the first row whose id starts with `prefix`, -1 if there is none.
 *
 * @param {Uint8Array} ids
 * @param {Uint32Array} rows
 * @param {string} prefix 1 to 40 hex digits; anything else finds nothing
 */
export function findId(ids, rows, prefix) {
  if (prefix === '') return -1;
  const begins = beginsWith(prefix);
  return rows.findIndex((row) => begins(ids, row));
}
