/**
 * The name that a mistyped one was meant to be: `difflib.get_close_matches` of Python, so that
 * server and browser suggest the same.
 */

const SIMILAR_ENOUGH = 0.6;

/**
 * @param {string} text
 * @param {Iterable<string>} names
 * @returns {string} the name that `text`, which is another, may have been meant to be, or nothing
 */
export function closest(text, names) {
  const wanted = [...text.toLowerCase()];
  const byFold = new Map([...names].filter((name) => name !== text).map((name) => [name.toLowerCase(), name]));
  let best = '';
  let highest = SIMILAR_ENOUGH;
  for (const name of byFold.keys()) {
    const ratio = (2 * matches([...name], wanted)) / (name.length + wanted.length);
    if (ratio > highest || (ratio === highest && name > best)) [best, highest] = [name, ratio];
  }
  return byFold.get(best) ?? '';
}

/**
 * Characters in common: those of the longest block, and of what is before and behind it in both.
 *
 * @param {string[]} a
 * @param {string[]} b
 * @returns {number}
 */
function matches(a, b) {
  const { length, inA, inB } = longestBlock(a, b);
  if (length === 0) return 0;
  const before = matches(a.slice(0, inA), b.slice(0, inB));
  return before + length + matches(a.slice(inA + length), b.slice(inB + length));
}

/**
 * The longest block in common, the first in `a` of several, then the first in `b`.
 *
 * @param {string[]} a
 * @param {string[]} b
 */
function longestBlock(a, b) {
  const best = { length: 0, inA: 0, inB: 0 };
  /** Length of the block that ends at each place of b, and before the present place of a. */
  let above = new Uint16Array(b.length + 1);
  for (let i = 0; i < a.length; i++) {
    const lengths = new Uint16Array(b.length + 1);
    for (let j = 0; j < b.length; j++) {
      if (a[i] !== b[j]) continue;
      const length = (lengths[j + 1] = above[j] + 1);
      if (length > best.length) Object.assign(best, { length, inA: i + 1 - length, inB: j + 1 - length });
    }
    above = lengths;
  }
  return best;
}
