/** The clip of a live photo: played once over its photo, without sound. */

import { entryOf } from '../app/gallery.js';
import { livePlaying } from '../app/state.js';
import { fileUrl } from '../app/url.js';
import { labelOf } from './label.js';

/** @typedef {import('../engine/protocol.js').Cell} Cell */

/** What takes longer, s, is a film beside the photo: it gets controls, sound among them. */
const FILM = 10;

export class LiveClip {
  #cell;
  #media;
  #onError;
  /** @type {HTMLVideoElement | null} */
  #video = null;
  #path = '';

  /**
   * @param {Cell} cell
   * @param {HTMLElement} media holds the photo
   * @param {() => void} onError it cannot be played
   */
  constructor(cell, media, onError) {
    this.#cell = cell;
    this.#media = media;
    this.#onError = onError;
  }

  /** Plays it as long as the photo is pressed, unless it plays or little is to move. */
  hold() {
    if (this.#video || matchMedia('(prefers-reduced-motion: reduce)').matches) return false;
    this.#play();
    return true;
  }

  toggle() {
    if (this.#video) this.stop();
    else this.#play();
  }

  /** Shows the photo again. */
  stop() {
    const video = this.#video;
    if (!video) return;
    this.#video = null;
    livePlaying.value = false;
    video.remove();
    video.removeAttribute('src');
    video.load(); // stops what it loads
  }

  async #play() {
    const video = document.createElement('video');
    this.#video = video;
    livePlaying.value = true;
    video.className = 'live';
    video.muted = true;
    video.playsInline = true;
    video.ariaLabel = labelOf(this.#cell);
    video.addEventListener('playing', () => this.#shows(video));
    video.addEventListener('ended', () => this.#ended(video));
    this.#path ||= await this.#find();
    if (this.#video !== video) return;
    video.src = fileUrl(this.#path);
    this.#media.append(video);
    try {
      await video.play();
    } catch {
      if (this.#video !== video) return; // it was stopped
      this.stop();
      this.#onError();
    }
  }

  /** Only the entry knows the path, for cells are many. */
  async #find() {
    const entry = await entryOf(this.#cell.id);
    return String(entry?.['live'] ?? '');
  }

  /** @param {HTMLVideoElement} video */
  #shows(video) {
    const isFilm = video.duration > FILM;
    video.controls = isFilm;
    video.classList.toggle('film', isFilm);
    video.classList.add('shown');
  }

  /** @param {HTMLVideoElement} video */
  #ended(video) {
    if (video === this.#video) this.stop();
  }
}
