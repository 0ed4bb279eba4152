/** Puts the app together and lets it take over the page the server wrote. */

import { effect, untracked } from '@preact/signals';
import { html } from 'htm/preact';
import { render } from 'preact';

import { locale, t } from '../i18n/index.js';
import { Bar } from '../views/bar.js';
import { Empty } from '../views/empty.js';
import { Scrubber } from '../views/scrubber.js';
import { Shell } from '../views/shell.js';
import { Stream } from '../views/stream.js';
import { startEvents } from './events.js';
import { startGallery } from './gallery.js';
import { startKeys } from './keys.js';
import { startRemoteConsole } from './remoteConsole.js';
import { startRouter } from './router.js';
import { failure } from './state.js';
import { startViewing, viewing } from './viewing.js';

startRemoteConsole();
history.scrollRestoration = 'manual';

const bar = part('bar');
const below = part('below');
startRouter();
const stream = new Stream(part('stream'), bar);

bar.replaceChildren();
render(html`<${Bar} />`, bar);
render(html`<${Empty} />`, part('empty'));
render(html`<${Scrubber} onScroll=${(/** @type {number} */ top) => stream.scrollTo(top)} />`, part('side'));
render(html`<${Shell} origin=${{ boxOf, previewSize, onLeave }} />`, part('over'));

effect(() => {
  document.documentElement.lang = locale.value;
  part('skip').textContent = t('skipToPhotos');
  part('side').ariaLabel = t('scrubber');
});
effect(() => {
  const open = viewing.value !== null;
  below.inert = open;
  document.documentElement.classList.toggle('viewing', open);
});

startViewing();
startKeys();
startEvents();
startGallery().catch((error) => {
  failure.value = String(error);
});

/** @param {number} position */
function boxOf(position) {
  return stream.boxInWindow(position);
}

/** @param {number} position */
function previewSize(position) {
  return stream.grid.previewSize(position);
}

/** @param {number} position the photo that was open last */
function onLeave(position) {
  below.inert = false;
  untracked(() => stream.reveal(position, 'centre'));
  return boxOf(position);
}

/** @param {string} id @returns {HTMLElement} */
function part(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}
