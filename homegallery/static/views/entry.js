import { useEffect, useState } from 'preact/hooks';

import { entryAt } from '../app/gallery.js';

/** @typedef {import('../engine/protocol.js').Cell} Cell */
/** @typedef {import('../engine/protocol.js').Entry} Entry */

/**
 * All that is known of a photo.
 *
 * @param {Cell} cell
 * @returns {Entry | null} null while it is fetched
 */
export function useEntry(cell) {
  const [entry, setEntry] = useState(/** @type {Entry | null} */ (null));
  useEffect(() => {
    let current = true;
    entryAt(cell.position).then((found) => {
      if (current) setEntry(found);
    });
    return () => {
      current = false;
    };
  }, [cell]);
  return entry?.id === cell.id ? entry : null;
}
