import { html } from 'htm/preact';

import { search } from '../app/commands.js';
import { page } from '../app/page.js';
import { dialog, library, offline, result } from '../app/state.js';
import { t } from '../i18n/index.js';
import { IconButton } from '../ui/button.js';
import { Icon } from '../ui/icon.js';
import { Pill } from './pill.js';
import { SearchBox } from './searchBox.js';

/** The bar above the stream. The server writes the same one into the page. */
export function Bar() {
  const home = (/** @type {MouseEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    search('');
    scrollTo(0, 0);
  };
  return html`
    <a class="brand" href="." onClick=${home}>${page.title}</a>
    <${SearchBox} />
    <div class="bar-end">
      <${OfflineBadge} />
      <${Pill} />
      <${Count} />
      <${IconButton} icon="view" label=${t('view')} onClick=${() => (dialog.value = 'appearance')} />
    </div>
  `;
}

function Count() {
  const found = result.value;
  const total = found ? found.total : page.total;
  const key = found?.query ? 'resultCount' : 'photoCount';
  return html`<span class="count" role="status">
    ${library.value.total || found?.query ? t(key, { count: found?.query ? total : library.value.total }) : ''}
  </span>`;
}

function OfflineBadge() {
  const { engine, events } = offline.value;
  if (!engine && !events) return null;
  return html`<span class="badge-offline" role="status" title=${t('offlineLong')}>
    <${Icon} name="offline" /><span>${t('offline')}</span>
  </span>`;
}
