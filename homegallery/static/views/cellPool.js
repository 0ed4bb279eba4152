import { ImageQueue } from '../ui/imageQueue.js';
import { CellView } from './cell.js';

/** Free cells kept for later, more than a jump across the stream needs. */
const KEPT = 200;

/** Cells without a place. Those that keep their photo are taken up again by its id. */
export class CellPool {
  queue = new ImageQueue();
  /** @type {Map<string, CellView>} */
  #kept = new Map();
  /** @type {CellView[]} */
  #free = [];

  /** @param {HTMLElement} element with cells that the server wrote */
  constructor(element) {
    for (const cell of element.querySelectorAll('.cell')) {
      this.keep(new CellView(/** @type {HTMLElement} */ (cell)));
    }
  }

  /**
   * @param {string} [id] of the photo that is to be shown, if it is known yet
   * @returns {CellView}
   */
  take(id = '') {
    const kept = this.#kept.get(id);
    if (kept) {
      this.#kept.delete(id);
      return kept;
    }
    return this.#free.pop() ?? new CellView();
  }

  /** Sets a cell aside with its photo. @param {CellView} cell */
  keep(cell) {
    if (cell.id && !this.#kept.has(cell.id)) this.#kept.set(cell.id, cell);
    else this.free(cell);
  }

  /** Empties a cell for any photo. @param {CellView} cell */
  free(cell) {
    cell.clear(this.queue);
    if (this.#free.length < KEPT) this.#free.push(cell);
  }

  /** Frees all cells that kept their photo and were not taken up. */
  trim() {
    for (const cell of this.#kept.values()) this.free(cell);
    this.#kept.clear();
  }
}
