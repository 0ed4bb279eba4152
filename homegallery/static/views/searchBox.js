import { html } from 'htm/preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { search } from '../app/commands.js';
import { wrongPart } from '../app/mistake.js';
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
  const [text, setText] = useState(query);
  const write = (/** @type {string} */ words) => {
    if (input.current) input.current.value = words;
    setText(words);
  };
  useEffect(() => {
    // The box shows the words of the address, but never changes under the typing hand.
    if (document.activeElement !== input.current) write(query);
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
    write('');
    input.current?.focus();
    follow(0);
  };
  const keyed = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    if (input.current?.value) clear();
    else input.current?.blur();
  };
  const typed = (/** @type {InputEvent} */ event) => {
    setText(/** @type {HTMLInputElement} */ (event.target).value);
    follow(PAUSE);
  };
  const mistake = result.value?.mistake;
  // What was typed since may be right.
  const wrong = mistake?.query === text.trim() ? mistake : null;
  return html`<form class="search" role="search" onSubmit=${submit}>
    <${Icon} name="search" />
    <div class="search-field">
      ${wrong && html`<${Mark} input=${input} text=${text} mistake=${wrong} />`}
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
        aria-invalid=${wrong ? 'true' : undefined}
        aria-describedby=${wrong ? 'search-mistake' : undefined}
        placeholder=${t('searchHint')}
        onInput=${typed}
        onKeyDown=${keyed}
      />
    </div>
    ${query
      ? html`<${IconButton} icon="close" label=${t('clearSearch')} onClick=${clear} />`
      : html`<kbd aria-hidden="true">/</kbd>`}
    <div role="status">
      ${wrong &&
      html`<p class="search-mistake" id="search-mistake">
        ${t(wrong.message.key, wrong.message.params)}.
        ${wrong.hint && html` <span>${t('didYouMean', { suggestion: wrong.hint })}</span>`}
      </p>`}
    </div>
  </form>`;
}

/**
 * A line below what is wrong: the same text as in the box, unseen, behind it.
 *
 * @param {object} props
 * @param {{current: HTMLInputElement | null}} props.input
 * @param {string} props.text
 * @param {import('../app/mistake.js').Mistake} props.mistake
 */
function Mark({ input, text, mistake }) {
  const element = useRef(/** @type {HTMLDivElement | null} */ (null));
  useEffect(() => {
    const box = input.current;
    const follow = () => {
      if (element.current && box) element.current.scrollLeft = box.scrollLeft;
    };
    follow();
    box?.addEventListener('scroll', follow);
    return () => box?.removeEventListener('scroll', follow);
  }, [text]);
  const { before, wrong } = wrongPart(text, mistake.column);
  return html`<div class="search-mark" ref=${element} aria-hidden="true">${before}<u>${wrong}</u></div>`;
}
