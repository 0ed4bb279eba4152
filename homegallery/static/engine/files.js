/**
 * The files of the entries of a leaf, behind each other.
 *
 * @typedef {object} Files
 * @property {Uint32Array} starts place of each row's first file, and the number of files as last item
 * @property {Uint32Array} indexes number of the source's name in the dictionary
 * @property {Uint32Array} folders number in the dictionary, with the slash at the end
 * @property {Lines} names without folder
 * @property {Uint32Array} extensions number in the dictionary
 * @property {Float64Array} sizes bytes, NaN if unknown
 */

import { Lines } from './lines.js';
import { asList, asNumber, asText } from './values.js';

/** @import { Dictionary } from './dictionary.js' */
/** @import { Entry } from './protocol.js' */

/**
 * @param {Entry[]} entries
 * @param {Dictionary} texts
 * @returns {Files}
 */
export function filesOf(entries, texts) {
  const starts = new Uint32Array(entries.length + 1);
  entries.forEach(({ files }, row) => (starts[row + 1] = starts[row] + asList(files).length));
  const count = starts[entries.length];
  const [indexes, folders, extensions] = Array.from({ length: 3 }, () => new Uint32Array(count));
  const sizes = new Float64Array(count);
  /** @type {string[]} */
  const names = [];
  for (const { files } of entries) {
    for (const file of asList(files)) {
      const path = asText(file?.filename);
      const slash = path.lastIndexOf('/') + 1;
      indexes[names.length] = texts.number(asText(file?.index));
      folders[names.length] = texts.number(path.slice(0, slash));
      extensions[names.length] = texts.number(path.slice(path.lastIndexOf('.') + 1));
      sizes[names.length] = asNumber(file?.size);
      names.push(path.slice(slash));
    }
  }
  return { starts, indexes, folders, names: new Lines(names), extensions, sizes };
}
