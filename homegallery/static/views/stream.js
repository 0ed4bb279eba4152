/** The stream: the grid of photos moved by the window's scrolling and by keys. */

import { effect, untracked } from '@preact/signals';

import { openPhoto } from '../app/commands.js';
import { positionOf } from '../app/gallery.js';
import { boundsOf, rowOf, vertically } from '../app/rows.js';
import { beforeLeaving, historyState, remember, route } from '../app/router.js';
import { layout, result, span, viewport } from '../app/state.js';
import { locale, t } from '../i18n/index.js';
import { Grid } from './grid.js';

/** @typedef {import('../engine/protocol.js').Layout} Layout */

/** Without an event for this long, ms, the scrolling has ended. */
const REST = 120;

export class Stream {
  #element;
  #bar;
  #shownQuery = '';
  #frame = 0;
  #rest = 0;
  #last = { top: 0, time: 0 };
  /** Where to go once the photo is at hand. @type {import('../app/router.js').Anchor | null} */
  #wanted = historyState().anchor ?? null;

  /**
   * @param {HTMLElement} element of the grid
   * @param {HTMLElement} bar that covers the upper edge of the window
   */
  constructor(element, bar) {
    this.#element = element;
    this.#bar = bar;
    this.grid = new Grid(element);
    this.#measure();
    this.#listen();
    beforeLeaving(() => this.#remember());
    effect(() => {
      const laid = layout.value;
      if (laid) untracked(() => this.#take(laid));
    });
    effect(() => {
      element.ariaLabel = t('stream');
      if (locale.value) untracked(() => this.grid.redraw());
    });
  }

  /**
   * Brings a cell into the window if it is not there, and focuses it.
   *
   * @param {number} position
   * @param {'nearest' | 'centre'} [where]
   */
  reveal(position, where = 'nearest') {
    const box = this.grid.boxOf(position);
    if (!box || !this.grid.layout) return;
    const { top, height } = span.peek();
    const header = this.#headerHeight;
    const above = box.top - header < top;
    if (above || box.top + box.height > top + height) {
      const centre = box.top + box.height / 2 - height / 2;
      const nearest = above ? box.top - header - 4 : box.top + box.height - height + 4;
      this.scrollTo(where === 'centre' ? centre : nearest);
    }
    this.grid.focus(position);
  }

  /**
   * The cell's place in the window, px.
   *
   * @param {number} position
   */
  boxInWindow(position) {
    const box = this.grid.boxOf(position);
    if (!box) return null;
    const bar = this.#bar.offsetHeight;
    return new DOMRect(
      box.left + this.#element.offsetLeft,
      box.top - span.peek().top + bar,
      box.width,
      box.height,
    );
  }

  /** Scrolls at once. @param {number} top of the stream at the upper edge of the window, px */
  scrollTo(top) {
    const most = Math.max(0, (this.grid.layout?.height ?? 0) - span.peek().height);
    const target = Math.round(Math.min(most, Math.max(0, top)));
    scrollTo(0, target);
    span.value = { ...span.peek(), top: target };
    this.grid.update(span.peek(), 0);
  }

  get #headerHeight() {
    return this.grid.layout?.headers[0]?.height ?? 0;
  }

  #listen() {
    const observer = new ResizeObserver(() => this.#measure());
    observer.observe(this.#element);
    addEventListener('resize', () => this.#measure());
    addEventListener('scroll', () => this.#scrolled(), { passive: true });
    this.#element.addEventListener('click', (event) => this.#clicked(event));
    this.#element.addEventListener('keydown', (event) => this.#keyed(event));
  }

  #measure() {
    const bar = this.#bar.offsetHeight;
    const size = {
      width: document.documentElement.clientWidth,
      height: innerHeight,
      rows: this.#element.clientWidth,
    };
    const before = viewport.peek();
    if (size.width !== before.width || size.rows !== before.rows) viewport.value = size;
    span.value = { top: scrollY, height: innerHeight - bar };
    this.grid.update(span.peek(), 0);
  }

  #scrolled() {
    this.#frame ||= requestAnimationFrame((time) => {
      this.#frame = 0;
      const top = scrollY;
      const elapsed = Math.max(1, time - this.#last.time);
      const speed = (Math.abs(top - this.#last.top) / span.peek().height / elapsed) * 1000;
      this.#last = { top, time };
      span.value = { ...span.peek(), top };
      this.grid.update(span.peek(), speed);
    });
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.#rested(), REST);
  }

  #rested() {
    this.grid.update(span.peek(), 0);
    this.#remember();
  }

  /** Notes the place with the address, unless another list is on its way or a photo is open. */
  #remember() {
    const { query, photo } = route.peek();
    const { top } = span.peek();
    if (photo || query !== this.#shownQuery || (this.#wanted && top === 0)) return;
    remember({ anchor: (top > 0 && this.grid.anchor()) || undefined });
  }

  /** @param {Layout} laid */
  async #take(laid) {
    const query = result.peek()?.query ?? '';
    span.value = { ...span.peek(), top: scrollY };
    this.grid.update(span.peek(), 0);
    const place = () => this.#placeIn(laid, query);
    if (!(await this.grid.take(laid, query, place, () => scrollY))) return;
    this.#shownQuery = query;
    this.scrollTo(this.grid.span.top);
  }

  /**
   * Where the window is to be in a new layout: a photo that is in it stays where
   * it is, at the top the newest show up, another list starts where it was left.
   *
   * @param {Layout} laid
   * @param {string} query
   * @returns {Promise<number>} px
   */
  async #placeIn(laid, query) {
    if (query !== this.#shownQuery) this.#wanted = historyState().anchor ?? null;
    const sameList = query === this.#shownQuery;
    const held = sameList && span.peek().top > 0 ? this.grid.anchor() : null;
    const anchor = this.#wanted ?? held;
    const position = anchor ? await positionOf(anchor.id) : -1;
    if (!anchor || position < 0) return sameList ? span.peek().top : 0;
    this.#wanted = null;
    return Math.max(0, boundsOf(laid, rowOf(laid, position)).top - anchor.offset);
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    const position = this.grid.positionAt(/** @type {Element} */ (event.target));
    if (position < 0) return;
    event.preventDefault();
    this.#open(position);
  }

  /** @param {number} position */
  #open(position) {
    const id = this.grid.idAt(position);
    if (id) openPhoto(id, position);
  }

  /** @param {KeyboardEvent} event */
  #keyed(event) {
    const { layout: laid, active } = this.grid;
    if (!laid || event.altKey || event.metaKey) return;
    const target = keyTarget(event, laid, active, span.peek().height);
    if (target === null) return;
    event.preventDefault();
    this.reveal(Math.min(laid.total - 1, Math.max(0, target)));
  }
}

/**
 * The position a key moves to.
 *
 * @param {KeyboardEvent} event
 * @param {Layout} laid
 * @param {number} active position
 * @param {number} height px of the window
 * @returns {number | null} null: not a key of the grid
 */
function keyTarget(event, laid, active, height) {
  const row = boundsOf(laid, rowOf(laid, active));
  const page = Math.max(1, Math.floor(height / (row.height + 4)) - 1);
  switch (event.key) {
    case 'ArrowLeft':
      return active - 1;
    case 'ArrowRight':
      return active + 1;
    case 'ArrowUp':
      return vertically(laid, active, -1);
    case 'ArrowDown':
      return vertically(laid, active, 1);
    case 'PageUp':
      return vertically(laid, active, -page);
    case 'PageDown':
      return vertically(laid, active, page);
    case 'Home':
      return event.ctrlKey ? 0 : row.first;
    case 'End':
      return event.ctrlKey ? laid.total - 1 : row.end - 1;
    default:
      return null;
  }
}
