/** The sums of the module in WebAssembly, of its twin in JavaScript, and of the definition. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Dictionary } from '../../homegallery/static/engine/dictionary.js';
import { MAX_BYTES, hashAt, hashesOf } from '../../homegallery/static/engine/hashes.js';
import { biasOf, plainProducts, products, tablesOf } from '../../homegallery/static/engine/products.js';
import { CODE } from '../../homegallery/static/engine/productsCode.js';
import { Seed } from '../../homegallery/static/engine/query/similar.js';
import { random } from './support/library.js';

const next = random(7);
const bytes = (length) => Uint8Array.from({ length }, () => Math.floor(next() * 256));
const entryOf = (data) => ({ similarityHash: Buffer.from(data).toString('base64') });

/** Weights of a hash as the format says, see `hashes.js`. */
function vectorOf(data, signed) {
  const padded = Uint8Array.from({ ...data, length: MAX_BYTES });
  const weights = Array.from(padded).flatMap((byte) => [6, 4, 2, 0].map((shift) => ((byte >> shift) & 3) ** 2));
  return signed ? weights.flatMap((weight, i) => (i % 2 ? [] : [weight - weights[i + 1]])) : weights;
}

const dot = (a, b) => a.reduce((sum, weight, i) => sum + weight * b[i], 0);

// Nothing else of the tests needs packages of npm.
const support = await import('./support/assembled.js').catch(() => null);

test('the module is what its text says', { skip: !support && 'wabt is not installed: npm ci' }, async () => {
  const text = readFileSync(new URL('../../homegallery/static/engine/products.wat', import.meta.url), 'utf8');
  assert.equal(CODE.replaceAll('\n', ''), (await support.assembled(text)).toString('base64'));
});

test('the module is used where there is WebAssembly', () => {
  assert.notEqual(products, plainProducts);
});

// Blocks of 16 rows, batches of 64 blocks, the highest sums, and hashes of all lengths.
for (const [about, data] of [
  ['one row', [bytes(86)]],
  ['a block and a row', Array.from({ length: 17 }, () => bytes(86))],
  ['several batches', Array.from({ length: 2100 }, () => bytes(86))],
  ['the highest numbers', [new Uint8Array(MAX_BYTES).fill(255), new Uint8Array(MAX_BYTES).fill(0xcc)]],
  ['opposite numbers', [new Uint8Array(MAX_BYTES).fill(0xcc), new Uint8Array(MAX_BYTES).fill(0x33)]],
  ['all lengths', Array.from({ length: 120 }, (_, length) => bytes(length))],
]) {
  for (const signed of [false, true]) {
    test(`${about}, ${signed ? 'signed' : 'unsigned'}`, () => {
      const hashes = hashesOf(data.map(entryOf), new Dictionary());
      const vectors = data.map((each) => vectorOf(each.subarray(0, MAX_BYTES), signed));
      const tables = tablesOf(hashAt(hashes, 0), signed);
      const bias = biasOf(hashes.length, signed);
      const expected = vectors.map((vector) => dot(vectors[0], vector));
      for (const compute of [products, plainProducts]) {
        const sums = compute(tables, hashes);
        assert.deepEqual(data.map((_, row) => sums[row] - bias), expected);
      }
      const norms = signed ? hashes.signedNorms : hashes.norms;
      assert.deepEqual(Array.from(norms), vectors.map((vector) => dot(vector, vector)));
    });
  }
}

test('entries without a hash are like nothing', () => {
  const hashes = hashesOf([{}, { similarityHash: 5 }, { similarityHash: '' }], new Dictionary());
  const seed = new Seed(hashesOf([entryOf(bytes(86))], new Dictionary()), 0, { threshold: 0.1, signed: false });
  assert.deepEqual(Array.from(seed.likenesses(hashes)), [0, 0, 0]);
});

test('likenesses are the same by both ways of summing', () => {
  const hashes = hashesOf(Array.from({ length: 300 }, () => entryOf(bytes(86))), new Dictionary());
  for (const signed of [false, true]) {
    const likenesses = [products, plainProducts].map((by) =>
      new Seed(hashes, 4, { threshold: 0.01, signed }, by).likenesses(hashes),
    );
    assert.deepEqual(...likenesses);
    assert.equal(likenesses[0][4], 1);
  }
});
