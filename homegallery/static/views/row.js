import { rowElement } from './frame.js';

/** @typedef {import('./cell.js').CellView} CellView */

/** A row of the stream with the cells it holds. */
export class RowView {
  /** @type {CellView[]} */
  cells = [];
  /** Whether all cells show their photos. */
  filled = false;

  /**
   * @param {number} index in the whole stream
   * @param {number} section of its month, -1 without months
   * @param {number} first position of the first cell
   * @param {{top: number, height: number}} bounds px, top in its month or the stream
   */
  constructor(index, section, first, { top, height }) {
    this.index = index;
    this.section = section;
    this.first = first;
    this.element = rowElement(index, top, height);
  }
}
