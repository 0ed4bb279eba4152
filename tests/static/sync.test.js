import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { WatchedStore, idsOf, openEngine } from './support/engine.js';
import { byDate, createEntries, createEntry, random } from './support/library.js';
import { FakeServer, networkError, status } from './support/server.js';

const ids = (entries) => entries.map(({ id }) => id);
const named = (notices, name) => notices.filter(({ notice }) => notice === name);

/** An engine whose store holds the library of `entries` from an earlier visit. */
async function visitAgain(entries, options = {}) {
  const server = new FakeServer(entries);
  const store = new WatchedStore();
  const { gallery } = await openEngine(server, { store });
  await gallery.sync();
  await store.stored(server.tree.root.hash);
  server.take();
  return { server, ...(await openEngine(server, { store, ...options })) };
}

test('the first sync fetches every object once, newest months first', async () => {
  const entries = createEntries(300);
  const server = new FakeServer(entries);
  const { gallery, notices } = await openEngine(server);

  const result = await gallery.sync();

  assert.deepEqual(result, { total: 300, rootHash: server.tree.root.hash, offline: false });
  assert.deepEqual(await idsOf(gallery), ids(entries));
  const requests = server.take();
  assert.equal(requests.length, server.tree.objects.size);
  assert.equal(new Set(requests).size, requests.length);
  const years = server.tree.root.data.length;
  const months = requests.slice(1 + years).map((hash) => server.tree.objects.get(hash).data[0].data.date);
  assert.deepEqual(months, [...months].sort().reverse());
  assert.deepEqual(named(notices, 'offline'), []);
});

test('what the page brings is there before any request', async () => {
  const entries = createEntries(200);
  const server = new FakeServer(entries);
  const { gallery, opened } = await openEngine(server, { page: entries.slice(0, 50) });

  assert.deepEqual(opened, { total: 50 });
  assert.deepEqual(await idsOf(gallery), ids(entries.slice(0, 50)));
  const [id] = ids(entries);
  assert.deepEqual((await gallery.details({ positions: [0], ids: [id] })).entries, [entries[0], entries[0]]);
  assert.deepEqual(server.take(), []);

  await gallery.sync();
  assert.deepEqual(await idsOf(gallery), ids(entries));
});

test('while months arrive, entries of the page are shown once', async () => {
  const entries = createEntries(200);
  const server = new FakeServer(entries);
  const { gallery } = await openEngine(server, { page: entries.slice(0, 50) });
  const leaves = server.tree.root.data.flatMap(({ hash }) => server.tree.objects.get(hash).data);
  server.faults.set(leaves[2].hash, networkError);

  const { total } = await gallery.sync();

  const found = await idsOf(gallery);
  assert.equal(found.length, total);
  assert.equal(new Set(found).size, total);
  assert.deepEqual(found.slice(0, 50), ids(entries.slice(0, 50)));
});

test('a second visit shows the stored library and asks for the root only', async () => {
  const entries = createEntries(300);
  const { gallery, server } = await visitAgain(entries);

  await gallery.sync();

  assert.deepEqual(server.take(), ['root']);
  assert.deepEqual(await idsOf(gallery), ids(entries));
});

test('a changed month costs its own objects', async () => {
  const entries = createEntries(300);
  const { gallery, server, notices, clock } = await visitAgain(entries);
  await gallery.sync();
  server.take();
  clock.pass(1000);
  notices.length = 0;

  const next = random(99);
  const added = createEntry(next, { date: entries[0].date });
  const changed = { ...entries[0], tags: ['renamed'], hash: 'f'.repeat(40) };
  const now = [added, changed, ...entries.slice(1)].sort(byDate);
  server.publish(now);
  await gallery.sync();
  clock.pass(1000);

  assert.equal(server.take().length, 3);
  assert.deepEqual(await idsOf(gallery), ids(now));
  assert.deepEqual(await idsOf(gallery, 'renamed'), [changed.id]);
  assert.deepEqual(named(notices, 'changed').at(-1).total, 301);
  assert.equal(
    named(notices, 'changed').reduce((sum, notice) => sum + notice.added, 0),
    1,
  );
});

test('what vanished is removed, from the store as well', async () => {
  const entries = createEntries(300);
  const { gallery, server, store, notices, clock } = await visitAgain(entries);
  await gallery.sync();
  clock.pass(1000);
  notices.length = 0;
  const vanishedMonth = entries[0].date.slice(0, 7);
  const old = [...server.tree.objects.keys()];
  const rest = entries.filter(({ date }) => !date.startsWith(vanishedMonth));
  server.publish(rest);

  await gallery.sync();
  await store.stored(server.tree.root.hash);
  clock.pass(1000);

  assert.deepEqual(await idsOf(gallery), ids(rest));
  assert.equal(
    named(notices, 'changed').reduce((sum, notice) => sum + notice.removed, 0),
    entries.length - rest.length,
  );
  const again = await openEngine(server, { store });
  await again.gallery.sync();
  const gone = old.filter((hash) => !server.tree.objects.has(hash));
  for (const hash of gone) assert.equal(await store.read(hash), undefined);
  assert.deepEqual(await idsOf(again.gallery), ids(rest));
});

test('an empty library', async () => {
  const server = new FakeServer([]);
  const { gallery } = await openEngine(server);
  assert.equal((await gallery.sync()).total, 0);
  assert.deepEqual(await gallery.query({ text: '' }), { revision: 1, total: 0 });
});

test('without a server the stored library is shown, details included', async () => {
  const entries = createEntries(100);
  const { gallery, server, notices, clock } = await visitAgain(entries);
  server.faults.set('*', networkError);

  const result = await gallery.sync();

  assert.equal(result.offline, true);
  assert.deepEqual(await idsOf(gallery), ids(entries));
  assert.deepEqual((await gallery.details({ positions: [40] })).entries, [entries[40]]);
  assert.deepEqual(named(notices, 'offline'), [{ notice: 'offline', offline: true }]);
  assert.deepEqual(clock.timers.map(({ delay }) => delay).at(-1), 1000);
});

test('a server that does not answer is tried again after growing pauses', async () => {
  const entries = createEntries(100);
  const server = new FakeServer(entries);
  server.faults.set('*', status(502));
  const { gallery, notices, clock } = await openEngine(server);
  await gallery.sync();

  const pauses = [];
  for (let i = 0; i < 8; i++) {
    const [timer] = clock.timers;
    pauses.push(timer.delay);
    clock.pass(timer.delay);
    await gallery.details({ positions: [] });
    while (clock.timers.length === 0) await new Promise(setImmediate);
  }
  assert.deepEqual(pauses, [1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000]);
  assert.deepEqual(named(notices, 'offline').length, 1);

  server.faults.clear();
  const { total, offline } = await gallery.sync();
  assert.deepEqual({ total, offline }, { total: 100, offline: false });
  assert.deepEqual(named(notices, 'offline').at(-1), { notice: 'offline', offline: false });
  clock.pass(100_000);
  assert.deepEqual(clock.timers, []);
});

test('objects are stored gzipped, whether they came so or not', async () => {
  const entries = createEntries(60);
  for (const packs of [true, false]) {
    const server = new FakeServer(entries, { packs });
    const store = new WatchedStore();
    const { gallery } = await openEngine(server, { store });
    await gallery.sync();
    assert.deepEqual(await idsOf(gallery), ids(entries));
    await store.stored(server.tree.root.hash);
    for (const hash of server.tree.objects.keys()) {
      if (hash === server.tree.root.hash) continue;
      const stored = JSON.parse(gunzipSync(await store.read(hash)));
      assert.deepEqual(stored, server.tree.objects.get(hash));
    }
  }
});

test('a sync cut off in the middle goes on where it was', async () => {
  const entries = createEntries(300);
  const server = new FakeServer(entries);
  const store = new WatchedStore();
  const leaves = server.tree.root.data.flatMap(({ hash }) => server.tree.objects.get(hash).data);
  server.faults.set(leaves.at(-1).hash, networkError);
  const first = await openEngine(server, { store });
  await first.gallery.sync();
  await store.stored(leaves.at(-2).hash);
  server.faults.clear();
  server.take();

  const second = await openEngine(server, { store });
  await second.gallery.sync();

  assert.deepEqual(server.take(), ['root', leaves.at(-1).hash]);
  assert.deepEqual(await idsOf(second.gallery), ids(entries));
});

test('an object that is gone because the library changed: start again from the root', async () => {
  const entries = createEntries(100);
  const server = new FakeServer(entries);
  const { gallery } = await openEngine(server);
  const later = createEntries(101);
  const leaves = server.tree.root.data.flatMap(({ hash }) => server.tree.objects.get(hash).data);
  server.faults.set(leaves.at(-1).hash, (name) => {
    server.faults.delete(name);
    server.publish(later);
    return status(404)();
  });

  const { rootHash } = await gallery.sync();

  assert.equal(rootHash, server.tree.root.hash);
  assert.deepEqual(await idsOf(gallery), ids(later));
});

test('a server that has not read its library yet is no reason to forget ours', async () => {
  const entries = createEntries(100);
  const { gallery, server, notices, clock } = await visitAgain(entries);
  server.faults.set('root', status(421));

  const { total, offline } = await gallery.sync();

  assert.deepEqual({ total, offline }, { total: 100, offline: false });
  assert.deepEqual(named(notices, 'offline'), []);
  assert.ok(clock.timers.some(({ delay }) => delay === 1000));
});

test('a page of a proxy instead of JSON counts as offline', async () => {
  const server = new FakeServer(createEntries(10));
  server.faults.set('*', () => new Response('<html>sign in</html>'));
  const { gallery } = await openEngine(server);
  assert.equal((await gallery.sync()).offline, true);
});

test('refused: everything is wiped', async () => {
  const entries = createEntries(100);
  const { gallery, server, store, notices } = await visitAgain(entries);
  const hashes = [...server.tree.objects.keys()];
  server.faults.set('*', status(401));

  const { total } = await gallery.sync();

  assert.equal(total, 0);
  assert.deepEqual(await idsOf(gallery), []);
  assert.deepEqual(notices.at(-1), { notice: 'refused' });
  for (const hash of hashes) assert.equal(await store.read(hash), undefined);
});

test('another viewer sees nothing of what the one before had stored', async () => {
  const entries = createEntries(100);
  const { gallery, server, store } = await visitAgain(entries, { viewer: 'bob' });
  const hashes = [...server.tree.objects.keys()];
  server.faults.set('*', networkError);

  await gallery.sync();

  assert.deepEqual(await idsOf(gallery), []);
  for (const hash of hashes) assert.equal(await store.read(hash), undefined);
});

test('a store that fails costs the next visit, not this one', async () => {
  const entries = createEntries(50);
  const server = new FakeServer(entries);
  const fail = async () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  const store = { open: fail, read: fail, write: fail, commit: fail, wipe: fail };
  const { gallery } = await openEngine(server, { store });

  await gallery.sync();

  assert.deepEqual(await idsOf(gallery), ids(entries));
  assert.deepEqual((await gallery.details({ positions: [7] })).entries, [entries[7]]);
});

test('what is on its way to the store is not fetched again', async () => {
  const entries = createEntries(50);
  const server = new FakeServer(entries);
  const store = new WatchedStore();
  store.write = () => new Promise(() => {});
  const { gallery } = await openEngine(server, { store });
  await gallery.sync();
  await gallery.query({ text: '' });
  server.take();

  assert.deepEqual((await gallery.details({ positions: [49] })).entries, [entries[49]]);

  assert.deepEqual(server.take(), []);
});

test('notices are gathered', async () => {
  const entries = createEntries(500);
  const server = new FakeServer(entries);
  const { gallery, notices, clock } = await openEngine(server);

  await gallery.sync();
  assert.equal(named(notices, 'changed').length, 1);
  assert.equal(named(notices, 'progress').length, 0);
  clock.pass(500);

  const changes = named(notices, 'changed');
  assert.equal(changes.length, 2);
  assert.equal(changes[0].added + changes[1].added, 500);
  assert.equal(changes[1].total, 500);
  assert.deepEqual(named(notices, 'progress'), [{ notice: 'progress', loaded: 500, total: 500 }]);
});

test('syncs asked for while one runs make one more', async () => {
  const server = new FakeServer(createEntries(50));
  const { gallery } = await openEngine(server);

  await Promise.all([gallery.sync(), gallery.sync(), gallery.sync()]);

  assert.equal(server.take().filter((name) => name === 'root').length, 2);
});

test('after any history of changes the library equals the server’s', async () => {
  for (let seed = 1; seed <= 15; seed++) {
    const next = random(seed);
    let entries = createEntries(Math.floor(next() * 150), seed);
    const server = new FakeServer(entries);
    const store = new WatchedStore();
    let engine = await openEngine(server, { store, page: entries.slice(0, 20) });
    for (let step = 0; step < 6; step++) {
      if (next() < 0.3) server.faults.set('*', next() < 0.5 ? networkError : status(500));
      await engine.gallery.sync();
      server.faults.clear();
      entries = entries.filter(() => next() > 0.05);
      for (let added = Math.floor(next() * 10); added > 0; added--) entries.push(createEntry(next));
      entries.sort(byDate);
      server.publish(entries);
      if (next() < 0.3) engine = await openEngine(server, { store, page: entries.slice(0, 20) });
      if (next() < 0.5) await idsOf(engine.gallery);
    }
    await engine.gallery.sync();
    assert.deepEqual(await idsOf(engine.gallery), ids(entries), `seed ${seed}`);
    const position = Math.floor(next() * entries.length);
    const found = await engine.gallery.details({ positions: [position], ids: [entries[position].id.slice(0, 12)] });
    assert.deepEqual(found.entries, [entries[position], entries[position]], `seed ${seed}`);
  }
});
