import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';

import { search } from '../app/commands.js';
import { failure, importing, library, result, status } from '../app/state.js';
import { loadStatus } from '../app/status.js';
import { t } from '../i18n/index.js';
import { isRunning, pillText } from './pill.js';
import { Sources } from './statusDialog.js';

/** What is said in place of photos. */
export function Empty() {
  if (failure.value) return html`<${Failure} message=${failure.value} />`;
  const found = result.value;
  if (!found || found.total > 0) return null;
  if (found.query) return html`<${NoResults} query=${found.query} />`;
  const { loaded, total, synced } = library.value;
  if (!synced && total > 0) return html`<p class="empty">${t('loading', { loaded, total })}</p>`;
  return html`<${EmptyGallery} />`;
}

/** @param {{query: string}} props */
function NoResults({ query }) {
  return html`<div class="empty">
    <p>${t('noResults', { query })}</p>
    <button type="button" class="text-button" onClick=${() => search('')}>${t('showAll')}</button>
  </div>`;
}

function EmptyGallery() {
  const progress = importing.value;
  useEffect(() => void loadStatus(), [progress?.phase]);
  const known = status.value;
  const running = progress !== null && isRunning(progress);
  return html`<div class="empty">
    <h1>${t('emptyTitle')}</h1>
    ${known && (known.sources.length ? html`<p>${t('emptyWatching')}</p>` : html`<p>${t('emptyNoSources')}</p>`)}
    ${known && known.sources.length > 0 && html`<${Sources} sources=${known.sources} />`}
    ${known?.sources.some(({ offline }) => offline) && html`<p class="dim">${t('emptyOffline')}</p>`}
    <p role="status" class="dim">${progress && running ? pillText(progress) : t('importIdle')}</p>
    ${progress && running && html`<progress max="1" value=${progress.total ? progress.done / progress.total : undefined} aria-hidden="true" />`}
  </div>`;
}

/** @param {{message: string}} props */
function Failure({ message }) {
  return html`<div class="empty" role="alert">
    <p>${t('engineFailed', { message })}</p>
    <button type="button" class="text-button" onClick=${() => location.reload()}>${t('reload')}</button>
  </div>`;
}
