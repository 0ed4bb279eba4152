/** An engine with a fake server, a store in memory and a clock that the test turns. */

import { Gallery } from '../../../homegallery/static/engine/gallery.js';
import { MemoryStore } from '../../../homegallery/static/engine/store.js';
import { LIMITS } from './search.js';
import { BASE, FakeClock } from './server.js';

/** Objects are stored behind a sync's back; this one tells when. */
export class WatchedStore extends MemoryStore {
  /** Resolves when the object, or a tree with this root, is stored. */
  async stored(hash) {
    while (this.root !== hash && !(await this.read(hash))) await new Promise(setImmediate);
  }

  async commit(tree, hashes) {
    await super.commit(tree, hashes);
    this.root = tree.hash;
  }
}

export async function openEngine(server, { store = new WatchedStore(), viewer = 'ann', page = [] } = {}) {
  const clock = new FakeClock();
  const notices = [];
  const gallery = new Gallery({
    fetch: server.fetch,
    openStore: async () => store,
    notify: (notice) => notices.push(notice),
    clock,
    pause: async () => {},
  });
  const { root } = server.tree;
  const state = { rootHash: root.hash, total: server.entries.length, entries: page, limits: LIMITS };
  const opened = await gallery.open({ base: BASE, viewer, state });
  return { gallery, store, clock, notices, opened };
}

/** Ids of a query's result, through the requests the app uses. */
export async function idsOf(gallery, text = '') {
  const { total } = await gallery.query({ text });
  const { revision } = await gallery.layout({ width: 1000, viewportWidth: 1000, gap: 4, headers: true });
  const { cells } = await gallery.cells({ from: 0, to: total, revision });
  return cells.map(({ id }) => id);
}
