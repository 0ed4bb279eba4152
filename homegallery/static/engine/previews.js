/**
 * Storage paths of previews, `aa/bb/<36 hex>-image-preview-320.jpg` (spec/storage.md 1).
 *
 * Nearly all entries have the same few sizes below their own id, so an entry keeps only the number
 * of its *set* of path endings. Previews that belong to a sidecar are kept as a list of their own.
 *
 * @typedef {{size: number, path: string}} Preview
 * @typedef {{images: Preview[], video: string}} Previews images ascending by size; video "" if none
 */

const IMAGE = /-image-preview-(\d+)\.\w+$/;
const PREFIX_LENGTH = 'aa/bb/'.length + 36;

export const ODD_PREVIEWS = 0xffff;

/** @param {string} id */
function prefixOf(id) {
  return `${id.slice(0, 2)}/${id.slice(2, 4)}/${id.slice(4)}`;
}

/**
 * @param {string[]} paths whole ones or endings
 * @returns {Previews}
 */
function parse(paths) {
  /** @type {Preview[]} */
  const images = [];
  let video = '';
  for (const path of paths) {
    const size = Number(IMAGE.exec(path)?.[1] ?? 0);
    if (size > 0) images.push({ size, path });
    else if (video === '' && path.includes('-video-preview')) video = path;
  }
  images.sort((a, b) => a.size - b.size);
  return { images, video };
}

/**
 * Previews of an entry whose own file has none: the images of the first file that has some, and the
 * first video of any.
 *
 * @param {string[]} paths
 * @returns {Previews}
 */
function foreign(paths) {
  const first = paths.find((path) => IMAGE.test(path))?.slice(0, PREFIX_LENGTH);
  return parse(
    paths.filter((path) => (IMAGE.test(path) ? path.startsWith(first ?? '') : true)),
  );
}

export class PreviewSets {
  /** @type {Map<string, number>} */
  #numbers = new Map();
  /** @type {Previews[]} */
  #sets = [];

  /**
   * @param {string} id
   * @param {unknown} value `previews` of the entry
   * @returns {{set: number, odd?: Previews}} `odd` exactly when the set is ODD_PREVIEWS
   */
  add(id, value) {
    const paths = Array.isArray(value) ? value.filter((path) => typeof path === 'string') : [];
    const prefix = prefixOf(id);
    let key = '';
    let hasOwnImage = false;
    for (const path of paths) {
      if (!path.startsWith(prefix)) continue;
      const ending = path.slice(prefix.length);
      hasOwnImage ||= ending.startsWith('-image-preview-');
      key += `${ending}\n`;
    }
    if (!hasOwnImage && paths.length > 0) return { set: ODD_PREVIEWS, odd: foreign(paths) };
    let set = this.#numbers.get(key);
    if (set === undefined) {
      // More sets than numbers: somebody's storage names are unusual, lists still serve them.
      if (this.#sets.length === ODD_PREVIEWS) return { set: ODD_PREVIEWS, odd: foreign(paths) };
      set = this.#sets.push(parse(key.split('\n'))) - 1;
      this.#numbers.set(key, set);
    }
    return { set };
  }

  /**
   * @param {string} id
   * @param {number} set not ODD_PREVIEWS
   * @returns {Previews}
   */
  paths(id, set) {
    const prefix = prefixOf(id);
    const { images, video } = this.#sets[set];
    return {
      images: images.map(({ size, path }) => ({ size, path: prefix + path })),
      video: video && prefix + video,
    };
  }
}
