/** The elements that hold the cells of the stream, as the server's first rows need them, too. */

/**
 * A month: a box with a header that sticks while the month is in the window.
 *
 * @param {string} title
 */
export function monthElement(title) {
  const element = document.createElement('div');
  element.role = 'rowgroup';
  element.className = 'month';
  const header = document.createElement('div');
  header.className = 'month-header';
  header.role = 'row';
  const words = document.createElement('div');
  words.role = 'rowheader';
  words.className = 'month-words';
  words.append(spanElement('month-title', title), spanElement('month-about', ''));
  header.append(words);
  element.append(header);
  return element;
}

/**
 * @param {HTMLElement} element of a month
 * @param {number} top px
 * @param {number} bottom px where the next month starts
 */
export function placeMonth(element, top, bottom) {
  element.style.top = `${top}px`;
  element.style.height = `${bottom - top}px`;
}

/**
 * @param {number} index in the whole stream
 * @param {number} top px in its month
 * @param {number} height px
 */
export function rowElement(index, top, height) {
  const element = document.createElement('div');
  element.className = 'row';
  element.role = 'row';
  element.ariaRowIndex = String(index + 1);
  element.style.top = `${top}px`;
  element.style.height = `${height}px`;
  return element;
}

/**
 * @param {HTMLElement} element of a cell
 * @param {number} left px
 * @param {number} width px
 * @param {number} column 0-based in its row
 */
export function placeCell(element, left, width, column) {
  element.style.left = `${left}px`;
  element.style.width = `${width}px`;
  element.ariaColIndex = String(column + 1);
}

/** @param {string} name @param {string} text */
function spanElement(name, text) {
  const element = document.createElement('span');
  element.className = name;
  element.textContent = text;
  return element;
}
