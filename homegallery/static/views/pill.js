import { html } from 'htm/preact';

import { dialog, importing } from '../app/state.js';
import { formats, t } from '../i18n/index.js';
import { Icon } from '../ui/icon.js';

/** @typedef {import('../app/state.js').ImportProgress} ImportProgress */

/** What the import does, in one line; it opens the status. Nothing to tell, no pill. */
export function Pill() {
  const progress = importing.value;
  const words = progress && pillText(progress);
  if (!progress || !words) return null;
  const running = isRunning(progress);
  return html`<button
    type="button"
    class="pill ${running ? 'running' : ''}"
    onClick=${() => (dialog.value = 'status')}
    title=${words}
  >
    <${Icon} name=${running ? 'import' : 'alert'} />
    <span>${words}</span>
    ${running && html`<progress max="1" value=${shareOf(progress)} aria-hidden="true" />`}
  </button>`;
}

/**
 * How much is done, from 0 to 1: of all files, then of the video that is converted.
 *
 * @param {ImportProgress} progress
 */
export function shareOf(progress) {
  if (isCompleting(progress)) return progress.file_done;
  return progress.total ? progress.done / progress.total : 0;
}

/**
 * Whether all files are in, and some wait for a conversion or an address.
 *
 * @param {ImportProgress} progress
 */
function isCompleting({ done, total, pending }) {
  return pending > 0 && done >= total;
}

/** @param {ImportProgress} progress */
export function isRunning({ phase }) {
  return phase === 'indexing' || phase === 'importing';
}

/**
 * @param {ImportProgress} progress
 * @returns {string} "" when there is nothing to tell
 */
export function pillText(progress) {
  const { phase, total, failures } = progress;
  if (phase === 'indexing') {
    return total > 0 ? t('indexingCount', { count: total }) : t('indexing');
  }
  if (phase === 'importing') return importingText(progress);
  if (phase === 'failed') return t('importFailed');
  return failures ? t('failuresPill', { count: failures }) : '';
}

/** @param {ImportProgress} progress */
function importingText(progress) {
  const { done, total, rate, remaining, pending } = progress;
  if (isCompleting(progress)) return t('completing', { count: pending });
  if (remaining === null || rate <= 0) return t('importPillEarly', { done, total });
  const span = t('about', { time: formats.value.span(remaining) });
  return t('importPill', { done, total, rate: rate < 10 ? rate : Math.round(rate), remaining: span });
}
