/**
 * Keeps the library equal to the server's: what is stored first, then what changed, newest months
 * first (spec/webapp.md 2.1 and spec/server.md 7).
 */

import { loadAhead } from './ahead.js';
import { leafEntries } from './leaf.js';
import { pack } from './packing.js';
import { Gone, Refused, Unreachable, readObject } from './remote.js';

/** @import { Library } from './library.js' */
/** @import { Clock, Notices } from './notices.js' */
/** @import { Entry, SyncResult } from './protocol.js' */
/** @import { Branch, Remote, TreeObject } from './remote.js' */
/** @import { Store, StoredTree } from './store.js' */

const PARALLEL = 4;
const FIRST_RETRY = 1_000;
const LAST_RETRY = 60_000;
/** A server that changes its library while we walk it makes us start again this often at once. */
const RESTARTS = 3;

/**
 * @typedef {object} Surroundings
 * @property {Remote} remote
 * @property {Promise<Store>} store
 * @property {string} viewer
 * @property {Library} library
 * @property {Notices} notices
 * @property {Clock} clock
 * @property {() => Promise<void>} pause lets other messages of the worker have their turn
 * @property {number} expected entries of the whole library as far as known
 */

export class Sync {
  #with;
  #expected;
  #rootHash = '';
  #offline = false;
  #failures = 0;
  #storeShown = false;
  #again = false;
  /** @type {Promise<void> | null} */
  #running = null;
  /** @type {unknown} */
  #retry = null;
  /** @type {Promise<void>} */
  #saving = Promise.resolve();
  /** @type {Map<string, Uint8Array>} fetched objects on their way to the store, by hash */
  #unsaved = new Map();

  /** @param {Surroundings} surroundings */
  constructor(surroundings) {
    this.#with = surroundings;
    this.#expected = surroundings.expected;
  }

  /**
   * Asked while it runs, it runs once more before it answers.
   *
   * @returns {Promise<SyncResult>}
   */
  async run() {
    this.#again = true;
    this.#running ??= this.#repeat().finally(() => (this.#running = null));
    await this.#running;
    const { count } = this.#with.library;
    return { total: count, rootHash: this.#rootHash, offline: this.#offline };
  }

  /**
   * All entries of a leaf, for details.
   *
   * @param {string} hash
   * @returns {Promise<Entry[]>} in order
   * @throws {Unreachable | Gone | Refused}
   */
  async entries(hash) {
    return leafEntries(await readObject((await this.#load(hash)).bytes));
  }

  async #repeat() {
    while (this.#again) {
      this.#again = false;
      this.#with.clock.stop(this.#retry);
      await this.#attempt();
    }
  }

  async #attempt() {
    try {
      await this.#takeUp();
      this.#failures = 0;
      this.#setOffline(false);
    } catch (error) {
      if (error instanceof Refused) await this.#wipe();
      else if (error instanceof Gone) this.#tryLater();
      else if (error instanceof Unreachable) {
        this.#setOffline(true);
        this.#tryLater();
      } else throw error;
    }
  }

  #tryLater() {
    const delay = Math.min(LAST_RETRY, FIRST_RETRY * 2 ** this.#failures++);
    this.#retry = this.#with.clock.start(() => void this.run(), delay);
  }

  /** @param {boolean} offline */
  #setOffline(offline) {
    if (offline === this.#offline) return;
    this.#offline = offline;
    this.#with.notices.now({ notice: 'offline', offline });
  }

  async #wipe() {
    const { library, store, notices } = this.#with;
    this.#rootHash = '';
    const removed = library.keep(new Set());
    notices.changed({ added: 0, removed, total: 0 });
    try {
      await this.#saving;
      await (await store).wipe();
    } finally {
      notices.now({ notice: 'refused' });
    }
  }

  async #takeUp() {
    let root = this.#with.remote.root();
    root.catch(() => {}); // seen below, after the stored library is shown
    if (!this.#storeShown) await this.#showStored();
    this.#storeShown = true;
    for (let restarts = 0; ; restarts++) {
      try {
        return await this.#take(await root);
      } catch (error) {
        if (!(error instanceof Gone) || restarts === RESTARTS) throw error;
        root = this.#with.remote.root();
      }
    }
  }

  async #showStored() {
    const { viewer } = this.#with;
    const store = await this.#with.store;
    const tree = await store.open(viewer).catch(() => undefined);
    if (!tree) return;
    let complete = true;
    const load = (/** @type {Branch} */ { hash }) => store.read(hash).catch(() => undefined);
    for await (const { item, loaded } of loadAhead(tree.leaves, PARALLEL, load)) {
      if (loaded) await this.#put(item, loaded);
      else complete = false;
    }
    if (complete) this.#rootHash = tree.hash;
  }

  /** @param {TreeObject} root */
  async #take(root) {
    const { library, notices } = this.#with;
    if (root.hash === this.#rootHash) return;
    const { leaves, hashes } = await this.#walk(root);
    const missing = leaves.filter(({ name, hash }) => library.hashOf(name) !== hash);
    for await (const { item, loaded } of loadAhead(missing, PARALLEL, ({ hash }) => this.#load(hash))) {
      await this.#put(item, loaded.bytes);
      if (loaded.fetched) this.#save(item.hash, loaded.bytes);
    }
    const removed = library.keep(new Set(leaves.map(({ name }) => name)));
    this.#rootHash = root.hash;
    this.#expected = library.count;
    if (removed > 0) notices.changed({ added: 0, removed, total: library.count });
    notices.progress({ loaded: library.count, total: library.count });
    this.#commit({ hash: root.hash, leaves }, hashes);
  }

  /**
   * @param {TreeObject} root
   * @returns {Promise<{leaves: Branch[], hashes: Set<string>}>} hashes of all objects below the root
   */
  async #walk(root) {
    const years = root.data.filter(isBranch);
    /** @type {Map<string, Branch>} */
    const leaves = new Map();
    const hashes = new Set();
    for await (const { item, loaded } of loadAhead(years, PARALLEL, ({ hash }) => this.#load(hash))) {
      if (loaded.fetched) this.#save(item.hash, loaded.bytes);
      hashes.add(item.hash);
      for (const branch of (await readObject(loaded.bytes)).data.filter(isBranch)) {
        hashes.add(branch.hash);
        // An unsorted database of the original makes several months of one name.
        const name = leaves.has(branch.name) ? `${branch.name} ${branch.hash}` : branch.name;
        leaves.set(name, { ...branch, name });
      }
    }
    return { leaves: [...leaves.values()], hashes };
  }

  /**
   * @param {Branch} leaf
   * @param {Uint8Array} bytes
   */
  async #put({ name, hash }, bytes) {
    const { library, notices, pause } = this.#with;
    const difference = library.put(name, hash, leafEntries(await readObject(bytes)));
    const total = library.count;
    notices.changed({ ...difference, total });
    this.#expected = Math.max(this.#expected, total);
    notices.progress({ loaded: total, total: this.#expected });
    await pause();
  }

  /** @param {string} hash */
  async #load(hash) {
    const store = await this.#with.store;
    const stored = this.#unsaved.get(hash) ?? (await store.read(hash).catch(() => undefined));
    if (stored) return { bytes: stored, fetched: false };
    return { bytes: await this.#with.remote.object(hash), fetched: true };
  }

  /**
   * Storing must not fail a sync: without room, the next visit fetches again.
   *
   * @param {string} hash
   * @param {Uint8Array} bytes
   */
  #save(hash, bytes) {
    this.#unsaved.set(hash, bytes);
    this.#saving = this.#saving
      .then(async () => (await this.#with.store).write(hash, await pack(bytes)))
      .catch(() => {})
      .finally(() => this.#unsaved.delete(hash));
  }

  /**
   * @param {StoredTree} tree
   * @param {Set<string>} hashes
   */
  #commit(tree, hashes) {
    this.#saving = this.#saving
      .then(async () => (await this.#with.store).commit(tree, hashes))
      .catch(() => {});
  }
}

/**
 * @param {any} child
 * @returns {child is Branch}
 */
function isBranch(child) {
  return child?.type === 'tree' && typeof child.hash === 'string' && typeof child.name === 'string';
}
