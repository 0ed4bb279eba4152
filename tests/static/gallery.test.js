import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openEngine } from './support/engine.js';
import { createEntries, createEntry, random, sha1 } from './support/library.js';
import { FakeServer } from './support/server.js';

const LAYOUT = { width: 1000, viewportWidth: 1000, gap: 4, headers: true };

async function syncedEngine(entries) {
  const server = new FakeServer(entries);
  const engine = await openEngine(server);
  await engine.gallery.sync();
  return { server, ...engine };
}

async function cellsOf(gallery, text = '') {
  const { total, revision } = await gallery.query({ text });
  return (await gallery.cells({ from: 0, to: total, revision })).cells;
}

test('a cell has what is needed to draw an entry', async () => {
  const id = sha1('one');
  const path = `${id.slice(0, 2)}/${id.slice(2, 4)}/${id.slice(4)}`;
  const entry = {
    ...createEntry(random(1), { id, date: '2024-05-01T10:00:00.000Z' }),
    type: 'video',
    width: 1920,
    height: 1080,
    duration: 61.5,
    city: 'Zürich',
    country: 'Switzerland',
    tags: ['Snow', 'çelebi'],
    previews: [`${path}-image-preview-800.jpg`, `${path}-image-preview-320.jpg`, `${path}-video-preview-720.mp4`],
    vibrantColors: ['#854FB4', '#0D9F1C'],
    faces: [{}, {}],
    objects: [{ class: 'dog' }],
  };
  const { gallery } = await syncedEngine([entry]);
  assert.deepEqual(await cellsOf(gallery), [
    {
      position: 0,
      id,
      shortId: id.slice(0, 12),
      type: 'video',
      date: Date.UTC(2024, 4, 1, 10),
      width: 1920,
      height: 1080,
      color: '#0d9f1c',
      duration: 61.5,
      previews: [
        { size: 320, path: `${path}-image-preview-320.jpg` },
        { size: 800, path: `${path}-image-preview-800.jpg` },
      ],
      video: `${path}-video-preview-720.mp4`,
      live: false,
      similar: true,
      recognised: 3,
      city: 'Zürich',
      country: 'Switzerland',
      tags: ['Snow', 'çelebi'],
    },
  ]);
});

test('a photo with a clip is marked, its entry has the path', async () => {
  const [still, moving] = createEntries(2).map((entry) => ({ ...entry, type: 'image' }));
  moving.live = 'aa/bb/cc-live-video.mp4';
  const { gallery } = await syncedEngine([still, moving]);
  const cells = await cellsOf(gallery);
  assert.deepEqual(new Map(cells.map(({ id, live }) => [id, live])), new Map([[still.id, false], [moving.id, true]]));
  const { entries } = await gallery.details({ positions: cells.map(({ position }) => position) });
  assert.deepEqual(entries.map(({ live }) => live).filter(Boolean), [moving.live]);
});

test('an entry that lacks everything has a cell as well', async () => {
  const entry = { id: sha1('bare'), hash: sha1('h'), type: 'film', date: 'long ago', files: [{ filename: 'x' }] };
  const { gallery } = await syncedEngine([entry]);
  const [cell] = await cellsOf(gallery);
  assert.deepEqual(cell, {
    position: 0,
    id: entry.id,
    shortId: entry.id.slice(0, 12),
    type: 'unknown',
    date: 0,
    width: 0,
    height: 0,
    color: '',
    duration: 0,
    previews: [],
    video: '',
    live: false,
    similar: false,
    recognised: 0,
    city: '',
    country: '',
    tags: [],
  });
});

test('previews of a sidecar serve an entry without its own', async () => {
  const path = 'ab/cd/' + 'e'.repeat(36);
  const other = '01/23/' + '4'.repeat(36);
  const previews = [
    `${path}-raw-preview.jpg`,
    `${path}-image-preview-800.jpg`,
    `${path}-image-preview-128.jpg`,
    `${other}-image-preview-320.jpg`,
    `${other}-video-preview-720.mp4`,
  ];
  const { gallery } = await syncedEngine([{ ...createEntry(random(1)), previews }]);
  const [cell] = await cellsOf(gallery);
  assert.deepEqual(
    cell.previews.map((preview) => preview.path),
    [`${path}-image-preview-128.jpg`, `${path}-image-preview-800.jpg`],
  );
  assert.equal(cell.video, `${other}-video-preview-720.mp4`);
});

test('the film of a live photo does not hide the photo', async () => {
  const entry = createEntry(random(3));
  const film = '01/23/' + '4'.repeat(36);
  const previews = [...entry.previews, `${film}-image-preview-1920.jpg`, `${film}-video-preview-720.mp4`];
  const { gallery } = await syncedEngine([{ ...entry, previews }]);
  const [cell] = await cellsOf(gallery);
  assert.deepEqual(
    cell.previews.map((preview) => preview.path),
    entry.previews.filter((preview) => preview.includes('image')).reverse(),
  );
});

test('equal dates are in order of their ids', async () => {
  const next = random(1);
  const entries = Array.from({ length: 30 }, () => createEntry(next, { date: '2024-05-01T10:00:00.000Z' }));
  const { gallery } = await syncedEngine(entries);
  const found = (await cellsOf(gallery)).map(({ id }) => id);
  assert.deepEqual(found, entries.map(({ id }) => id).sort());
});

test('the same content at two places is two cells with details of their own', async () => {
  const one = createEntry(random(1));
  const two = { ...one, hash: sha1('two'), files: [{ ...one.files[0], filename: 'copy.jpg' }] };
  const { gallery } = await syncedEngine([one, two]);
  assert.equal((await cellsOf(gallery)).length, 2);
  const { entries } = await gallery.details({ positions: [0, 1] });
  assert.deepEqual(new Set(entries), new Set([one, two]));
});

test('positions: place in the result, found by id or prefix', async () => {
  const entries = createEntries(80);
  const { gallery } = await syncedEngine(entries);
  const videos = entries.filter(({ type }) => type === 'video');
  await gallery.query({ text: 'video' });
  for (const length of [40, 12, 11]) {
    const { position } = await gallery.indexOf({ id: videos[3].id.slice(0, length) });
    assert.equal(position, 3);
  }
  const image = entries.find(({ type }) => type === 'image');
  assert.deepEqual(await gallery.indexOf({ id: image.id }), { position: -1 });
  assert.deepEqual(await gallery.indexOf({ id: '../etc' }), { position: -1 });
});

test('details: by position of the result, by id of the library, null for what is not there', async () => {
  const entries = createEntries(80);
  const { gallery } = await syncedEngine(entries);
  const videos = entries.filter(({ type }) => type === 'video');
  const image = entries.find(({ type }) => type === 'image');
  await gallery.query({ text: 'video' });
  const found = await gallery.details({ positions: [1, 9999], ids: [image.id, image.id.slice(0, 12), 'f'.repeat(12)] });
  assert.deepEqual(found.entries, [videos[1], null, image, image, null]);
});

test('a result stays as it is until the next query, whatever arrives', async () => {
  const entries = createEntries(80);
  const { gallery, server } = await syncedEngine(entries);
  const { revision } = await gallery.query({ text: '' });
  const layout = await gallery.layout(LAYOUT);
  const ids = entries.map(({ id }) => id);

  server.publish(entries.slice(40));
  await gallery.sync();

  assert.equal(layout.revision, revision);
  const { cells } = await gallery.cells({ from: 0, to: 80, revision });
  assert.deepEqual(cells.map(({ id }) => id), ids);
  const { entries: details } = await gallery.details({ positions: [0, 79] });
  assert.deepEqual(details, [null, entries[79]]);
  assert.equal((await gallery.query({ text: '' })).total, 40);
  assert.equal((await gallery.cells({ from: 0, to: 80, revision })).cells.length, 80, 'still drawn');
  await gallery.layout(LAYOUT);
  assert.deepEqual(await gallery.cells({ from: 0, to: 80, revision }), { revision, cells: [] });
});

test('a query that is not understood leaves the result in force', async () => {
  const { gallery } = await syncedEngine(createEntries(30));
  const before = await gallery.query({ text: 'image' });
  assert.deepEqual(await gallery.query({ text: 'image "open' }), {
    ...before,
    error: { message: { key: 'openQuote', params: {} }, column: 7 },
  });
  assert.deepEqual((await gallery.query({ text: 'image tga:x' })).error, {
    message: { key: 'unknownKey', params: { key: 'tga' } },
    column: 7,
    hint: 'tag',
  });
});

test('headers name the months of the result and where they were', async () => {
  const next = random(5);
  const at = (date, city, country) => ({ ...createEntry(next, { date }), city, country, state: undefined });
  const entries = [
    at('2024-05-31T23:59:59.000Z', 'Bonn', 'Germany'),
    at('2024-05-30T10:00:00.000Z', 'Roma', 'Italy'),
    at('2024-05-29T10:00:00.000Z', 'Roma', 'Italy'),
    at('2024-05-28T10:00:00.000Z', '', 'France'),
    at('2024-05-27T10:00:00.000Z', 'Oslo', 'Norway'),
    at('2023-12-24T10:00:00.000Z', '', ''),
  ];
  const { gallery } = await syncedEngine(entries);
  await gallery.query({ text: '' });
  const { headers } = await gallery.layout(LAYOUT);
  assert.deepEqual(
    headers.map(({ month, first, count, places }) => ({ month, first, count, places })),
    [
      { month: '2024-05', first: 0, count: 5, places: ['Roma', 'Bonn', 'France'] },
      { month: '2023-12', first: 5, count: 1, places: [] },
    ],
  );
});

test('the scrubber knows where months start, with headers and without', async () => {
  const entries = createEntries(200);
  const { gallery } = await syncedEngine(entries);
  assert.deepEqual(await gallery.scrubber(), { revision: 0, height: 0, months: [] });
  await gallery.query({ text: '' });

  const layout = await gallery.layout(LAYOUT);
  const scrubber = await gallery.scrubber();
  assert.equal(scrubber.height, layout.height);
  assert.deepEqual(
    scrubber.months,
    layout.headers.map(({ month, top, count }) => ({ month, top, count })),
  );

  const plain = await gallery.layout({ ...LAYOUT, headers: false });
  const { months } = await gallery.scrubber();
  let position = 0;
  for (const { month, top, count } of months) {
    assert.equal(month, entries[position].date.slice(0, 7));
    const row = plain.rowFirst.findLastIndex((first) => first <= position);
    assert.equal(top, plain.rowTop[row]);
    position += count;
  }
  assert.equal(position, entries.length);
});

test('a result that is not by date has no months', async () => {
  const entries = createEntries(60);
  const { gallery } = await syncedEngine(entries);
  for (const [text, byDate] of [
    ['order by date asc', true],
    ['order by name', false],
    ['order by rating, date', false],
    [`similar:${entries[0].id}`, false],
    [`similar:${entries[0].id} order by date`, true],
  ]) {
    await gallery.query({ text });
    assert.equal((await gallery.layout(LAYOUT)).headers.length > 0, byDate, text);
    assert.equal((await gallery.scrubber()).months.length > 0, byDate, text);
    assert.ok((await gallery.scrubber()).height > 0);
  }
});

test('months ascend with the dates', async () => {
  const entries = createEntries(60);
  const { gallery } = await syncedEngine(entries);
  await gallery.query({ text: 'order by date asc' });
  const { headers } = await gallery.layout(LAYOUT);
  const months = headers.map(({ month }) => month);
  assert.deepEqual(months, [...new Set(entries.map(({ date }) => date.slice(0, 7)))].reverse());
});

test('a random order stays until something else is asked for', async () => {
  const entries = createEntries(60);
  const { gallery } = await syncedEngine(entries);
  const order = async () => (await cellsOf(gallery, 'order by random')).map(({ id }) => id);
  const first = await order();
  assert.notDeepEqual(first, entries.map(({ id }) => id));
  assert.deepEqual(await order(), first);
  await gallery.query({ text: '' });
  assert.notDeepEqual(await order(), first);
});

test('hidden entries are found only when a condition asks about them', async () => {
  const entries = createEntries(9).map((entry, i) => ({ ...entry, hidden: i % 3 === 0 }));
  const { gallery } = await syncedEngine(entries);
  assert.equal((await gallery.query({ text: '' })).total, 6);
  assert.equal((await gallery.query({ text: 'hidden:true' })).total, 3);
});

test('before it is open the engine says so', async () => {
  const { Gallery } = await import('../../homegallery/static/engine/gallery.js');
  const gallery = new Gallery({});
  await assert.rejects(gallery.sync(), /not open/);
  assert.deepEqual(await gallery.query({ text: '' }), { revision: 1, total: 0 });
});
