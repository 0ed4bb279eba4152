/**
 * News from the server: a changed database, the import. The stream is opened
 * again when it breaks; the first message then tells whether news was missed.
 */

import { sync } from './gallery.js';
import { importing, offline } from './state.js';
import { url } from './url.js';

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 120_000;

let pause = FIRST_PAUSE;

export function startEvents() {
  const source = new EventSource(url('api/events/stream'));
  source.addEventListener('open', () => {
    pause = FIRST_PAUSE;
    told(false);
  });
  source.addEventListener('message', ({ data }) => receive(JSON.parse(data)));
  source.addEventListener('error', () => {
    source.close();
    told(true);
    const again = setTimeout(retry, pause);
    addEventListener('online', retry, { once: true });
    pause = Math.min(LONGEST_PAUSE, pause * 2);
    function retry() {
      clearTimeout(again);
      removeEventListener('online', retry);
      startEvents();
    }
  });
}

/** @param {any} message */
function receive(message) {
  if (message.type === 'import') importing.value = message.progress;
  // The first message tells the hash, too: the library may have changed since the page was made.
  const tellsHash = message.type === 'server' || message.type === 'pong';
  if (tellsHash && message.rootHash) sync(message.rootHash);
}

/** @param {boolean} broken */
function told(broken) {
  offline.value = { ...offline.value, events: broken };
}
