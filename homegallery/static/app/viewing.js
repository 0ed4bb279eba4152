/** The photo that is open, with its neighbours in the list. */

import { effect, signal, untracked } from '@preact/signals';

import { changePhoto } from './commands.js';
import { cellAt, fetchCell, loadCells, positionOf } from './gallery.js';
import { route } from './router.js';
import { layout, library, result } from './state.js';

/** @typedef {import('../engine/protocol.js').Cell} Cell */

/**
 * @typedef {object} Viewing
 * @property {string} id as asked for
 * @property {number} position -1 while it is looked for, or if it is missing
 * @property {Cell | undefined} previous
 * @property {Cell | undefined} current undefined while it is looked for, or if it is missing
 * @property {Cell | undefined} next
 * @property {boolean} missing it is not in the list
 */

/** Neighbours whose data is kept at hand. */
const AROUND = 3;

/** @type {import('@preact/signals').Signal<Viewing | null>} */
export const viewing = signal(null);

export function startViewing() {
  effect(() => {
    const { photo } = route.value;
    // The list may have changed under the photo.
    const ready = layout.value !== null;
    const synced = library.value.synced;
    untracked(() => (photo ? look(photo, ready, synced) : close()));
  });
}

/** Goes on in the list, not beyond its ends. @param {number} step */
export function step(step) {
  const { position } = viewing.peek() ?? { position: -1 };
  if (position >= 0) goTo(position + step);
}

/** @param {number} position beyond the ends means the ends */
export async function goTo(position) {
  const last = (result.peek()?.total ?? 0) - 1;
  const target = Math.min(last, Math.max(0, position));
  const cell = await fetchCell(target);
  if (cell && viewing.peek() && target !== viewing.peek()?.position) changePhoto(cell.id, target);
}

function close() {
  viewing.value = null;
}

/**
 * @param {import('./router.js').Photo} photo
 * @param {boolean} ready whether there is a list
 * @param {boolean} synced whether the list is complete
 */
async function look(photo, ready, synced) {
  const before = viewing.peek();
  viewing.value ??= nothing(photo.id, false);
  if (!ready) return;
  const position = await find(photo);
  if (route.peek().photo !== photo) return;
  if (position < 0) {
    const wasShown = before?.current && before.id === photo.id;
    // It was taken out of the list while it was open: its successor takes its place.
    if (wasShown) await goOn(before.position);
    else viewing.value = nothing(photo.id, synced);
    return;
  }
  await loadCells(Math.max(0, position - AROUND), position + AROUND + 1);
  if (route.peek().photo !== photo) return;
  viewing.value = {
    id: photo.id,
    position,
    previous: position > 0 ? cellAt(position - 1) : undefined,
    current: cellAt(position),
    next: cellAt(position + 1),
    missing: false,
  };
}

/**
 * The position in the history is right as long as the list did not change.
 *
 * @param {import('./router.js').Photo} photo
 */
async function find({ id, position }) {
  const hinted = position === null ? undefined : await fetchCell(position);
  return position !== null && hinted?.id.startsWith(id) ? position : positionOf(id);
}

/** @param {number} position */
async function goOn(position) {
  const target = Math.min(position, (result.peek()?.total ?? 0) - 1);
  const cell = await fetchCell(target);
  if (cell) changePhoto(cell.id, target);
}

/** @param {string} id @param {boolean} missing @returns {Viewing} */
function nothing(id, missing) {
  return { id, position: -1, previous: undefined, current: undefined, next: undefined, missing };
}
