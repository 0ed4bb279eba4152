/**
 * What the address says. The list is `/` or `/search/<words>`; a photo lies over
 * its list as `/view/<id>`, with the list's words as `?q=`, so that it can be
 * shared and reloaded. `/similar/<id>` and `/faces/<id>/<number>` with more words as
 * `?q=` are addresses of the original.
 */

import { signal } from '@preact/signals';

import { ofFace, similarTo } from './queries.js';
import { BASE, url } from './url.js';

/**
 * @typedef {object} Photo
 * @property {string} id whole id or its first digits
 * @property {number | null} position in the list, a hint
 *
 * @typedef {object} Route
 * @property {string} query words the list was searched for, "" for all
 * @property {Photo | null} photo shown over the list
 */

/**
 * @typedef {object} HistoryState
 * @property {string} [listLocation] relative URL of the list below the photo
 * @property {number} [index] position of the photo in it
 * @property {boolean} [opened] true: the list is the history entry before
 * @property {Anchor} [anchor] where the list was left
 *
 * @typedef {object} Anchor
 * @property {string} id of a photo
 * @property {number} offset of its row below the upper edge of the window, px
 */

/** @type {import('@preact/signals').Signal<Route>} */
export const route = signal({ query: '', photo: null });

/**
 * @param {string} path relative to the base, without leading slash
 * @param {URLSearchParams} params
 * @param {HistoryState | null} [state]
 * @returns {Route | null} null for an address that means nothing here
 */
export function parse(path, params, state = null) {
  if (path === '') return { query: params.get('q') ?? '', photo: null };
  const [kind, ...rest] = path.split('/');
  const value = decoded(rest.join('/'));
  if (kind === 'search') return { query: value, photo: null };
  const likeness = likenessQuery(kind, rest);
  if (likeness) return { query: [likeness, params.get('q')].filter(Boolean).join(' '), photo: null };
  if (kind !== 'view' || !/^\w{4,40}$/.test(value)) return null;
  return {
    query: params.get('q') ?? queryOf(state?.listLocation ?? ''),
    photo: { id: value, position: state?.index ?? null },
  };
}

/**
 * @param {string} kind
 * @param {string[]} rest
 */
function likenessQuery(kind, [id = '', number = '']) {
  if (!/^[0-9a-f]{1,40}$/.test(id)) return '';
  if (kind === 'similar') return similarTo(id);
  return kind === 'faces' && /^[0-9]{1,4}$/.test(number) ? ofFace(id, Number(number)) : '';
}

/** @param {string} query @returns {string} relative URL of a list */
export function listHref(query) {
  return query ? `search/${encodeURIComponent(query)}` : '';
}

/**
 * @param {string} id
 * @param {string} query of the list it is opened from
 * @returns {string} relative URL of a photo
 */
export function photoHref(id, query) {
  const path = `view/${encodeURIComponent(id.slice(0, 12))}`;
  return query ? `${path}?q=${encodeURIComponent(query)}` : path;
}

let leaving = () => {};

/** What is to be noted with an address before another one follows. @param {() => void} action */
export function beforeLeaving(action) {
  leaving = action;
}

/** Follows the address from now on. */
export function startRouter() {
  addEventListener('popstate', read);
  read();
}

/**
 * @param {string} href relative to the base
 * @param {{replace?: boolean, state?: HistoryState}} [options]
 */
export function navigate(href, { replace = false, state = {} } = {}) {
  if (replace) history.replaceState(state, '', url(href));
  else {
    leaving();
    history.pushState(state, '', url(href));
  }
  read();
}

/** Keeps something with the present address. @param {HistoryState} state */
export function remember(state) {
  history.replaceState({ ...historyState(), ...state }, '');
}

/** @returns {HistoryState} */
export function historyState() {
  return /** @type {HistoryState | null} */ (history.state) ?? {};
}

function read() {
  const base = new URL(BASE).pathname;
  // A prefix without its last slash is the root, too.
  const path = location.pathname.startsWith(base) ? location.pathname.slice(base.length) : '';
  const found = parse(path, new URLSearchParams(location.search), historyState());
  if (found) route.value = found;
  else navigate('', { replace: true });
}

/** @param {string} listLocation */
function queryOf(listLocation) {
  return listLocation.startsWith('search/') ? decoded(listLocation.slice('search/'.length)) : '';
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone percent sign typed by hand
  }
}
