/** One photo or video on the stage. */

import { choosePreview } from '../app/preview.js';
import { fileUrl } from '../app/url.js';
import { fit } from '../app/zoom.js';
import { t } from '../i18n/index.js';
import { labelOf } from './label.js';
import { LiveClip } from './liveClip.js';

/** @typedef {import('../engine/protocol.js').Cell} Cell */
/** @typedef {import('../app/zoom.js').Size} Size */

export class Slide {
  /** @type {Size} px of the photo on the stage */
  fitted = { width: 0, height: 0 };
  #sharpest = 0;
  #alive = true;

  /**
   * @param {Cell} cell
   * @param {number} previewSize of the preview that the stream shows, so it is cached
   */
  constructor(cell, previewSize) {
    this.cell = cell;
    this.element = document.createElement('div');
    this.element.className = 'slide';
    this.element.dataset['type'] = cell.type;
    this.element.toggleAttribute('data-blank', !cell.previews.length && !cell.video);
    this.media = document.createElement('div');
    this.media.className = 'media';
    this.media.style.backgroundColor = cell.previews.length ? cell.color : '';
    this.element.append(this.media);
    const cached = choosePreview(cell.previews, previewSize);
    if (cell.type === 'video') this.#showVideo(cached);
    else if (cached) this.#showImage(cached);
    else this.#tell(t('noPreview'));
    /** Of a live photo. */
    this.live = cell.live ? new LiveClip(cell, this.media, () => this.#tell(t('videoBroken'))) : null;
  }

  /** @param {Size} stage */
  resize(stage) {
    this.fitted = fit(this.cell, stage);
    this.media.style.width = `${this.fitted.width}px`;
    this.media.style.height = `${this.fitted.height}px`;
  }

  /**
   * Loads the preview that is sharp at a scale, and shows it once it is decoded.
   *
   * @param {number} [scale]
   */
  async sharpen(scale = 1) {
    const edge = Math.max(this.fitted.width, this.fitted.height);
    const preview = choosePreview(this.cell.previews, edge * scale * devicePixelRatio);
    if (!preview || preview.size <= this.#sharpest || this.cell.type === 'video') return;
    this.#sharpest = preview.size;
    const image = this.#image(preview);
    try {
      await image.decode();
    } catch {
      if (!this.media.querySelector('img.sharp, img[data-painted]')) this.#imageFailed();
      return;
    }
    if (!this.#alive || this.#sharpest !== preview.size) return;
    image.className = 'sharp';
    for (const old of this.media.querySelectorAll('img.sharp')) old.remove();
    this.media.append(image);
  }

  /** Stops what it loads and plays. */
  dispose() {
    this.#alive = false;
    this.live?.stop();
    const video = this.media.querySelector('video');
    if (video) {
      video.pause();
      video.removeAttribute('src');
      video.load();
    }
    this.element.remove();
  }

  pause() {
    this.live?.stop();
    this.media.querySelector('video')?.pause();
  }

  /** @param {import('../engine/protocol.js').Preview} preview */
  #showImage(preview) {
    const image = this.#image(preview);
    image.addEventListener('load', () => (image.dataset['painted'] = ''));
    this.media.append(image);
  }

  /** @param {import('../engine/protocol.js').Preview | undefined} poster */
  #showVideo(poster) {
    if (!this.cell.video) {
      if (poster) this.#showImage(poster);
      this.#tell(t('videoWaits'));
      return;
    }
    const video = document.createElement('video');
    video.controls = true;
    video.playsInline = true;
    video.preload = 'metadata';
    const large = choosePreview(this.cell.previews, 1280);
    if (large) video.poster = fileUrl(large.path);
    video.src = fileUrl(this.cell.video);
    video.ariaLabel = labelOf(this.cell);
    video.addEventListener('error', () => {
      if (this.#alive) this.#tell(t('videoBroken'));
    });
    this.media.append(video);
  }

  /** @param {import('../engine/protocol.js').Preview} preview */
  #image(preview) {
    const image = new Image();
    image.alt = labelOf(this.cell);
    image.draggable = false;
    image.src = fileUrl(preview.path);
    return image;
  }

  #imageFailed() {
    if (this.#alive) this.#tell(t('imageBroken'));
  }

  /** @param {string} text */
  #tell(text) {
    const words = document.createElement('p');
    words.className = 'slide-words';
    words.textContent = text;
    this.element.append(words);
  }
}
