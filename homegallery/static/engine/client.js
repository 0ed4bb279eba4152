/**
 * The engine as the main thread sees it: one promise per request, listeners for notices.
 */

/** @import * as Protocol from './protocol.js' */

/**
 * What the client needs of a Worker.
 *
 * @typedef {object} Port
 * @property {(message: any) => void} postMessage
 * @property {(type: 'message' | 'error' | 'messageerror', listener: (event: any) => void) => void} addEventListener
 *
 * @typedef {{resolve: (result: any) => void, reject: (error: Error) => void}} Waiting
 * @typedef {Waiting & {params: any}} Held
 */

/** A newer request of the same kind made this one pointless. */
export class Superseded extends Error {
  /** @override */
  name = 'Superseded';
}

/** The engine could not do what was asked; `message` says why. */
export class EngineError extends Error {
  /** @override */
  name = 'EngineError';
}

export class Engine {
  #port;
  #lastId = 0;
  /** @type {Map<number, Waiting>} */
  #waiting = new Map();
  /** @type {Map<string, Set<(notice: any) => void>>} */
  #listeners = new Map();
  #latest = { query: new Latest(), layout: new Latest() };

  /** @param {Port} port */
  constructor(port) {
    this.#port = port;
    port.addEventListener('message', ({ data }) => this.#receive(data));
    port.addEventListener('error', (event) => this.#fail(event.message || 'The engine did not start'));
    port.addEventListener('messageerror', () => this.#fail('A message of the engine was not readable'));
  }

  /** Starts the engine in a worker of its own. */
  static start() {
    const url = new URL('./worker.js', import.meta.url);
    return new Engine(new Worker(url, { type: 'module', name: 'engine' }));
  }

  /**
   * @template {Protocol.Notice['notice']} Name
   * @param {Name} name
   * @param {(notice: Extract<Protocol.Notice, {notice: Name}>) => void} listener
   * @returns {() => void} ends listening
   */
  on(name, listener) {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  /**
   * @param {Protocol.OpenParams} params
   * @returns {Promise<Protocol.OpenResult>}
   */
  open(params) {
    return this.#request('open', params);
  }

  /** @returns {Promise<Protocol.SyncResult>} */
  sync() {
    return this.#request('sync', {});
  }

  /**
   * @param {Protocol.QueryParams} params
   * @returns {Promise<Protocol.QueryResult>} rejects with Superseded when a newer query came
   */
  query(params) {
    return this.#latest.query.run(params, (latest) => this.#request('query', latest));
  }

  /**
   * @param {Protocol.LayoutParams} params
   * @returns {Promise<Protocol.Layout>} rejects with Superseded when a newer layout was asked for
   */
  layout(params) {
    return this.#latest.layout.run(params, (latest) => this.#request('layout', latest));
  }

  /**
   * @param {Protocol.CellsParams} params
   * @returns {Promise<Protocol.CellsResult>}
   */
  cells(params) {
    return this.#request('cells', params);
  }

  /**
   * @param {Protocol.DetailsParams} params
   * @returns {Promise<Protocol.DetailsResult>}
   */
  details(params) {
    return this.#request('details', params);
  }

  /**
   * @param {Protocol.IndexOfParams} params
   * @returns {Promise<Protocol.IndexOfResult>}
   */
  indexOf(params) {
    return this.#request('indexOf', params);
  }

  /** @returns {Promise<Protocol.Scrubber>} */
  scrubber() {
    return this.#request('scrubber', {});
  }

  /**
   * @param {keyof Protocol.Methods} method
   * @param {object} params
   * @returns {Promise<any>}
   */
  #request(method, params) {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#port.postMessage({ id, method, params });
    });
  }

  /** @param {Protocol.Reply | Protocol.Notice} message */
  #receive(message) {
    if ('notice' in message) {
      for (const listener of this.#listeners.get(message.notice) ?? []) listener(message);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if ('error' in message) waiting?.reject(new EngineError(message.error.message));
    else waiting?.resolve(message.result);
  }

  /** @param {string} reason */
  #fail(reason) {
    for (const { reject } of this.#waiting.values()) reject(new EngineError(reason));
    this.#waiting.clear();
  }
}

/**
 * One request under way and one held back: a newer one takes the place of the held one, and the
 * answer to the one under way is not delivered when a newer one came.
 */
class Latest {
  #busy = false;
  /** @type {Held | null} */
  #held = null;

  /**
   * @param {any} params
   * @param {(params: any) => Promise<any>} send
   * @returns {Promise<any>}
   */
  run(params, send) {
    return new Promise((resolve, reject) => {
      this.#held?.reject(new Superseded());
      this.#held = { params, resolve, reject };
      if (!this.#busy) this.#next(send);
    });
  }

  /** @param {(params: any) => Promise<any>} send */
  async #next(send) {
    const current = this.#held;
    if (!current) return;
    this.#busy = true;
    this.#held = null;
    try {
      const result = await send(current.params);
      if (this.#held) current.reject(new Superseded());
      else current.resolve(result);
    } catch (error) {
      current.reject(/** @type {Error} */ (error));
    }
    this.#busy = false;
    this.#next(send);
  }
}
