import { html } from 'htm/preact';
import { useEffect, useId, useRef } from 'preact/hooks';

import { t } from '../i18n/index.js';
import { IconButton } from './button.js';

/**
 * A dialog over everything. The browser keeps the focus in it and gives it back.
 *
 * @param {object} props
 * @param {string} props.title
 * @param {() => void} props.onClose
 * @param {import('preact').ComponentChildren} props.children
 */
export function Dialog({ title, onClose, children }) {
  const ref = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  const outside = (/** @type {MouseEvent} */ event) => {
    if (event.target === ref.current) onClose();
  };
  return html`<dialog
    class="dialog"
    ref=${ref}
    aria-labelledby=${id}
    onClose=${onClose}
    onClick=${outside}
  >
    <div class="dialog-body">
      <header class="dialog-head">
        <h2 id=${id}>${title}</h2>
        <${IconButton} icon="close" label=${t('close')} onClick=${onClose} />
      </header>
      ${children}
    </div>
  </dialog>`;
}
