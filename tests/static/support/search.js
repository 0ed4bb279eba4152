/** Queries over entries, through the same leaves and snapshots as in the app. */

import { Library } from '../../../homegallery/static/engine/library.js';
import { inOrder } from '../../../homegallery/static/engine/leaf.js';
import { compile } from '../../../homegallery/static/engine/query/compile.js';

/** Those of the original. */
export const LIMITS = { similar: { '': { threshold: 0.5, signed: false } }, faces: { '': 0.55 } };

export class Searched {
  #library = new Library();
  /** Entries by leaf and row. */
  #byLeaf = new Map();

  /** @param {number} months number of leaves that the entries are spread over, in order */
  constructor(entries, months = 2) {
    const ordered = inOrder(entries);
    const size = Math.ceil(ordered.length / months);
    for (let i = 0; i < months && size > 0; i++) {
      const some = ordered.slice(i * size, (i + 1) * size);
      this.#library.put(`leaf ${i}`, `hash ${i}`, some);
      this.#byLeaf.set(`leaf ${i}`, some);
    }
    this.snapshot = this.#library.snapshot();
    this.byRow = this.snapshot.leaves.flatMap(({ name }) => this.#byLeaf.get(name));
  }

  /** Entries in the library's own order. */
  get entries() {
    return Array.from(this.snapshot.order, (row) => this.byRow[row]);
  }

  /** Entries found, in order. */
  search(query, { today = '2024-03-01', seed = 1, limits = LIMITS } = {}) {
    const rows = compile(query, { today, seed, limits, snapshot: this.snapshot }).search();
    return Array.from(rows, (row) => this.byRow[row]);
  }
}
