/**
 * Loads items some ahead of their use and hands them out in order.
 *
 * @template Item, Loaded
 * @param {Item[]} items
 * @param {number} parallel loads under way at most
 * @param {(item: Item) => Promise<Loaded>} load
 * @returns {AsyncGenerator<{item: Item, loaded: Loaded}>}
 */
export async function* loadAhead(items, parallel, load) {
  /** @type {Promise<Loaded>[]} */
  const loads = [];
  for (let i = 0; i < items.length; i++) {
    while (loads.length < Math.min(items.length, i + parallel)) {
      const next = load(items[loads.length]);
      next.catch(() => {}); // a failure is seen when its turn comes
      loads.push(next);
    }
    const loaded = await loads[i];
    delete loads[i];
    yield { item: items[i], loaded };
  }
}
