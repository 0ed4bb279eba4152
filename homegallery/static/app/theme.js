import { read, write } from './preferences.js';

/** @typedef {'system' | 'light' | 'dark'} Theme */

/** @returns {Theme} */
export function theme() {
  const saved = read('theme');
  return saved === 'light' || saved === 'dark' ? saved : 'system';
}

/** Colours the page. @param {Theme} [chosen] */
export function applyTheme(chosen = theme()) {
  if (chosen === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = chosen;
}

/** @param {Theme} chosen */
export function chooseTheme(chosen) {
  write('theme', chosen === 'system' ? null : chosen);
  applyTheme(chosen);
}
