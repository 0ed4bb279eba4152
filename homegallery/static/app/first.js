/**
 * Before the first paint: colours, language, and the photos the server wrote into
 * the page put where the app will put them, so that nothing moves later.
 */

import { createColumns, monthOf } from '../engine/columns.js';
import { layOut } from '../engine/layout.js';
import { format } from '../i18n/format.js';
import { locale } from '../i18n/language.js';
import { monthElement, placeCell, placeMonth, rowElement } from '../views/frame.js';
import { headerAt } from './rows.js';
import { applyTheme } from './theme.js';

const GAP = 4;

applyTheme();
document.documentElement.lang = locale();
const stream = document.getElementById('stream');
if (stream) {
  if (isNewest()) arrange(stream);
  else stream.replaceChildren();
  stream.classList.add('ready');
}

/** The server writes the newest photos; another list, or another place in it, starts empty. */
function isNewest() {
  const base = new URL(document.baseURI).pathname;
  const atRoot = location.pathname === base || `${location.pathname}/` === base;
  return atRoot && !location.search && !history.state?.anchor;
}

/** @param {HTMLElement} grid */
function arrange(grid) {
  const cells = /** @type {HTMLElement[]} */ ([...grid.querySelectorAll('.cell')]);
  const laid = layOut(columnsOf(cells), Uint32Array.from(cells.keys()), {
    width: grid.clientWidth,
    viewportWidth: document.documentElement.clientWidth,
    gap: GAP,
    headers: true,
  });
  const words = format(locale());
  const months = laid.headers.map(({ month, top }, index) => {
    const element = monthElement(words.month(month));
    placeMonth(element, top, laid.headers[index + 1]?.top ?? laid.height);
    return element;
  });
  // The last row lacks the photos that the page does not bring.
  const complete = cells.length >= Number(grid.dataset['total']);
  const rows = laid.rowTop.length - (complete ? 0 : 1);
  for (let index = 0; index < rows; index += 1) {
    const top = laid.rowTop[index] ?? 0;
    const month = headerAt(laid.headers, top);
    const row = rowElement(index, top - (laid.headers[month]?.top ?? 0), laid.rowHeight[index] ?? 0);
    const first = laid.rowFirst[index] ?? 0;
    const own = cells.slice(first, laid.rowFirst[index + 1]);
    own.forEach((cell, column) => {
      const position = first + column;
      placeCell(cell, laid.cellLeft[position] ?? 0, laid.cellWidth[position] ?? 0, column);
      cell.style.backgroundColor = cell.dataset['color'] ?? '';
    });
    row.append(...own);
    months[month]?.append(row);
  }
  grid.replaceChildren(...months);
  grid.style.height = `${laid.height}px`;
}

/** @param {HTMLElement[]} cells */
function columnsOf(cells) {
  const columns = createColumns(cells.length);
  cells.forEach(({ dataset }, index) => {
    columns.width[index] = Number(dataset['width']);
    columns.height[index] = Number(dataset['height']);
    columns.month[index] = monthOf(Date.parse(dataset['date'] ?? '') || 0);
  });
  return columns;
}
