/** What a person can ask for. */

import { write } from './preferences.js';
import { similarTo } from './queries.js';
import { historyState, listHref, navigate, photoHref, route } from './router.js';
import { boxesShown, detailsShown } from './state.js';

/**
 * Opens a photo over its list.
 *
 * @param {string} id
 * @param {number} position
 */
export function openPhoto(id, position) {
  const { query } = route.peek();
  const state = { listLocation: listHref(query), index: position, opened: true };
  navigate(photoHref(id, query), { state });
}

/**
 * Goes from the open photo to another one of the list.
 *
 * @param {string} id
 * @param {number} position
 */
export function changePhoto(id, position) {
  const { query } = route.peek();
  const state = { ...historyState(), listLocation: listHref(query), index: position };
  navigate(photoHref(id, query), { replace: true, state });
}

/** Goes back from the photo to its list. */
export function closePhoto() {
  if (historyState().opened) history.back();
  else navigate(listHref(route.peek().query), { replace: true });
}

/**
 * @param {string} words "" shows all
 * @param {boolean} [replace] the present address, as while typing
 */
export function search(words, replace = false) {
  if (words !== route.peek().query || route.peek().photo) navigate(listHref(words), { replace });
}

/** Shows the open photo among all photos. @param {string} id */
export function showAmongAll(id) {
  navigate(listHref(''), { state: { anchor: { id, offset: innerHeight / 3 } } });
}

/** Lists what is like a photo, which comes first. @param {string} id */
export function showSimilar(id) {
  search(similarTo(id));
}

export function toggleBoxes() {
  boxesShown.value = !boxesShown.peek();
  write('boxes', boxesShown.peek() ? 'shown' : null);
}

/** @param {boolean} [shown] */
export function toggleDetails(shown = !detailsShown.peek()) {
  detailsShown.value = shown;
  write('details', shown ? 'shown' : null);
}
