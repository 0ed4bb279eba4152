import { importing, status } from './state.js';
import { url } from './url.js';

/** The server counts and lists anew for each answer, so not more often than this, ms. */
const PAUSE = 1500;

let asked = 0;
/** @type {number | undefined} */
let timer;

/** Fetches `api/status`; asked often, it goes at most every other second. */
export function loadStatus() {
  clearTimeout(timer);
  const wait = asked + PAUSE - performance.now();
  if (asked && wait > 0) timer = setTimeout(fetchStatus, wait);
  else fetchStatus();
}

async function fetchStatus() {
  asked = performance.now();
  try {
    const answer = await fetch(url('api/status'));
    if (!answer.ok) return;
    status.value = await answer.json();
    importing.value ??= status.value?.import ?? null;
  } catch {
    // Without a connection the last status stays; the badge tells that it is offline.
  }
}
