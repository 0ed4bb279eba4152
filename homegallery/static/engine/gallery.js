/**
 * The engine itself: the library, the current result and its layout, and one method per request of
 * the protocol. Knows nothing of workers, so that tests drive it directly.
 */

import { cellOf } from './cells.js';
import { findId, readId } from './identity.js';
import { inOrder } from './leaf.js';
import { layOut } from './layout.js';
import { Library, locate } from './library.js';
import { scrubberMonths, withPlaces } from './months.js';
import { Notices } from './notices.js';
import { compile } from './query/compile.js';
import { QueryError } from './query/errors.js';
import { Remote } from './remote.js';
import { Sync } from './sync.js';

/** @import { Rows } from './layout.js' */
/** @import { Snapshot } from './library.js' */
/** @import { Clock } from './notices.js' */
/** @import * as Protocol from './protocol.js' */
/** @import { Store } from './store.js' */

/**
 * @typedef {object} Surroundings what the engine needs of its world
 * @property {typeof globalThis.fetch} fetch
 * @property {(base: string) => Promise<Store>} openStore
 * @property {(notice: Protocol.Notice) => void} notify
 * @property {Clock} clock
 * @property {() => Promise<void>} pause lets waiting messages have their turn
 *
 * @typedef {{revision: number, snapshot: Snapshot, rows: Uint32Array, byDate: boolean}} Result
 * @typedef {Pick<Rows, 'height' | 'rowTop' | 'rowFirst' | 'headers'>} DrawnRows
 */

/** Parsed leaves kept for details: the viewer walks along neighbours. */
const DETAILED_LEAVES = 2;

export class Gallery {
  #with;
  #library = new Library();
  /** @type {Protocol.Limits} */
  #limits = { similar: {}, faces: {} };
  /** @type {Sync | null} */
  #sync = null;
  /** @type {Result} */
  #result;
  /** @type {{result: Result, rows: DrawnRows} | null} */
  #drawn = null;
  /** A random order stays the same until another text is asked for. */
  #chance = { text: '', seed: 0 };
  /** @type {Map<string, Promise<Protocol.Entry[]>>} by hash of the leaf, last used last */
  #detailed = new Map();

  /** @param {Surroundings} surroundings */
  constructor(surroundings) {
    this.#with = surroundings;
    const snapshot = this.#library.snapshot();
    this.#result = { revision: 0, snapshot, rows: snapshot.order, byDate: true };
  }

  /**
   * @param {Protocol.OpenParams} params
   * @returns {Promise<Protocol.OpenResult>}
   */
  async open({ base, viewer, state }) {
    const { clock, fetch, notify, pause } = this.#with;
    this.#limits = state.limits;
    this.#library.putPage(inOrder(state.entries));
    this.#sync = new Sync({
      remote: new Remote(base, fetch),
      store: this.#with.openStore(base),
      viewer,
      library: this.#library,
      notices: new Notices(notify, clock),
      clock,
      pause,
      expected: state.total,
    });
    return { total: this.#library.count };
  }

  /** @returns {Promise<Protocol.SyncResult>} */
  async sync() {
    return this.#opened().run();
  }

  /**
   * @param {Protocol.QueryParams} params
   * @returns {Promise<Protocol.QueryResult>}
   */
  async query({ text }) {
    if (text !== this.#chance.text) this.#chance = { text, seed: Math.floor(Math.random() * 2 ** 32) };
    const snapshot = this.#library.snapshot();
    const today = new Date().toISOString().slice(0, 10);
    try {
      const { byDate, search } = compile(text, {
        today,
        snapshot,
        limits: this.#limits,
        seed: this.#chance.seed,
      });
      this.#result = { revision: this.#result.revision + 1, snapshot, rows: search(), byDate };
      return summary(this.#result);
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      return { ...summary(this.#result), error: toldError(error) };
    }
  }

  /**
   * @param {Protocol.LayoutParams} params
   * @returns {Promise<Protocol.Layout>}
   */
  async layout(params) {
    const { revision, snapshot, rows: found, byDate } = this.#result;
    const rows = layOut(snapshot.columns, found, { ...params, headers: params.headers && byDate });
    const headers = withPlaces(rows.headers, snapshot.columns, found, this.#library.texts);
    // The arrays of the reply are handed over to the main thread: what stays is a copy.
    const { height, rowTop, rowFirst } = rows;
    const kept = { height, rowTop: rowTop.slice(), rowFirst: rowFirst.slice(), headers };
    this.#drawn = { result: this.#result, rows: kept };
    return { ...rows, revision, total: found.length, headers };
  }

  /**
   * @param {Protocol.CellsParams} params
   * @returns {Promise<Protocol.CellsResult>}
   */
  async cells({ from, to, revision }) {
    const result = [this.#result, this.#drawn?.result].find((one) => one?.revision === revision);
    if (!result) return { revision, cells: [] };
    const { snapshot, rows } = result;
    const cells = Array.from(rows.subarray(Math.max(0, from), Math.max(0, to)), (row, i) =>
      cellOf(this.#library, snapshot, row, Math.max(0, from) + i),
    );
    return { revision, cells };
  }

  /**
   * @param {Protocol.DetailsParams} params
   * @returns {Promise<Protocol.DetailsResult>}
   */
  async details({ positions = [], ids = [] }) {
    const { snapshot, rows } = this.#result;
    const entries = [
      ...positions.map((position) => this.#entryAt(snapshot, rows[position])),
      ...ids.map((id) => this.#entryOf(id)),
    ];
    return { entries: await Promise.all(entries) };
  }

  /**
   * @param {Protocol.IndexOfParams} params
   * @returns {Promise<Protocol.IndexOfResult>}
   */
  async indexOf({ id }) {
    const { snapshot, rows } = this.#result;
    return { position: findId(snapshot.columns.ids, rows, id) };
  }

  /** @returns {Promise<Protocol.Scrubber>} */
  async scrubber() {
    if (!this.#drawn) return { revision: 0, height: 0, months: [] };
    const { result, rows } = this.#drawn;
    const months = result.byDate ? scrubberMonths(rows, result.snapshot.columns, result.rows) : [];
    return { revision: result.revision, height: rows.height, months };
  }

  #opened() {
    if (!this.#sync) throw new Error('The engine is not open yet');
    return this.#sync;
  }

  /**
   * @param {string} id whole id or a prefix
   * @returns {Promise<Protocol.Entry | null>}
   */
  async #entryOf(id) {
    const snapshot = this.#library.snapshot();
    return this.#entryAt(snapshot, snapshot.order[findId(snapshot.columns.ids, snapshot.order, id)]);
  }

  /**
   * @param {Snapshot} snapshot
   * @param {number | undefined} row
   * @returns {Promise<Protocol.Entry | null>}
   */
  async #entryAt(snapshot, row) {
    if (row === undefined) return null;
    const id = readId(snapshot.columns.ids, row);
    // Leaves of an older snapshot may be gone from the store and the server.
    if (snapshot !== this.#library.snapshot()) return this.#entryOf(id);
    const { leaf, row: leafRow } = locate(snapshot, row);
    if (leaf.hash === '') return this.#library.pageEntry(id) ?? null;
    return (await this.#entries(leaf.hash))[leafRow] ?? null;
  }

  /** @param {string} hash of a leaf */
  #entries(hash) {
    const entries = this.#detailed.get(hash) ?? this.#opened().entries(hash);
    this.#detailed.delete(hash);
    this.#detailed.set(hash, entries);
    entries.catch(() => this.#detailed.delete(hash));
    const [oldest] = this.#detailed.keys();
    if (this.#detailed.size > DETAILED_LEAVES) this.#detailed.delete(oldest);
    return entries;
  }
}

/** @param {Result} result */
function summary({ revision, rows }) {
  return { revision, total: rows.length };
}

/**
 * @param {QueryError} error
 * @returns {Protocol.QueryError}
 */
function toldError({ problem, params, column, suggestion }) {
  return { message: { key: problem, params }, column, ...(suggestion && { hint: suggestion }) };
}
