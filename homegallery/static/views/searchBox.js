import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';

import { search } from '../app/commands.js';
import { route } from '../app/router.js';
import { result } from '../app/state.js';
import { t } from '../i18n/index.js';
import { IconButton } from '../ui/button.js';
import { Icon } from '../ui/icon.js';

/** Pause in typing after which the list follows, ms. */
const PAUSE = 150;

/** The search box; the list follows while typing, and `/` leads to it. */
export function SearchBox() {
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const timer = useRef(0);
  const { query } = route.value;
  useEffect(() => {
    // The box shows the words of the address, but never changes under the typing hand.
    if (input.current && document.activeElement !== input.current) input.current.value = query;
  }, [query]);

  const follow = (/** @type {number} */ delay) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const words = input.current?.value.trim() ?? '';
      search(words, words !== '' && route.peek().query !== '');
    }, delay);
  };
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    follow(0);
    input.current?.blur();
  };
  const clear = () => {
    if (input.current) input.current.value = '';
    input.current?.focus();
    follow(0);
  };
  const keyed = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    if (input.current?.value) clear();
    else input.current?.blur();
  };
  const error = result.value?.error;
  return html`<form class="search" role="search" onSubmit=${submit}>
    <${Icon} name="search" />
    <input
      ref=${input}
      id="search"
      type="text"
      inputmode="search"
      enterkeyhint="search"
      autocomplete="off"
      spellcheck=${false}
      defaultValue=${query}
      aria-label=${t('search')}
      aria-keyshortcuts="/"
      aria-invalid=${error ? 'true' : undefined}
      aria-describedby=${error ? 'search-error' : undefined}
      placeholder=${t('searchHint')}
      onInput=${() => follow(PAUSE)}
      onKeyDown=${keyed}
    />
    ${query
      ? html`<${IconButton} icon="close" label=${t('clearSearch')} onClick=${clear} />`
      : html`<kbd aria-hidden="true">/</kbd>`}
    ${error && html`<p class="search-error" id="search-error" role="alert">${t(error.message.key, error.message.params)}</p>`}
  </form>`;
}
