/**
 * Where tree objects stay between visits: gzipped, by hash, for one viewer of one gallery.
 *
 * @typedef {object} StoredTree the library as it was after the last complete sync
 * @property {string} hash of the root
 * @property {Branch[]} leaves newest first
 *
 * @typedef {object} Store
 * @property {(viewer: string) => Promise<StoredTree | undefined>} open wipes what another viewer left
 * @property {(hash: string) => Promise<Uint8Array | undefined>} read
 * @property {(hash: string, bytes: Uint8Array) => Promise<void>} write
 * @property {(tree: StoredTree, hashes: ReadonlySet<string>) => Promise<void>} commit remembers the
 *   tree and deletes all objects but `hashes`
 * @property {() => Promise<void>} wipe
 */

/** @import { Branch } from './remote.js' */

/**
 * Objects for as long as the page lives.
 *
 * @implements {Store}
 */
export class MemoryStore {
  /** @type {Map<string, Uint8Array>} */
  #objects = new Map();
  /** @type {{viewer: string, tree?: StoredTree} | undefined} */
  #state;

  /** @param {string} viewer */
  async open(viewer) {
    if (this.#state?.viewer !== viewer) {
      await this.wipe();
      this.#state = { viewer };
    }
    return this.#state?.tree;
  }

  /** @param {string} hash */
  async read(hash) {
    return this.#objects.get(hash);
  }

  /**
   * @param {string} hash
   * @param {Uint8Array} bytes
   */
  async write(hash, bytes) {
    this.#objects.set(hash, bytes);
  }

  /**
   * @param {StoredTree} tree
   * @param {ReadonlySet<string>} hashes
   */
  async commit(tree, hashes) {
    if (this.#state) this.#state.tree = tree;
    for (const hash of this.#objects.keys()) if (!hashes.has(hash)) this.#objects.delete(hash);
  }

  async wipe() {
    this.#objects.clear();
    this.#state = undefined;
  }
}

const OBJECTS = 'objects';
const STATE = 'state';

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function answer(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * @param {IDBTransaction} transaction
 * @returns {Promise<void>}
 */
function done(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}

/**
 * Objects in IndexedDB.
 *
 * @implements {Store}
 */
export class IndexedDbStore {
  #database;
  #viewer = '';

  /** @param {IDBDatabase} database */
  constructor(database) {
    this.#database = database;
    // Another tab with a newer version of the app may change the layout.
    database.onversionchange = () => database.close();
  }

  /**
   * @param {string} name
   * @param {IDBFactory} factory
   */
  static async create(name, factory) {
    const request = factory.open(name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(OBJECTS);
      request.result.createObjectStore(STATE);
    };
    return new IndexedDbStore(await answer(request));
  }

  /** @param {string} viewer */
  async open(viewer) {
    this.#viewer = viewer;
    const state = await answer(this.#database.transaction(STATE).objectStore(STATE).get('tree'));
    if (state?.viewer === viewer) return state.tree;
    await this.wipe();
    await this.#put(STATE, { viewer }, 'tree');
    return undefined;
  }

  /** @param {string} hash */
  async read(hash) {
    return answer(this.#database.transaction(OBJECTS).objectStore(OBJECTS).get(hash));
  }

  /**
   * @param {string} hash
   * @param {Uint8Array} bytes
   */
  async write(hash, bytes) {
    await this.#put(OBJECTS, bytes, hash);
  }

  /**
   * @param {StoredTree} tree
   * @param {ReadonlySet<string>} hashes
   */
  async commit(tree, hashes) {
    const transaction = this.#database.transaction([OBJECTS, STATE], 'readwrite');
    const objects = transaction.objectStore(OBJECTS);
    transaction.objectStore(STATE).put({ viewer: this.#viewer, tree }, 'tree');
    const keys = objects.getAllKeys();
    keys.onsuccess = () => {
      for (const key of keys.result) if (!hashes.has(String(key))) objects.delete(key);
    };
    await done(transaction);
  }

  /**
   * @param {string} name of the object store
   * @param {unknown} value
   * @param {string} key
   */
  #put(name, value, key) {
    const transaction = this.#database.transaction(name, 'readwrite', { durability: 'relaxed' });
    transaction.objectStore(name).put(value, key);
    return done(transaction);
  }

  async wipe() {
    const transaction = this.#database.transaction([OBJECTS, STATE], 'readwrite');
    transaction.objectStore(OBJECTS).clear();
    transaction.objectStore(STATE).clear();
    await done(transaction);
  }
}

/**
 * The browser's database for this gallery; where it has none (some private windows) memory.
 *
 * @param {string} base absolute URL of the gallery
 * @param {IDBFactory | undefined} factory
 * @returns {Promise<Store>}
 */
export async function openStore(base, factory) {
  if (!factory) return new MemoryStore();
  return IndexedDbStore.create(`home-gallery:${new URL(base).pathname}`, factory).catch(
    () => new MemoryStore(),
  );
}
