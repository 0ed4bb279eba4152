/**
 * News from the server: a changed database, the import. The stream is opened
 * again when it breaks, and the library synced then, as news may have been missed.
 */

import { sync } from './gallery.js';
import { importing, offline } from './state.js';
import { url } from './url.js';

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 120_000;

let pause = FIRST_PAUSE;
let missed = false;

export function startEvents() {
  const source = new EventSource(url('api/events/stream'));
  source.addEventListener('open', () => {
    pause = FIRST_PAUSE;
    told(false);
    if (missed) sync();
    missed = false;
  });
  source.addEventListener('message', ({ data }) => receive(JSON.parse(data)));
  source.addEventListener('error', () => {
    source.close();
    missed = true;
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
  if (message.type === 'server' && message.action === 'databaseReloaded') sync();
}

/** @param {boolean} broken */
function told(broken) {
  offline.value = { ...offline.value, events: broken };
}
