/**
 * Text as it is compared and searched, the twin of `homegallery/query/text.py`.
 *
 * Folded text is lower case (full Unicode mapping), a final sigma like any other, then in normal
 * form C, so that decomposed file names of macOS are found.
 */

/** Latin 1 has no decomposed forms. */
const WIDE = /[^\x00-\xff]/;

/** @param {string} text */
export function normal(text) {
  return WIDE.test(text) ? text.normalize('NFC') : text;
}

/**
 * `text` without the difference of upper and lower case.
 *
 * @param {string} text
 */
export function fold(text) {
  const lower = text.toLowerCase();
  return WIDE.test(lower) ? lower.replaceAll('ς', 'σ').normalize('NFC') : lower;
}

/**
 * Line feeds as blanks: many corpora can then be kept as the lines of one text.
 *
 * @param {string} text
 */
export function onOneLine(text) {
  return text.replaceAll('\n', ' ');
}
