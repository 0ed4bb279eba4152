/** Images on their way are shown when they are decoded, never half painted. */

/** An image that comes this fast was cached, ms: it is shown without a fade. */
const AT_ONCE = 60;

/**
 * @typedef {object} Job
 * @property {HTMLImageElement} image
 * @property {string} url
 * @property {(loaded: boolean, atOnce: boolean) => void} done
 */

/**
 * Loads images a few at a time, the newest request first. A request whose cell
 * has scrolled away is cancelled, on the network, too. While the page flies by
 * nothing is started at all.
 */
export class ImageQueue {
  /** @type {Map<HTMLImageElement, Job>} in order of request */
  #waiting = new Map();
  /** @type {Map<HTMLImageElement, Job>} */
  #active = new Map();
  #paused = false;
  #parallel;

  /** @param {number} [parallel] below the browser's limit of connections, to leave room for data */
  constructor(parallel = 5) {
    this.#parallel = parallel;
  }

  /**
   * @param {HTMLImageElement} image
   * @param {string} url
   * @param {Job['done']} done
   */
  request(image, url, done) {
    this.cancel(image);
    this.#waiting.set(image, { image, url, done });
    this.#start();
  }

  /** @param {HTMLImageElement} image */
  cancel(image) {
    this.#waiting.delete(image);
    if (!this.#active.delete(image)) return;
    image.removeAttribute('src');
    this.#start();
  }

  /** @param {boolean} paused */
  set paused(paused) {
    this.#paused = paused;
    this.#start();
  }

  #start() {
    while (!this.#paused && this.#active.size < this.#parallel && this.#waiting.size) {
      const job = /** @type {Job} */ ([...this.#waiting.values()].at(-1));
      this.#waiting.delete(job.image);
      this.#active.set(job.image, job);
      this.#load(job);
    }
  }

  /** @param {Job} job */
  async #load(job) {
    const start = performance.now();
    job.image.src = job.url;
    const loaded = await job.image.decode().then(
      () => true,
      () => false,
    );
    if (this.#active.get(job.image) !== job) return; // cancelled, and perhaps asked anew
    this.#active.delete(job.image);
    job.done(loaded, performance.now() - start < AT_ONCE);
    this.#start();
  }
}
