import { html } from 'htm/preact';
import { useEffect, useId, useRef } from 'preact/hooks';

import { t } from '../i18n/index.js';
import { IconButton } from './button.js';

/**
 * A dialog over everything. The focus stays in it, and goes back in the end.
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
    const before = /** @type {HTMLElement | null} */ (document.activeElement);
    ref.current?.showModal();
    // Taken off the page, the dialog closes, but does not give the focus back by itself.
    return () => before?.focus();
  }, []);
  const outside = (/** @type {MouseEvent} */ event) => {
    if (event.target === ref.current) onClose();
  };
  const cancelled = (/** @type {Event} */ event) => {
    event.preventDefault(); // whoever opened it takes it off the page, which closes it
    onClose();
  };
  return html`<dialog
    class="dialog"
    ref=${ref}
    aria-labelledby=${id}
    onCancel=${cancelled}
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
