/** Entry of the engine's worker: connects the gallery with its messages. */

import { answerRequest } from './answer.js';
import { Gallery } from './gallery.js';
import { systemClock } from './notices.js';
import { openStore } from './store.js';

/**
 * What this module needs of the worker's global scope; TypeScript's own type of it does not go
 * together with the types of pages.
 *
 * @typedef {object} WorkerScope
 * @property {(message: unknown, transfer?: Transferable[]) => void} postMessage
 * @property {(type: 'message', listener: (event: MessageEvent) => void) => void} addEventListener
 */

const scope = /** @type {WorkerScope} */ (/** @type {unknown} */ (self));

const channel = new MessageChannel();
/** @type {(() => void)[]} */
const paused = [];
channel.port1.onmessage = () => paused.shift()?.();

/** Ends after messages that wait already; timers would wait some milliseconds more. */
function pause() {
  return new Promise((/** @type {(value: void) => void} */ resolve) => {
    paused.push(resolve);
    channel.port2.postMessage(null);
  });
}

const gallery = new Gallery({
  fetch: (input, init) => fetch(input, init),
  openStore: (base) => openStore(base, self.indexedDB),
  notify: (notice) => scope.postMessage(notice),
  clock: systemClock,
  pause,
});

scope.addEventListener('message', async ({ data }) => {
  const { reply, transfer } = await answerRequest(gallery, data);
  scope.postMessage(reply, transfer);
});
