/** The photo with its neighbours at both sides: swiped, zoomed, sent back to the stream. */

import { FITTED, keepInside, toggleZoom, zoomAt } from '../app/zoom.js';
import { Gestures } from '../ui/gestures.js';
import { endFlight, flight } from './flight.js';
import { Slide } from './slide.js';

/** @typedef {import('../engine/protocol.js').Cell} Cell */
/** @typedef {import('../app/zoom.js').Point} Point */

/**
 * @typedef {object} Actions
 * @property {(step: 1 | -1) => void} onStep
 * @property {() => void} onClose
 * @property {() => void} onTap
 * @property {(position: number) => number} previewSize of what the stream shows, device px
 */

/** Between two photos, px. */
const GAP = 24;
/** Dragged farther than this share of the stage, or faster than this, px/ms, it goes on. */
const FAR = 0.3;
const FAST = 0.35;
const SETTLE = 'transform 240ms cubic-bezier(0.2, 0.7, 0.2, 1)';

export class Stage {
  #strip = document.createElement('div');
  /** @type {(Slide | undefined)[]} previous, current, next */
  #slides = [];
  #size = { width: 0, height: 0 };
  #zoom = FITTED;
  #from = FITTED;
  /** @type {'pan' | 'swipe' | 'pull'} */
  #drag = 'swipe';
  #observer;
  #gestures;
  #sharpenTimer = 0;
  /** Where a swiped photo is when it becomes the current one, px off the middle. */
  #carried = 0;

  /**
   * @param {HTMLElement} element
   * @param {Actions} actions
   */
  constructor(element, actions) {
    this.element = element;
    this.actions = actions;
    this.#strip.className = 'strip';
    element.append(this.#strip);
    this.#gestures = new Gestures(element, this.#handlers());
    this.#size = { width: element.clientWidth, height: element.clientHeight };
    this.#observer = new ResizeObserver(() => this.#resized());
    this.#observer.observe(element);
  }

  /** The photo in the middle. */
  get current() {
    return this.#slides[1];
  }

  /**
   * Shows a photo and keeps its neighbours ready. Slides that stay are not touched.
   *
   * @param {Cell | undefined} previous
   * @param {Cell | undefined} current
   * @param {Cell | undefined} next
   */
  show(previous, current, next) {
    const old = this.#slides.filter((slide) => slide !== undefined);
    const moved = this.current?.cell.id !== current?.id;
    this.#slides = [previous, current, next].map((cell) => this.#slideFor(cell, old));
    for (const slide of old) {
      if (!this.#slides.includes(slide)) slide.dispose();
      else if (slide !== this.current) slide.pause();
    }
    if (moved) this.#setZoom(FITTED);
    this.#settleFrom(moved ? this.#carried : 0);
    this.#carried = 0;
    this.#sharpen();
  }

  /** @param {number} factor 0 fits the photo to the stage */
  zoomBy(factor) {
    const { width, height } = this.#size;
    this.#animated();
    if (!factor) this.#setZoom(FITTED);
    else this.#zoomTo(this.#zoom.scale * factor, { x: width / 2, y: height / 2 });
  }

  /** Plays the clip of a live photo, or ends it. */
  toggleLive() {
    this.current?.live?.toggle();
  }

  /** Lets the photo come out of its cell. @param {DOMRect | null} box in the window */
  arrive(box) {
    const { current } = this;
    if (current && box) flight(current.media, box, 'in');
  }

  /** Lets the photo fly back to its cell. @param {DOMRect | null} box in the window */
  leave(box) {
    const { current } = this;
    if (current && box) flight(current.media, box, 'out');
  }

  dispose() {
    clearTimeout(this.#sharpenTimer);
    this.#observer.disconnect();
    this.#gestures.stop();
    for (const slide of this.#slides) slide?.dispose();
  }

  /**
   * @param {Cell | undefined} cell
   * @param {Slide[]} old
   */
  #slideFor(cell, old) {
    if (!cell) return undefined;
    const same = old.find((slide) => isSame(slide.cell, cell));
    if (same) return same;
    const slide = new Slide(cell, this.actions.previewSize(cell.position));
    slide.resize(this.#size);
    this.#strip.append(slide.element);
    return slide;
  }

  #resized() {
    this.#size = { width: this.element.clientWidth, height: this.element.clientHeight };
    for (const slide of this.#slides) slide?.resize(this.#size);
    this.#setZoom(FITTED);
    this.#place(0);
    this.#sharpen();
  }

  /** The photo first, then its neighbours. */
  async #sharpen() {
    const slides = this.#slides;
    await slides[1]?.sharpen(this.#zoom.scale);
    if (slides === this.#slides) for (const slide of [slides[2], slides[0]]) slide?.sharpen();
  }

  /** Puts the slides side by side, shifted. @param {number} shift px */
  #place(shift) {
    this.#strip.style.transition = '';
    this.#strip.style.transform = `translateX(${shift}px)`;
    this.#slides.forEach((slide, index) => {
      if (!slide) return;
      slide.element.style.transform = `translateX(${(index - 1) * (this.#size.width + GAP)}px)`;
      slide.element.inert = index !== 1;
    });
  }

  #animated() {
    if (this.current) this.current.media.style.transition = SETTLE;
  }

  /** @param {import('../app/zoom.js').Zoom} zoom */
  #setZoom(zoom) {
    this.#zoom = zoom;
    const { scale, x, y } = zoom;
    this.element.classList.toggle('zoomed', scale > 1);
    const media = this.current?.media;
    media?.style.setProperty('--zoom', String(scale));
    if (media) media.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    if (media && scale > 1) endFlight(media);
    clearTimeout(this.#sharpenTimer);
    if (scale > 1) this.#sharpenTimer = setTimeout(() => this.current?.sharpen(scale), 120);
  }

  /** @param {number} scale @param {Point} point */
  #zoomTo(scale, point) {
    const { current } = this;
    if (!current || current.cell.type === 'video') return;
    this.#setZoom(zoomAt(this.#zoom, scale, point, current.fitted, this.#size));
  }

  /** @returns {import('../ui/gestures.js').Handlers} */
  #handlers() {
    return {
      tap: (_, type) => {
        if (type !== 'mouse') this.actions.onTap();
      },
      hold: () => this.current?.live?.hold() ?? false,
      holdEnd: () => this.current?.live?.stop(),
      doubleTap: (point) => this.#doubleTapped(point),
      dragStart: (axis) => this.#dragStarted(axis),
      drag: (dx, dy) => this.#dragged(dx, dy),
      dragEnd: (dx, dy, speed) => this.#dragEnded(dx, dy, speed),
      pinchStart: () => {
        this.#from = this.#zoom;
        if (this.current) this.current.media.style.transition = '';
      },
      pinch: (factor, centre, dx, dy) => this.#pinched(factor, centre, dx, dy),
      pinchEnd: () => {
        if (this.#zoom.scale < 1.05) this.zoomBy(0);
      },
      wheel: (factor, point) => {
        if (this.current) this.current.media.style.transition = '';
        this.#zoomTo(this.#zoom.scale * factor, point);
      },
    };
  }

  /** @param {Point} point */
  #doubleTapped(point) {
    const { current } = this;
    if (!current || current.cell.type === 'video') return;
    this.#animated();
    this.#setZoom(toggleZoom(this.#zoom, point, current.fitted, this.#size));
  }

  /**
   * @param {number} factor
   * @param {Point} centre
   * @param {number} dx
   * @param {number} dy
   */
  #pinched(factor, centre, dx, dy) {
    const { current } = this;
    if (!current || current.cell.type === 'video') return;
    const zoomed = zoomAt(this.#from, this.#from.scale * factor, centre, current.fitted, this.#size);
    const shifted = { ...zoomed, x: zoomed.x + dx, y: zoomed.y + dy };
    this.#setZoom(keepInside(shifted, current.fitted, this.#size));
  }

  /** @param {'x' | 'y'} axis */
  #dragStarted(axis) {
    this.#from = this.#zoom;
    if (this.current) this.current.media.style.transition = '';
    if (this.#zoom.scale > 1) this.#drag = 'pan';
    else this.#drag = axis === 'x' ? 'swipe' : 'pull';
    return true;
  }

  /** @param {number} dx @param {number} dy */
  #dragged(dx, dy) {
    const { current } = this;
    if (!current) return;
    if (this.#drag === 'pan') {
      const moved = { ...this.#from, x: this.#from.x + dx, y: this.#from.y + dy };
      this.#setZoom(keepInside(moved, current.fitted, this.#size));
    } else if (this.#drag === 'swipe') {
      const towards = dx > 0 ? this.#slides[0] : this.#slides[2];
      this.#place(towards ? dx : dx / 4); // nothing there: it gives only a little
    } else {
      const scale = 1 - Math.min(0.3, Math.abs(dy) / this.#size.height / 2);
      current.media.style.transform = `translate(${dx / 2}px, ${dy}px) scale(${scale})`;
    }
  }

  /** @param {number} dx @param {number} dy @param {Point} speed */
  #dragEnded(dx, dy, speed) {
    if (this.#drag === 'swipe') this.#swiped(dx, speed.x);
    if (this.#drag !== 'pull') return;
    if (Math.abs(dy) > this.#size.height * 0.15 || Math.abs(speed.y) > FAST) {
      this.actions.onClose();
      return;
    }
    this.#animated();
    this.#setZoom(FITTED);
  }

  /** @param {number} dx @param {number} speed */
  #swiped(dx, speed) {
    const far = Math.abs(dx) > this.#size.width * FAR;
    const fast = Math.abs(speed) > FAST && Math.sign(speed) === Math.sign(dx);
    const target = dx < 0 ? this.#slides[2] : this.#slides[0];
    if (target && (far || fast)) {
      this.#carried = dx - Math.sign(dx) * (this.#size.width + GAP);
      this.actions.onStep(dx < 0 ? 1 : -1);
    } else {
      this.#settleFrom(dx);
    }
  }

  /** Lets the strip slide home. @param {number} shift px where it is now */
  #settleFrom(shift) {
    this.#place(shift);
    if (!shift || matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.#place(0);
      return;
    }
    this.#strip.getBoundingClientRect(); // the transition starts from here
    this.#strip.style.transition = SETTLE;
    this.#strip.style.transform = 'translateX(0)';
  }
}

/**
 * Whether a slide of the one shows the other.
 *
 * @param {Cell} one
 * @param {Cell} other
 */
function isSame(one, other) {
  return one.id === other.id && one.previews.length === other.previews.length && one.live === other.live;
}
