/** Made-up libraries, the same for the same seed. */

import { createHash } from 'node:crypto';

/** mulberry32: small, good enough to vary tests, same numbers everywhere. */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const sha1 = (text) => createHash('sha1').update(text).digest('hex');

const PLACES = [
  ['Karlsruhe', 'Germany'],
  ['Zürich', 'Switzerland'],
  ['New York', 'United States'],
  ['東京', 'Japan'],
  ['', ''],
];
const TAGS = ['beach', 'family', 'snow', 'Birthday', 'çelebi'];
const SIZES = [1920, 1280, 800, 320, 128];

export function createEntry(next, { id = sha1(String(next())), date } = {}) {
  const pick = (list) => list[Math.floor(next() * list.length)];
  const time = date ?? new Date(Date.UTC(2004, 0, 1) + next() * 20 * 365 * 86_400_000).toISOString();
  const [city, country] = pick(PLACES);
  const type = next() < 0.1 ? 'video' : 'image';
  const path = `${id.slice(0, 2)}/${id.slice(2, 4)}/${id.slice(4)}`;
  const portrait = next() < 0.3;
  const entry = {
    id,
    type,
    date: time,
    updated: '2026-01-01T00:00:00.000Z',
    files: [{ id, index: 'Pictures', type, size: 1234567, filename: `${time.slice(0, 7)}/IMG_${id.slice(0, 5)}.JPG` }],
    previews: SIZES.map((size) => `${path}-image-preview-${size}.jpg`),
    vibrantColors: ['#854FB4', '#8D9F1C'],
    tags: TAGS.filter(() => next() < 0.1),
    faces: [],
    objects: next() < 0.2 ? [{ class: 'dog', score: 0.9 }] : [],
    width: portrait ? 3000 : 4000,
    height: portrait ? 4000 : 3000,
    duration: type === 'video' ? 12 : 0,
    make: 'Google',
    model: pick(['Pixel 6', 'Pixel 9']),
    city,
    country,
    similarityHash: createHash('sha512').update(id).digest('base64').slice(0, 85).padEnd(116, id),
  };
  if (type === 'video') entry.previews.push(`${path}-video-preview-720.mp4`);
  entry.hash = sha1(JSON.stringify(entry));
  return entry;
}

export function createEntries(count, seed = 1) {
  const next = random(seed);
  return Array.from({ length: count }, () => createEntry(next)).sort(byDate);
}

export function byDate(a, b) {
  return b.date.localeCompare(a.date) || a.id.localeCompare(b.id);
}

/** Objects of the tree API for these entries (newest first): `root` and every object by hash. */
export function createTree(entries) {
  const objects = new Map();
  const node = (data) => {
    const lines = data.map(({ type, hash, name }) => `${type} ${hash}  ${name}`);
    const object = { type: 'home-gallery/database-tree@2.0', hash: sha1(lines.join('\n')), data };
    objects.set(object.hash, object);
    return object;
  };
  const years = groupBy(entries, ({ date }) => date.slice(0, 4));
  const root = node(
    [...years].map(([year, ofYear]) => {
      const months = groupBy(ofYear, ({ date }) => `${year}/${date.slice(5, 7)}`);
      const children = [...months].map(([name, ofMonth]) => {
        const leaf = node(
          ofMonth.map((data) => ({ type: 'entry', name: data.files[0].filename, hash: data.hash, data })),
        );
        return { type: 'tree', name, hash: leaf.hash };
      });
      return { type: 'tree', name: year, hash: node(children).hash };
    }),
  );
  return { root, objects };
}

function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) {
    const key = keyOf(item);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(item);
  }
  return groups;
}
