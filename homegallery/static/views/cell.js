import { choosePreview } from '../app/preview.js';
import { photoHref } from '../app/router.js';
import { fileUrl } from '../app/url.js';
import { formats, t } from '../i18n/index.js';
import { labelOf } from './label.js';

/** @typedef {import('../engine/protocol.js').Cell} Cell */
/** @typedef {import('../ui/imageQueue.js').ImageQueue} ImageQueue */

/**
 * One place in the stream: a link over the colour of its photo, which fades in
 * over it. The elements are recycled for other photos while scrolling.
 */
export class CellView {
  /** The cell's id, "" while its data is on the way. */
  id = '';
  #image;
  #badge;
  /** Absolute URL of the preview shown or asked for, "" for none. */
  #url = '';
  /** The element that loads it. @type {HTMLImageElement} */
  #loading;

  /** @param {HTMLElement} [element] a cell the server wrote */
  constructor(element = newElement()) {
    this.element = element;
    this.link = /** @type {HTMLAnchorElement} */ (element.firstElementChild);
    this.#image = /** @type {HTMLImageElement} */ (element.querySelector('img'));
    this.#badge = /** @type {HTMLElement} */ (element.querySelector('.badge'));
    this.id = element.dataset['id'] ?? '';
    this.#image.loading = 'eager'; // the queue decides; a lazy image would hold its place in it
    this.#url = this.#image.src;
    this.#loading = this.#image;
  }

  /**
   * @param {Cell} cell
   * @param {number} size wanted of the preview, device px
   * @param {string} query of the list
   * @param {ImageQueue} queue
   */
  show(cell, size, query, queue) {
    if (this.id !== cell.id) this.clear(queue);
    this.id = cell.id;
    this.element.style.backgroundColor = cell.color;
    this.link.href = photoHref(cell.shortId, query);
    this.link.ariaLabel = labelOf(cell);
    this.element.dataset['type'] = cell.type;
    this.#badge.textContent = badgeOf(cell);
    this.element.toggleAttribute('data-blank', !cell.previews.length);
    this.#load(choosePreview(cell.previews, size)?.path ?? '', queue);
  }

  /** Shows nothing and stops loading. @param {ImageQueue} queue */
  clear(queue) {
    queue.cancel(this.#loading);
    this.#image.removeAttribute('src');
    this.#image.className = '';
    this.#badge.textContent = '';
    this.element.style.backgroundColor = '';
    this.element.removeAttribute('data-blank');
    this.link.removeAttribute('href');
    this.link.tabIndex = -1;
    this.id = '';
    this.#url = '';
  }

  /**
   * @param {string} path
   * @param {ImageQueue} queue
   */
  #load(path, queue) {
    const url = path && fileUrl(path);
    if (this.#url === url) return;
    this.#url = url;
    queue.cancel(this.#loading);
    if (!url) return;
    const image = this.#image;
    // A smaller preview that is already painted stays until the larger one is there.
    const painted = image.complete && image.naturalWidth > 0 && image.className === 'shown';
    this.#loading = painted ? new Image() : image;
    if (!painted) image.className = '';
    queue.request(this.#loading, url, (loaded, atOnce) => {
      if (this.#url !== url || !loaded) return;
      if (painted) image.src = url;
      image.className = atOnce ? 'shown' : 'shown fading';
    });
  }
}

/** @param {Cell} cell */
function badgeOf(cell) {
  if (cell.live) return t('live');
  if (cell.type !== 'video') return '';
  return cell.duration > 0 ? `▶ ${formats.value.duration(cell.duration)}` : '▶';
}

function newElement() {
  const element = document.createElement('div');
  element.className = 'cell';
  element.role = 'gridcell';
  const link = document.createElement('a');
  link.tabIndex = -1;
  link.draggable = false;
  const image = document.createElement('img');
  image.alt = '';
  image.decoding = 'async';
  image.draggable = false;
  const badge = document.createElement('span');
  badge.className = 'badge';
  link.append(image, badge);
  element.append(link);
  return element;
}
