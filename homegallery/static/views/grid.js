/**
 * The rows of the stream on the page. Only what is near the window exists as
 * elements; they are recycled while scrolling. Where things are comes from the
 * layout's arithmetic, never from the page.
 */

import { cellAt, loadCells, positionOf } from '../app/gallery.js';
import { boundsOf, headerAt, horizontally, rowOf, rowsBetween } from '../app/rows.js';
import { CellPool } from './cellPool.js';
import { placeCell } from './frame.js';
import { RowView } from './row.js';
import { SectionView } from './section.js';

/** @typedef {import('../engine/protocol.js').Layout} Layout */

/** Rows are kept ready this many window heights around the window. */
const AHEAD = 1;
/** Above this speed, window heights per second, only colours are shown. */
const FLYING = 8;
/** Previews may be enlarged this much before a larger one is asked for. */
const ENLARGED = 1.15;

/**
 * @typedef {object} Span the part of the stream in the window
 * @property {number} top px
 * @property {number} height px
 */

export class Grid {
  /** @type {Layout | null} */
  layout = null;
  /** @type {Span} */
  span = { top: 0, height: 0 };
  #query = '';
  /** @type {Map<number, RowView>} */
  #rows = new Map();
  /** @type {Map<number, SectionView>} */
  #sections = new Map();
  #cells;
  #swap = 0;
  #active = 0;
  #focused = false;
  #pixelRatio;

  /**
   * @param {HTMLElement} element may hold cells the server wrote; they are taken up
   * @param {number} [pixelRatio] device px per CSS px
   */
  constructor(element, pixelRatio = devicePixelRatio) {
    this.element = element;
    this.#pixelRatio = Math.min(2, pixelRatio);
    this.#cells = new CellPool(element);
    element.addEventListener('focusin', (event) => this.#focusMoved(event));
    element.addEventListener('focusout', () => (this.#focused = false));
  }

  /** Position that the Tab key reaches. */
  get active() {
    return this.#active;
  }

  /**
   * Shows another layout, with all photos that stay kept as they are: the page
   * changes in one step once the cells in the window are at hand.
   *
   * @param {Layout} layout
   * @param {string} query
   * @param {(layout: Layout) => Promise<number>} findTop where the window is to be, px
   * @param {() => number} scrolled where it is at this moment, px
   * @returns {Promise<boolean>} false: a newer layout came meanwhile
   */
  async take(layout, query, findTop, scrolled) {
    const swap = ++this.#swap;
    const before = scrolled();
    const top = await findTop(layout);
    const [first, end] = rowsBetween(layout, top, top + this.span.height);
    await loadCells(layout.rowFirst[first] ?? 0, layout.rowFirst[end] ?? 0);
    const focused = this.#focused ? await this.#positionAfter(this.#active, layout) : -1;
    if (swap !== this.#swap) return false;
    // Who scrolled on meanwhile is not thrown back. Asked before the height changes.
    const span = { ...this.span, top: Math.max(0, top + scrolled() - before) };
    const old = this.#retire(layout);
    this.layout = layout;
    this.#query = query;
    this.#active = Math.max(0, focused);
    this.element.style.height = `${layout.height}px`;
    this.element.ariaRowCount = String(layout.rowTop.length);
    this.update(span, 0);
    for (const element of old) element.remove();
    this.#cells.trim();
    if (focused >= 0) this.focus(focused);
    return true;
  }

  /**
   * Brings the rows around a part of the stream on the page.
   *
   * @param {Span} span
   * @param {number} speed of scrolling, window heights per second
   */
  update(span, speed) {
    this.span = span;
    this.#cells.queue.paused = speed > FLYING;
    if (!this.layout) return;
    // What lies ahead is passed before it could be shown.
    const margin = speed > FLYING ? 0 : span.height * AHEAD;
    const [first, end] = rowsBetween(
      this.layout,
      span.top - margin,
      span.top + span.height + margin,
    );
    this.#removeRows(first, end);
    this.#addRows(first, end);
    this.#fillRows();
    this.#keepActive();
  }

  /**
   * Where a cell is in a new layout; one whose photo is not known yet keeps its number.
   *
   * @param {number} position
   * @param {Layout} layout
   */
  async #positionAfter(position, layout) {
    const id = this.idAt(position);
    return id ? positionOf(id) : Math.min(position, layout.total - 1);
  }

  /** Draws all words anew, in another language. */
  redraw() {
    const old = this.#retire(null);
    this.update(this.span, 0);
    for (const element of old) element.remove();
  }

  /**
   * The first photo in the window, to hold on to while the layout changes.
   *
   * @returns {{id: string, offset: number} | null} offset of its row below the window's edge, px
   */
  anchor() {
    if (!this.layout) return null;
    const [row] = rowsBetween(this.layout, this.span.top, this.span.top);
    const { top, height } = boundsOf(this.layout, row);
    const view = this.#rows.get(top + height / 2 < this.span.top ? row + 1 : row);
    const id = view?.cells[0]?.id;
    return view && id ? { id, offset: boundsOf(this.layout, view.index).top - this.span.top } : null;
  }

  /**
   * Place of a cell in the stream, px.
   *
   * @param {number} position
   */
  boxOf(position) {
    if (!this.layout || position >= this.layout.total) return null;
    const { top, height } = boundsOf(this.layout, rowOf(this.layout, position));
    return { ...horizontally(this.layout, position), top, height };
  }

  /**
   * Size of the preview a cell shows, device px of the longest edge.
   *
   * @param {number} position
   */
  previewSize(position) {
    const box = this.boxOf(position);
    return box ? (Math.max(box.width, box.height) * this.#pixelRatio) / ENLARGED : 320;
  }

  /** @param {number} position @returns {string} id of the cell, "" if it is not on the page */
  idAt(position) {
    return this.#viewAt(position)?.id ?? '';
  }

  /** @param {Element} element @returns {number} position of the cell it is in, -1 for none */
  positionAt(element) {
    const cell = element.closest('.cell');
    for (const row of cell ? this.#rows.values() : []) {
      const column = row.cells.findIndex((view) => view.element === cell);
      if (column >= 0) return row.first + column;
    }
    return -1;
  }

  /** Focuses a cell on the page. @param {number} position */
  focus(position) {
    const before = this.#viewAt(this.#active);
    if (before) before.link.tabIndex = -1;
    this.#active = position;
    const view = this.#viewAt(position);
    if (!view) return;
    view.link.tabIndex = 0;
    view.link.focus({ preventScroll: true });
  }

  /** @param {number} position */
  #viewAt(position) {
    if (!this.layout) return undefined;
    const row = this.#rows.get(rowOf(this.layout, position));
    return row?.cells[position - row.first];
  }

  /** @param {FocusEvent} event */
  #focusMoved(event) {
    const position = this.positionAt(/** @type {Element} */ (event.target));
    if (position < 0) return;
    this.#focused = true;
    if (position !== this.#active) this.focus(position);
  }

  /** The row of the focus stays on the page wherever the window goes. */
  get #pinned() {
    return this.#focused && this.layout ? rowOf(this.layout, this.#active) : -1;
  }

  /** @param {number} first @param {number} end */
  #removeRows(first, end) {
    const pinned = this.#pinned;
    for (const [index, row] of this.#rows) {
      if ((index >= first && index < end) || index === pinned) continue;
      this.#rows.delete(index);
      row.element.remove();
      for (const cell of row.cells) this.#cells.free(cell);
    }
    const used = new Set([...this.#rows.values()].map((row) => row.section));
    for (const [index, section] of this.#sections) {
      if (used.has(index)) continue;
      this.#sections.delete(index);
      section.element.remove();
    }
  }

  /** @param {number} first @param {number} end */
  #addRows(first, end) {
    const layout = /** @type {Layout} */ (this.layout);
    for (let index = first; index < end; index += 1) {
      if (this.#rows.has(index)) continue;
      const { top, height, first: from, end: to } = boundsOf(layout, index);
      const month = headerAt(layout.headers, top);
      const inMonth = top - (layout.headers[month]?.top ?? 0);
      const row = new RowView(index, month, from, { top: inMonth, height });
      for (let position = from; position < to; position += 1) {
        const cell = this.#cells.take(cellAt(position)?.id);
        const { left, width } = horizontally(layout, position);
        placeCell(cell.element, left, width, position - from);
        row.cells.push(cell);
      }
      row.element.append(...row.cells.map((cell) => cell.element));
      this.#rows.set(index, row);
      const parent = month < 0 ? this.element : this.#section(month).element;
      insertInOrder(parent, row.element, index);
    }
  }

  /** @param {number} index @returns {SectionView} */
  #section(index) {
    const layout = /** @type {Layout} */ (this.layout);
    let section = this.#sections.get(index);
    if (!section) {
      const header = /** @type {import('../engine/protocol.js').Header} */ (layout.headers[index]);
      section = new SectionView(header, bottomOf(layout, index));
      this.#sections.set(index, section);
      insertInOrder(this.element, section.element, index);
    }
    return section;
  }

  /** Shows photos in new rows; the queue loads the last ones first, so the nearest come last. */
  #fillRows() {
    const distance = (/** @type {RowView} */ row) => Math.abs(row.index - nearest);
    const nearest = this.layout ? rowsBetween(this.layout, this.span.top, this.span.top)[0] : 0;
    const empty = [...this.#rows.values()].filter((row) => !row.filled);
    empty.sort((one, other) => distance(other) - distance(one));
    for (const row of empty.filter((row) => !this.#fill(row))) {
      loadCells(row.first, row.first + row.cells.length).then(() => {
        if (this.#rows.get(row.index) === row && !row.filled) this.#fill(row);
      });
    }
  }

  /** @param {RowView} row @returns {boolean} false while data is missing */
  #fill(row) {
    const cells = row.cells.map((_, column) => cellAt(row.first + column));
    row.cells.forEach((view, column) => {
      const cell = cells[column];
      const position = row.first + column;
      if (cell) view.show(cell, this.previewSize(position), this.#query, this.#cells.queue);
      view.link.tabIndex = position === this.#active ? 0 : -1;
    });
    row.filled = cells.every((cell) => cell !== undefined);
    return row.filled;
  }

  /** The Tab key always reaches a photo in the window. */
  #keepActive() {
    const { top, height } = this.span;
    const layout = /** @type {Layout} */ (this.layout);
    const box = this.boxOf(this.#active);
    if (this.#focused || !layout.total) return;
    if (box && box.top + box.height > top && box.top < top + height) return;
    const before = this.#viewAt(this.#active);
    if (before) before.link.tabIndex = -1;
    const [row, end] = rowsBetween(layout, top, top + height);
    this.#active = boundsOf(layout, Math.min(row + 1, end - 1)).first;
    const view = this.#viewAt(this.#active);
    if (view) view.link.tabIndex = 0;
  }

  /**
   * Takes rows and months off the books, but those that are the same in the next
   * layout. The elements stay on the page until they are replaced.
   *
   * @param {Layout | null} next
   * @returns {Element[]} what is to be replaced
   */
  #retire(next) {
    const stale = new Set(this.element.children);
    for (const [index, row] of this.#rows) {
      if (next && this.#stays(row, next)) {
        row.filled = false; // its words may have changed
        stale.delete(row.element);
        continue;
      }
      this.#rows.delete(index);
      stale.add(row.element);
      for (const cell of row.cells) this.#cells.keep(cell);
    }
    const used = new Set([...this.#rows.values()].map((row) => row.section));
    for (const [index, section] of this.#sections) {
      const header = used.has(index) ? next?.headers[index] : undefined;
      if (next && header) {
        section.show(header, bottomOf(next, index));
        stale.delete(section.element);
      } else {
        this.#sections.delete(index);
      }
    }
    return [...stale];
  }

  /** @param {RowView} row @param {Layout} next */
  #stays(row, next) {
    const now = /** @type {Layout} */ (this.layout);
    if (row.section < 0 && next.headers.length > 0) return false;
    const [header, nextHeader] = [now.headers[row.section], next.headers[row.section]];
    if (header?.month !== nextHeader?.month || header?.top !== nextHeader?.top) return false;
    const [bounds, nextBounds] = [boundsOf(now, row.index), boundsOf(next, row.index)];
    const moved = bounds.top !== nextBounds.top || bounds.height !== nextBounds.height;
    if (moved || bounds.first !== nextBounds.first || bounds.end !== nextBounds.end) return false;
    return row.cells.every((cell, column) => {
      const position = row.first + column;
      const [place, nextPlace] = [horizontally(now, position), horizontally(next, position)];
      const samePlace = place.left === nextPlace.left && place.width === nextPlace.width;
      return samePlace && cell.id !== '' && cell.id === cellAt(position)?.id;
    });
  }
}

/** Where a month ends, px. @param {Layout} layout @param {number} index of its header */
function bottomOf(layout, index) {
  return layout.headers[index + 1]?.top ?? layout.height;
}

/**
 * Puts an element among its siblings in order of index, the order it is read in.
 *
 * @param {HTMLElement} parent
 * @param {HTMLElement} element
 * @param {number} index
 */
function insertInOrder(parent, element, index) {
  element.dataset['index'] = String(index);
  let before = parent.lastElementChild;
  while (before instanceof HTMLElement && Number(before.dataset['index'] ?? -1) > index) {
    before = before.previousElementSibling;
  }
  if (before) before.after(element);
  else parent.prepend(element);
}
