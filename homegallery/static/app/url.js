/** URLs of the gallery, all below the page's base, so it works under any prefix. */

/** Absolute, ends with a slash. */
export const BASE = document.baseURI;

/**
 * A stored file, as a preview.
 *
 * @param {string} path storage path, as `a1/b2/…-image-preview-320.jpg`
 */
export function fileUrl(path) {
  return url(`files/${path.split('/').map(encodeURIComponent).join('/')}`);
}

/** @param {string} path relative to the base, already encoded */
export function url(path) {
  return BASE + path;
}
