import { html } from 'htm/preact';

import { dialog } from '../app/state.js';
import { viewing } from '../app/viewing.js';
import { AppearanceDialog } from './appearance.js';
import { ShortcutsDialog } from './shortcuts.js';
import { StatusDialog } from './statusDialog.js';
import { Viewer } from './viewer.js';

const DIALOGS = { status: StatusDialog, appearance: AppearanceDialog, shortcuts: ShortcutsDialog };

/** What lies over the stream. @param {{origin: import('./viewer.js').Origin}} props */
export function Shell({ origin }) {
  return html`
    ${viewing.value && html`<${Viewer} origin=${origin} />`}
    ${dialog.value && html`<${DIALOGS[dialog.value]} key=${dialog.value} />`}
  `;
}
