import { html } from 'htm/preact';

import { dialog } from '../app/state.js';
import { t } from '../i18n/index.js';
import { Dialog } from '../ui/dialog.js';

/** @typedef {import('../i18n/en.js').TextKey} TextKey */

/** @type {[string[], TextKey][]} */
const STREAM = [
  [['←', '→', '↑', '↓'], 'keyMove'],
  [['Enter'], 'keyOpen'],
  [['/'], 'keySearch'],
  [['?'], 'keyHelp'],
];

/** @type {[string[], TextKey][]} */
const VIEWER = [
  [['←', '→'], 'keyPrevNext'],
  [['Home', 'End'], 'keyFirstLast'],
  [['Ctrl ←', 'Ctrl →'], 'keyJump'],
  [['Esc'], 'keyBack'],
  [['i'], 'keyDetails'],
  [['s'], 'similar'],
  [['a'], 'facesAndObjects'],
  [['t'], 'keyOverlay'],
  [['f'], 'keyFullScreen'],
  [['+', '−', '0'], 'keyZoom'],
  [['l'], 'playLive'],
  [['c'], 'keyChronology'],
];

/** The keys that do something. */
export function ShortcutsDialog() {
  return html`<${Dialog} title=${t('shortcuts')} onClose=${() => (dialog.value = null)}>
    <${Keys} title=${t('inStream')} keys=${STREAM} />
    <${Keys} title=${t('inViewer')} keys=${VIEWER} />
  <//>`;
}

/** @param {{title: string, keys: [string[], TextKey][]}} props */
function Keys({ title, keys }) {
  return html`<section>
    <h3>${title}</h3>
    <dl class="keys">
      ${keys.map(
        ([names, text]) => html`<div key=${text}>
          <dt>${names.map((name) => html`<kbd key=${name}>${name}</kbd>`)}</dt>
          <dd>${t(text)}</dd>
        </div>`,
      )}
    </dl>
  </section>`;
}
