import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';

import { dialog, importing, status } from '../app/state.js';
import { loadStatus } from '../app/status.js';
import { t } from '../i18n/index.js';
import { Dialog } from '../ui/dialog.js';
import { Icon } from '../ui/icon.js';
import { isRunning, pillText, shareOf } from './pill.js';

/** @typedef {import('../app/state.js').Status} Status */

/** Failures shown; the rest is counted. */
const SHOWN = 200;

/** What is imported from where, and what could not be. */
export function StatusDialog() {
  const progress = importing.value;
  useEffect(() => void loadStatus(), [progress]);
  const known = status.value;
  return html`<${Dialog} title=${t('status')} onClose=${() => (dialog.value = null)}>
    <${ImportState} progress=${progress ?? known?.import ?? null} />
    ${known ? html`<${Known} known=${known} />` : html`<p class="dim">${t('statusUnavailable')}</p>`}
  <//>`;
}

/** @param {{progress: import('../app/state.js').ImportProgress | null}} props */
function ImportState({ progress }) {
  if (!progress) return html`<p>${t('importIdle')}</p>`;
  if (isRunning(progress)) {
    return html`<div class="status-import">
      <p role="status">${pillText(progress)}</p>
      <progress max="1" value=${shareOf(progress)} aria-label=${t('status')} />
      ${progress.source && html`<p class="dim">${t('inSource', { source: progress.source })}</p>`}
    </div>`;
  }
  const texts = { done: 'importDone', stopped: 'importStopped', failed: 'importFailed', idle: 'importIdle' };
  const key = /** @type {import('../i18n/en.js').TextKey} */ (
    texts[/** @type {keyof typeof texts} */ (progress.phase)] ?? 'importIdle'
  );
  return html`<div class="status-import">
    <p role="status">${t(key)}</p>
    ${progress.message && html`<p class="dim">${progress.message}</p>`}
  </div>`;
}

/** @param {{known: Status}} props */
function Known({ known }) {
  return html`
    <${Sources} sources=${known.sources} />
    ${!known.tools.exiftool && html`<${Hint} text=${t('missingExiftool')} />`}
    ${!known.tools.ffmpeg && html`<${Hint} text=${t('missingFfmpeg')} />`}
    <${Failures} failures=${known.failures} />
    <p class="dim">
      ${t('entriesTotal', { count: known.entries })} · ${t('version', { version: known.version })}
    </p>
  `;
}

/** @param {{sources: Status['sources']}} props */
export function Sources({ sources }) {
  if (!sources.length) return html`<p>${t('noSources')}</p>`;
  return html`<section>
    <h3>${t('sources')}</h3>
    <ul class="sources">
      ${sources.map(
        ({ name, dir, offline }) => html`<li key=${name} class=${offline ? 'offline' : ''}>
          <${Icon} name="folder" />
          <span class="path">${dir ?? name}</span>
          <span class="dim">${t(offline ? 'sourceOffline' : 'sourceOnline')}</span>
        </li>`,
      )}
    </ul>
  </section>`;
}

/** @param {{text: string}} props */
function Hint({ text }) {
  return html`<p class="hint"><${Icon} name="alert" /><span>${text}</span></p>`;
}

/** @param {{failures: Status['failures']}} props */
function Failures({ failures }) {
  if (!failures.length) {
    return html`<p class="good"><${Icon} name="check" /><span>${t('noFailures')}</span></p>`;
  }
  const more = failures.length - SHOWN;
  return html`<section>
    <h3>${t('failures', { count: failures.length })}</h3>
    <ul class="failures">
      ${failures.slice(0, SHOWN).map(
        ({ index, filename, step, error }) => html`<li key=${`${index}:${filename}:${step}`}>
          <span class="path">${filename}</span>
          <span class="reason">${error}</span>
          <span class="dim">${index} · ${t('failedStep', { step })}</span>
        </li>`,
      )}
    </ul>
    ${more > 0 && html`<p class="dim">${t('moreFailures', { count: more })}</p>`}
  </section>`;
}
