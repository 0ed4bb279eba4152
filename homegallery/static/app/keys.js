import { dialog } from './state.js';

/** Keys that work everywhere but while typing: `/` leads to the search, `?` tells all keys. */
export function startKeys() {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || dialog.peek()) return;
    if (/** @type {Element} */ (event.target).closest('input, textarea, select')) return;
    if (event.key === '/') {
      const box = /** @type {HTMLInputElement | null} */ (document.getElementById('search'));
      if (box?.closest('[inert]')) return;
      event.preventDefault();
      box?.focus();
      box?.select();
    } else if (event.key === '?') {
      event.preventDefault();
      dialog.value = 'shortcuts';
    }
  });
}
