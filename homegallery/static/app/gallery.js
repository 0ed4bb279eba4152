/**
 * The list in front of the person: asks the engine for it, keeps its layout, and
 * hands out cells. At most a window of cells is kept, however large the library.
 */

import { batch, computed, effect, untracked } from '@preact/signals';

import { Engine, Superseded } from '../engine/client.js';
import { page } from './page.js';
import { route } from './router.js';
import { failure, layout, library, months, offline, result, viewport } from './state.js';
import { BASE } from './url.js';

/** @typedef {import('../engine/protocol.js').Cell} Cell */
/** @typedef {import('../engine/protocol.js').Entry} Entry */

export const GAP = 4;
const PAGE_SIZE = 128;
const PAGES_KEPT = 48;

const engine = Engine.start();

/** Cells by page number, oldest use first. @type {Map<number, Cell[]>} */
const pages = new Map();
/** @type {Map<number, Promise<void>>} */
const asked = new Map();
let revision = -1;

/** Starts the engine with what the page brought, and keeps the list up to date. */
export async function startGallery() {
  engine.on('progress', ({ loaded, total }) => {
    library.value = { ...library.value, loaded, total };
  });
  engine.on('offline', (notice) => {
    offline.value = { ...offline.value, engine: notice.offline };
  });
  engine.on('changed', () => refresh(route.value.query));
  engine.on('refused', () => location.reload()); // the server asks to sign in again
  const { rootHash, total, entries, limits } = page;
  library.value = { loaded: entries.length, total, synced: false };
  await engine.open({
    base: BASE,
    viewer: page.viewer,
    state: { rootHash, total, entries, limits },
  });
  const query = computed(() => route.value.query);
  effect(() => {
    const words = query.value;
    untracked(() => refresh(words));
  });
  effect(() => {
    const { width, rows } = viewport.value;
    if (width && rows) untracked(relayout);
  });
  await sync();
}

/** Hash of the library at hand. */
let known = '';
let syncing = Promise.resolve();

/**
 * Brings the library up to what the server has; one sync at a time.
 *
 * @param {string} [hash] what it has as far as is known; without it, it is asked
 */
export function sync(hash = '') {
  syncing = syncing.then(async () => {
    if (!hash || hash !== known) await syncNow();
  });
  return syncing;
}

async function syncNow() {
  try {
    const synced = await engine.sync();
    refresh(route.peek().query); // the last change may not have been told yet
    await settled;
    known = synced.rootHash;
    library.value = { loaded: synced.total, total: synced.total, synced: !synced.offline };
    performance.mark('gallery-synced');
  } catch (error) {
    failure.value = String(error);
  }
}

/**
 * The cell at a position, if it is at hand.
 *
 * @param {number} position
 * @returns {Cell | undefined}
 */
export function cellAt(position) {
  const number = Math.floor(position / PAGE_SIZE);
  const found = pages.get(number);
  if (!found) return undefined;
  pages.delete(number);
  pages.set(number, found);
  return found[position - number * PAGE_SIZE];
}

/**
 * Fetches the cells of a range; resolves at once if they are at hand.
 *
 * @param {number} from
 * @param {number} to behind the last one
 */
export async function loadCells(from, to) {
  const waits = [];
  for (let number = Math.floor(from / PAGE_SIZE); number * PAGE_SIZE < to; number += 1) {
    if (!pages.has(number)) waits.push(loadPage(number));
  }
  await Promise.all(waits);
}

/**
 * The cell at a position of the current list, fetched if need be.
 *
 * @param {number} position
 * @returns {Promise<Cell | undefined>}
 */
export async function fetchCell(position) {
  const total = result.value?.total ?? 0;
  if (position < 0 || position >= total) return undefined;
  await loadCells(position, position + 1);
  return cellAt(position);
}

/**
 * @param {string} id whole id or prefix
 * @returns {Promise<number>} position in the list, -1 if it is not there
 */
export async function positionOf(id) {
  return (await engine.indexOf({ id })).position;
}

/**
 * @param {string} id whole id or prefix
 * @returns {Promise<Entry | null>}
 */
export async function entryOf(id) {
  return (await engine.details({ ids: [id] })).entries[0] ?? null;
}

/**
 * @param {number} position
 * @returns {Promise<Entry | null>}
 */
export async function entryAt(position) {
  return (await engine.details({ positions: [position] })).entries[0] ?? null;
}

/** @param {number} number */
function loadPage(number) {
  let wait = asked.get(number);
  if (!wait) {
    wait = fetchPage(number).finally(() => asked.delete(number));
    asked.set(number, wait);
  }
  return wait;
}

/** @param {number} number */
async function fetchPage(number) {
  const wanted = revision;
  const from = number * PAGE_SIZE;
  const answer = await engine.cells({ from, to: from + PAGE_SIZE, revision: wanted });
  if (answer.revision !== revision || wanted !== revision) return;
  pages.set(number, answer.cells);
  for (const oldest of pages.keys()) {
    if (pages.size <= PAGES_KEPT) break;
    pages.delete(oldest);
  }
}

let refreshing = false;
/** Ends when the list shows what was asked for last. */
let settled = Promise.resolve();
/** @type {string | null} */
let waiting = null;

/**
 * Asks for the list anew. One question at a time; of those that come meanwhile
 * only the last is asked.
 *
 * @param {string} query
 */
function refresh(query) {
  waiting = query;
  if (!refreshing) settled = answer();
}

async function answer() {
  refreshing = true;
  try {
    while (waiting !== null) {
      const text = waiting;
      waiting = null;
      await ask(text);
    }
  } catch (error) {
    if (!(error instanceof Superseded)) failure.value = String(error);
  } finally {
    refreshing = false;
  }
}

/**
 * A query that is wrong leaves the list as it is.
 *
 * @param {string} query
 */
async function ask(query) {
  const { total, error } = await engine.query({ text: query });
  if (!error) return arrange({ query, total, mistake: null });
  if (!result.peek()) await ask('');
  const shown = result.peek();
  if (shown) await arrange({ ...shown, mistake: { ...error, query } });
}

function relayout() {
  if (result.peek()) refresh(route.peek().query);
}

/** Lays the current list out and shows it. @param {import('./state.js').Result} found */
async function arrange(found) {
  const { width, rows } = viewport.peek();
  if (!width || !rows) return;
  const laid = await engine.layout({ width: rows, viewportWidth: width, gap: GAP, headers: true });
  const scrubber = await engine.scrubber();
  if (laid.revision !== revision) {
    revision = laid.revision;
    pages.clear();
    asked.clear();
  }
  performance.mark('gallery-laid-out', { detail: laid.total });
  batch(() => {
    result.value = found;
    layout.value = laid;
    months.value = scrubber.months;
  });
}
