import { read } from '../app/preferences.js';

/** Languages there are texts for, by their own name. */
export const LANGUAGES = Object.freeze({ en: 'English', de: 'Deutsch' });

/** @typedef {keyof typeof LANGUAGES} Language */

/**
 * The locale to speak and format in: the chosen language, else the first of the
 * browser's languages there are texts for; its region is kept (`de-AT`).
 *
 * @param {string | null} [chosen] a language of LANGUAGES; null follows the browser
 * @param {readonly string[]} [preferred]
 * @returns {string}
 */
export function locale(chosen = read('language'), preferred = navigator.languages) {
  const offered = Object.keys(LANGUAGES);
  const wanted = chosen && offered.includes(chosen) ? [chosen] : offered;
  return preferred.find((tag) => wanted.includes(languageOf(tag))) ?? wanted[0] ?? 'en';
}

/**
 * @param {string} tag locale, as `de-AT`
 * @returns {Language}
 */
export function languageOf(tag) {
  return /** @type {Language} */ (tag.toLowerCase().split('-')[0] ?? 'en');
}
