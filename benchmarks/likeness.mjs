/**
 * Times of `similar` over made-up hashes in node, and how they compare with just reading the memory.
 *
 * node benchmarks/likeness.mjs [entries]
 */

import { Library } from '../homegallery/static/engine/library.js';
import { leafEntries } from '../homegallery/static/engine/leaf.js';
import { plainProducts, products } from '../homegallery/static/engine/products.js';
import { compile } from '../homegallery/static/engine/query/compile.js';
import { Seed } from '../homegallery/static/engine/query/similar.js';
import { random, sha1 } from '../tests/static/support/library.js';

const PER_LEAF = 500;
const COORDINATES = 171;
const BYTES = 86;
const ROUNDS = 7;
const SPACE = 'signed';
const LIMITS = { similar: { [SPACE]: { threshold: 0.45, signed: true } }, faces: {} };

const next = random(1);

/** Hashes of pictures: near to one of some motifs, which few are. */
const motifs = Array.from({ length: 500 }, () => Array.from({ length: COORDINATES }, level));

/** -3 to 3; levels of `vision/codes.py` in the shares that a normal distribution gives. */
function level() {
  const share = next();
  const size = [0.08, 0.45, 0.8].filter((end) => share > end).length;
  return next() < 0.5 ? size : -size;
}

function hash() {
  const motif = motifs[Math.floor(next() * motifs.length)];
  const bytes = Buffer.alloc(BYTES);
  motif.forEach((same, i) => {
    const value = next() < 0.6 ? same : level();
    const place = value > 0 ? 2 * i : 2 * i + 1;
    bytes[place >> 2] |= Math.abs(value) << (6 - 2 * (place % 4));
  });
  return bytes.toString('base64');
}

function fill(library, count) {
  for (let first = 0; first < count; first += PER_LEAF) {
    const month = new Date(Date.UTC(2024, 0, 1) - first * 60_000).toISOString();
    const entries = Array.from({ length: Math.min(PER_LEAF, count - first) }, (_, i) => ({
      data: { id: sha1(`${first + i}`), type: 'image', date: month, similarityHash: hash(), similarityModel: SPACE },
    }));
    library.put(`leaf ${first}`, `hash ${first}`, leafEntries({ data: entries }));
  }
}

/** Best of some rounds: what the machine can do when nobody else disturbs it. */
function timed(action) {
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    action();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

function sumOf(words) {
  let sum = 0;
  for (let i = 0; i < words.length; i++) sum = (sum + words[i]) | 0;
  return sum;
}

function report(name, time, scan) {
  console.log(`${name.padEnd(40)} ${time.toFixed(1).padStart(8)} ms ${(time / scan).toFixed(1).padStart(7)} scans`);
}

/** What was read, so that reading is not left out. */
let read = 0;
const counts = process.argv[2] ? [Number(process.argv[2])] : [100_000, 1_000_000];
for (const count of counts) {
  const library = new Library();
  fill(library, count);
  const snapshot = library.snapshot();
  const all = snapshot.leaves.map(({ hashes }) => hashes);
  const arrays = all.flatMap(({ blocks, norms, signedNorms, spaces }) => [blocks, norms, signedNorms, spaces]);
  const bytes = arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
  console.log(`== ${count} entries, ${all.length} leaves, ${(bytes / 2 ** 20).toFixed(1)} MiB of hashes`);
  const scan = timed(() => all.forEach(({ blocks }) => (read ^= sumOf(new Uint32Array(blocks.buffer)))));
  report('reading all hashes', scan, scan);
  const compare = (by) => () => {
    const seed = new Seed(all[0], 0, LIMITS.similar[SPACE], by);
    for (const hashes of all) seed.likenesses(hashes);
  };
  report('all likenesses', timed(compare(products)), scan);
  report('all likenesses, without WebAssembly', timed(compare(plainProducts)), scan);
  const text = `similar:${sha1('0')}`;
  const search = () => compile(text, { today: '2024-03-01', snapshot, seed: 1, limits: LIMITS }).search();
  report(`query with ${search().length} results`, timed(search), scan);
}
