/**
 * The server's tree API (spec/server.md section 7).
 */

import { unpack } from './packing.js';

/** The server did not answer, or not sensibly: worth another try later. */
export class Unreachable extends Error {
  /** @override */
  name = 'Unreachable';
}

/** The server has no such object: its library changed meanwhile, or is not read yet. */
export class Gone extends Error {
  /** @override */
  name = 'Gone';
}

/** The server wants another identity. */
export class Refused extends Error {
  /** @override */
  name = 'Refused';
}

/**
 * @typedef {{type: 'tree', name: string, hash: string}} Branch
 * @typedef {{hash: string, data: any[]}} TreeObject children are branches or entries
 */

/**
 * Gzipped bytes are wanted as they are: to be stored without packing them again. As a content
 * encoding the browser would unpack them.
 */
const ACCEPT = 'application/gzip, application/json;q=0.5';

export class Remote {
  #base;
  #fetch;

  /**
   * @param {string} base absolute URL of the gallery, ends with `/`
   * @param {typeof globalThis.fetch} fetch
   */
  constructor(base, fetch) {
    this.#base = base;
    this.#fetch = fetch;
  }

  /**
   * @returns {Promise<TreeObject>}
   * @throws {Unreachable | Gone | Refused}
   */
  async root() {
    return readObject(await this.#bytes('root', 'no-cache'));
  }

  /**
   * @param {string} hash
   * @returns {Promise<Uint8Array>} the object, see `readObject`
   * @throws {Unreachable | Gone | Refused}
   */
  object(hash) {
    // The engine stores objects itself, a second copy in the browser's cache would be waste.
    return this.#bytes(hash, 'no-store');
  }

  /**
   * @param {string} name
   * @param {RequestCache} cache
   */
  async #bytes(name, cache) {
    const url = new URL(`api/database/tree/${name}.json`, this.#base);
    const response = await this.#answer(url, cache);
    if (response.status === 401 || response.status === 403) throw new Refused(url.href);
    if (response.status === 404 || response.status === 421) throw new Gone(url.href);
    if (!response.ok) throw new Unreachable(`${url.href}: status ${response.status}`);
    return response.arrayBuffer().then((buffer) => new Uint8Array(buffer), unreachable);
  }

  /**
   * @param {URL} url
   * @param {RequestCache} cache
   */
  #answer(url, cache) {
    return this.#fetch(url.href, { cache, headers: { Accept: ACCEPT } }).catch(unreachable);
  }
}

/**
 * @param {unknown} cause
 * @returns {never}
 */
function unreachable(cause) {
  throw new Unreachable('The server does not answer, or not with an object of its library', { cause });
}

/**
 * @param {Uint8Array} bytes JSON, gzipped or plain
 * @returns {Promise<TreeObject>}
 * @throws {Unreachable} not a tree object: cut off, or the page of a proxy
 */
export async function readObject(bytes) {
  const object = await unpack(bytes).catch(unreachable);
  if (typeof object?.hash === 'string' && Array.isArray(object.data)) return object;
  throw new Unreachable('The server sent something else than a tree object');
}
