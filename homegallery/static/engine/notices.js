/**
 * What the engine tells unasked, gathered so that the main thread hears at most twice a
 * second of each thing.
 */

/** @import { Notice } from './protocol.js' */

const INTERVAL = 500;

/**
 * @typedef {object} Clock
 * @property {() => number} now ms
 * @property {(action: () => void, delay: number) => unknown} start
 * @property {(timer: any) => void} stop
 */

/** @type {Clock} */
export const systemClock = {
  now: () => performance.now(),
  start: (action, delay) => setTimeout(action, delay),
  stop: (timer) => clearTimeout(timer),
};

export class Notices {
  #send;
  #clock;
  #sentAt = -Infinity;
  /** @type {unknown} */
  #timer = null;
  /** @type {{added: number, removed: number, total: number} | null} */
  #change = null;
  /** @type {{loaded: number, total: number} | null} */
  #progress = null;

  /**
   * @param {(notice: Notice) => void} send
   * @param {Clock} clock
   */
  constructor(send, clock) {
    this.#send = send;
    this.#clock = clock;
  }

  /** @param {{added: number, removed: number, total: number}} change total after it */
  changed({ added, removed, total }) {
    this.#change = {
      added: added + (this.#change?.added ?? 0),
      removed: removed + (this.#change?.removed ?? 0),
      total,
    };
    this.#schedule();
  }

  /** @param {{loaded: number, total: number}} progress */
  progress(progress) {
    this.#progress = progress;
    this.#schedule();
  }

  /** @param {Notice} notice is sent at once, after all that was gathered before it */
  now(notice) {
    this.#flush();
    this.#send(notice);
  }

  #schedule() {
    if (this.#timer !== null) return;
    const wait = this.#sentAt + INTERVAL - this.#clock.now();
    if (wait <= 0) this.#flush();
    else this.#timer = this.#clock.start(() => this.#flush(), wait);
  }

  #flush() {
    if (this.#timer !== null) this.#clock.stop(this.#timer);
    this.#timer = null;
    if (!this.#change && !this.#progress) return;
    this.#sentAt = this.#clock.now();
    if (this.#change) this.#send({ notice: 'changed', ...this.#change });
    if (this.#progress) this.#send({ notice: 'progress', ...this.#progress });
    this.#change = null;
    this.#progress = null;
  }
}
