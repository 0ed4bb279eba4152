/**
 * Times of the browser's data engine over a made-up library, in node.
 *
 * node --expose-gc benchmarks/engine.mjs [entries]
 */

import { layOut } from '../homegallery/static/engine/layout.js';
import { leafEntries } from '../homegallery/static/engine/leaf.js';
import { Library } from '../homegallery/static/engine/library.js';
import { withPlaces } from '../homegallery/static/engine/months.js';
import { pack, unpack } from '../homegallery/static/engine/packing.js';
import { compile } from '../homegallery/static/engine/query/compile.js';
import { createEntries, createTree } from '../tests/static/support/library.js';
import { LIMITS } from '../tests/static/support/search.js';

const COUNT = Number(process.argv[2] ?? 100_000);
const ROUNDS = 5;

function report(name, value, unit = 'ms') {
  console.log(`${name.padEnd(44)} ${value.toFixed(unit === 'ms' ? 1 : 0).padStart(9)} ${unit}`);
}

/** Best of some rounds: what the machine can do when nobody else disturbs it. */
function timed(name, action) {
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    action();
    best = Math.min(best, performance.now() - start);
  }
  report(name, best);
}

async function memory() {
  // Twice: buffers go in the round after their views.
  for (let round = 0; round < 2; round++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 2 ** 20;
}

function createLeaves() {
  const { root, objects } = createTree(createEntries(COUNT));
  return root.data
    .flatMap(({ hash }) => objects.get(hash).data)
    .map(({ name, hash }) => ({
      name,
      hash,
      json: new TextEncoder().encode(JSON.stringify(objects.get(hash))),
    }));
}

const sizeOf = (arrays) => arrays.reduce((sum, { length }) => sum + length, 0) / 2 ** 20;

const plain = createLeaves();
const packStart = performance.now();
const leaves = [];
for (const { name, hash, json } of plain) leaves.push({ name, hash, bytes: await pack(json) });
const packTime = performance.now() - packStart;
report('entries', COUNT, '');
report('months', leaves.length, '');
report('JSON', sizeOf(plain.map(({ json }) => json)), 'MiB');
report('gzipped', sizeOf(leaves.map(({ bytes }) => bytes)), 'MiB');
report('gzip all months', packTime);
plain.length = 0;

const before = await memory();
const library = new Library();
let longest = 0;
const start = performance.now();
for (const { name, hash, bytes } of leaves) {
  const leafStart = performance.now();
  library.put(name, hash, leafEntries(await unpack(bytes)));
  longest = Math.max(longest, performance.now() - leafStart);
}
report('unpack and ingest all months', performance.now() - start);
report('unpack and ingest the slowest month', longest);

const snapshotStart = performance.now();
const snapshot = library.snapshot();
report('snapshot', performance.now() - snapshotStart);
report('memory of the library', (await memory()) - before, 'MiB');

const search = (text) => compile(text, { today: '2024-03-01', snapshot, limits: LIMITS, seed: 1 }).search();
const [{ id }] = leafEntries(await unpack(leaves[0].bytes));
for (const text of [
  '',
  'zürich',
  'image',
  'pixel beach',
  '"new york" snow 2019',
  'nothing-has-this',
  'not zürich',
  'tag:beach',
  'tag ~ bea',
  'year >= 2020 and country:germany',
  'date in [2020-06:2021]',
  'hour in [8:10]',
  'file ~ img',
  'file ~ 10/img',
  'filename:IMG_12345.JPG',
  'ext:jpg filesize > 1MB',
  `id:${id.slice(0, 6)}`,
  'faces or count(tags) > 1 or ratio:portrait',
  `similar:${id}`,
  'order by date asc',
  'order by width, date',
  'order by name',
  'tag:beach order by rating',
  'order by random',
]) {
  timed(`query ${text || '(all)'} (${search(text).length} found)`, () => search(text));
}

const all = search('');
for (const [name, width] of [['phone', 390], ['desktop', 1900]]) {
  const params = { width, viewportWidth: width, gap: 4, headers: true };
  timed(`layout ${name}`, () => {
    const { headers } = layOut(snapshot.columns, all, params);
    withPlaces(headers, snapshot.columns, all, library.texts);
  });
}
