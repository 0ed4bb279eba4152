import { html } from 'htm/preact';

import { Icon } from './icon.js';

/**
 * A button that shows an icon and is called by its label.
 *
 * @param {object} props
 * @param {import('./icon.js').IconName} props.icon
 * @param {string} props.label
 * @param {() => void} props.onClick
 * @param {string} [props.keys] shortcut, as `i`
 * @param {boolean} [props.pressed] for a button that switches something on and off
 * @param {boolean} [props.disabled]
 * @param {string} [props.name] class beside `button`
 */
export function IconButton({ icon, label, onClick, keys, pressed, disabled, name = '' }) {
  return html`<button
    type="button"
    class="button ${name}"
    aria-label=${label}
    title=${keys ? `${label} (${keys})` : label}
    aria-keyshortcuts=${keys}
    aria-pressed=${pressed}
    disabled=${disabled}
    onClick=${onClick}
  >
    <${Icon} name=${icon} />
  </button>`;
}
