/**
 * The smallest preview that is large enough, else the largest.
 *
 * @param {readonly import('../engine/protocol.js').Preview[]} previews ascending by size
 * @param {number} size wanted, device px of the longest edge
 * @returns {import('../engine/protocol.js').Preview | undefined} undefined if there is none
 */
export function choosePreview(previews, size) {
  return previews.find((preview) => preview.size >= size) ?? previews.at(-1);
}
