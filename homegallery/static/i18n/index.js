import { computed, signal } from '@preact/signals';

import { de } from './de.js';
import { en } from './en.js';
import { format } from './format.js';
import { languageOf, locale as chosenLocale } from './language.js';

const TEXTS = { en, de };

/** The locale of everything on the page; set it to translate the running app. */
export const locale = signal(chosenLocale());

/** Formatter of dates and numbers; reading it redraws on a change of language. */
export const formats = computed(() => format(locale.value));

const plurals = computed(() => new Intl.PluralRules(locale.value));

/**
 * The text of a key in the current language.
 *
 * @param {import('./en.js').TextKey} key
 * @param {Record<string, string | number>} [params] numbers are written in the locale
 * @returns {string}
 */
export function t(key, params = {}) {
  const entry = TEXTS[languageOf(locale.value)][key];
  const text = typeof entry === 'string' ? entry : entry[plural(Number(params['count']))];
  return text.replace(/\{(\w+)\}/g, (_, name) => shown(params[name]));
}

/** @param {number} count @returns {'one' | 'other'} */
function plural(count) {
  return plurals.value.select(count) === 'one' ? 'one' : 'other';
}

/** @param {string | number | undefined} value */
function shown(value) {
  return typeof value === 'number' ? formats.value.number(value) : (value ?? '');
}
