/** Everything the views show, as signals. */

import { computed, signal } from '@preact/signals';

import { read } from './preferences.js';

/**
 * @typedef {object} ImportProgress
 * @property {'idle' | 'indexing' | 'importing' | 'done' | 'stopped' | 'failed'} phase
 * @property {string} source
 * @property {number} done
 * @property {number} total
 * @property {number} failures
 * @property {number} rate files per second
 * @property {number | null} remaining seconds
 * @property {string} message
 * @property {number} pending photos and videos that wait for a conversion or an address
 * @property {number} file_done how much of the running conversion is done, from 0 to 1
 */

/**
 * @typedef {object} Result
 * @property {string} query
 * @property {number} total
 * @property {import('./mistake.js').Mistake | null} mistake in the query asked for since then
 */

/** @typedef {'status' | 'appearance' | 'shortcuts'} DialogName */

/** Entries known to the engine, and expected in the end. */
export const library = signal({ loaded: 0, total: 0, synced: false });

/** The list as last found; null before the first query. */
export const result = signal(/** @type {Result | null} */ (null));

/** The rows of the list; null before the first layout. */
export const layout = signal(/** @type {import('../engine/protocol.js').Layout | null} */ (null));

/** Months of the list by place, for the scrubber. */
export const months = signal(/** @type {import('../engine/protocol.js').ScrubberMonth[]} */ ([]));

/** Size of the window and of the rows in it, px. */
export const viewport = signal({ width: 0, height: 0, rows: 0 });

/** The part of the stream in the window, px. */
export const span = signal({ top: 0, height: 0 });
export const windowHeight = computed(() => span.value.height);

/** What the running import told last. */
export const importing = signal(/** @type {ImportProgress | null} */ (null));

/** The answer of `api/status`, as long as it is looked at. */
export const status = signal(/** @type {Status | null} */ (null));

/**
 * @typedef {object} Status
 * @property {string} version
 * @property {number} entries
 * @property {ImportProgress | null} import
 * @property {{index: string, filename: string, step: string, error: string, time: string}[]} failures
 * @property {{name: string, offline: boolean, dir?: string}[]} sources
 * @property {{exiftool: boolean, ffmpeg: boolean}} tools
 */

/** True while the server does not answer: told by the engine, and by the event stream. */
export const offline = signal({ engine: false, events: false });

/** Why the app cannot work at all. */
export const failure = signal('');

/** The dialog that is open. */
export const dialog = signal(/** @type {DialogName | null} */ (null));

/** Whether details are shown beside a photo. */
export const detailsShown = signal(read('details') === 'shown');

/** Whether frames are drawn around faces and objects. */
export const boxesShown = signal(read('boxes') === 'shown');

/** Whether the clip of the open photo plays. */
export const livePlaying = signal(false);

/** Whether the buttons over a photo are shown. */
export const overlayShown = signal(true);
