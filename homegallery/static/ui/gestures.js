/** Reads taps, drags, pinches and the wheel out of pointer events. */

/** Farther than this, px, a pointer is dragged and no longer tapped. */
const SLACK = 8;
/** Two taps within this time, ms, are a double tap. */
const DOUBLE = 300;
/** A pointer that rests so long, ms, is held. */
const HOLD = 350;

/**
 * @typedef {object} Handlers points are px in the element
 * @property {(point: Point, type: string) => void} tap after it is sure that no second one follows
 * @property {(point: Point) => void} doubleTap
 * @property {() => boolean} hold false: not interested
 * @property {() => void} holdEnd
 * @property {(axis: 'x' | 'y') => boolean} dragStart false: not interested
 * @property {(dx: number, dy: number) => void} drag since its start, px
 * @property {(dx: number, dy: number, speed: Point) => void} dragEnd speed in px per ms
 * @property {() => void} pinchStart
 * @property {(factor: number, centre: Point, dx: number, dy: number) => void} pinch since its start
 * @property {() => void} pinchEnd
 * @property {(factor: number, point: Point) => void} wheel
 */

/** @typedef {{x: number, y: number}} Point */

export class Gestures {
  /** @type {Map<number, Point>} */
  #points = new Map();
  /** @type {'none' | 'press' | 'held' | 'drag' | 'pinch' | 'ignore'} */
  #mode = 'none';
  #start = { x: 0, y: 0 };
  #spread = 1;
  #speed = { x: 0, y: 0 };
  #last = { x: 0, y: 0, time: 0 };
  #tapTimer = 0;
  #holdTimer = 0;
  #tapped = { x: 0, y: 0, time: -Infinity };
  #origin = { x: 0, y: 0 };

  /**
   * @param {HTMLElement} element
   * @param {Handlers} handlers
   */
  constructor(element, handlers) {
    this.element = element;
    this.handlers = handlers;
    element.addEventListener('pointerdown', (event) => this.#down(event));
    element.addEventListener('pointermove', (event) => this.#move(event));
    element.addEventListener('pointerup', (event) => this.#up(event, true));
    element.addEventListener('pointercancel', (event) => this.#up(event, false));
    element.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    element.addEventListener('dragstart', (event) => event.preventDefault());
    // A long touch would open a menu for the picture.
    element.addEventListener('contextmenu', (event) => {
      if (this.#mode === 'held') event.preventDefault();
    });
  }

  /** Forgets taps that wait for a second one, and presses that may become long. */
  stop() {
    clearTimeout(this.#tapTimer);
    clearTimeout(this.#holdTimer);
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (event.button !== 0) return;
    if (!this.#points.size) {
      const { left, top } = this.element.getBoundingClientRect();
      this.#origin = { x: left, y: top };
    }
    // Of a link, the click would come to the element instead.
    if (!(/** @type {Element} */ (event.target).closest('a'))) this.element.setPointerCapture(event.pointerId);
    const point = this.#pointOf(event);
    this.#points.set(event.pointerId, point);
    clearTimeout(this.#holdTimer);
    if (this.#points.size === 1) {
      this.#mode = 'press';
      this.#start = point;
      this.#last = { ...point, time: event.timeStamp };
      this.#speed = { x: 0, y: 0 };
      this.#holdTimer = setTimeout(() => this.#hold(), HOLD);
    } else if (this.#points.size === 2) {
      if (this.#mode === 'drag') this.handlers.dragEnd(0, 0, { x: 0, y: 0 });
      if (this.#mode === 'held') this.handlers.holdEnd();
      this.#mode = 'pinch';
      this.#start = this.#centre();
      this.#spread = this.#distance();
      this.handlers.pinchStart();
    }
  }

  #hold() {
    if (this.#mode === 'press' && this.handlers.hold()) this.#mode = 'held';
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (!this.#points.has(event.pointerId)) return;
    const point = this.#pointOf(event);
    this.#points.set(event.pointerId, point);
    if (this.#mode === 'pinch') {
      const centre = this.#centre();
      const { x, y } = this.#start;
      this.handlers.pinch(this.#distance() / this.#spread, this.#start, centre.x - x, centre.y - y);
      return;
    }
    const dx = point.x - this.#start.x;
    const dy = point.y - this.#start.y;
    if (this.#mode === 'press' && Math.hypot(dx, dy) > SLACK) {
      const wanted = this.handlers.dragStart(Math.abs(dx) > Math.abs(dy) ? 'x' : 'y');
      this.#mode = wanted ? 'drag' : 'ignore';
      this.element.setPointerCapture(event.pointerId);
    }
    if (this.#mode !== 'drag') return;
    this.#measureSpeed(point, event.timeStamp);
    this.handlers.drag(dx, dy);
  }

  /** @param {Point} point @param {number} time */
  #measureSpeed(point, time) {
    const elapsed = Math.max(1, time - this.#last.time);
    const fresh = Math.min(1, elapsed / 40); // the last 40 ms count most
    this.#speed = {
      x: this.#speed.x * (1 - fresh) + ((point.x - this.#last.x) / elapsed) * fresh,
      y: this.#speed.y * (1 - fresh) + ((point.y - this.#last.y) / elapsed) * fresh,
    };
    this.#last = { ...point, time };
  }

  /** @param {PointerEvent} event @param {boolean} released false: the browser took it away */
  #up(event, released) {
    const point = this.#points.get(event.pointerId);
    if (!point) return;
    this.#points.delete(event.pointerId);
    clearTimeout(this.#holdTimer);
    if (this.#mode === 'pinch') {
      this.#mode = 'ignore';
      this.handlers.pinchEnd();
    } else if (this.#mode === 'drag') {
      const still = event.timeStamp - this.#last.time > 80;
      const speed = released && !still ? this.#speed : { x: 0, y: 0 };
      this.handlers.dragEnd(point.x - this.#start.x, point.y - this.#start.y, speed);
    } else if (this.#mode === 'held') {
      this.handlers.holdEnd();
    } else if (this.#mode === 'press' && released) {
      this.#tap(point, event);
    }
    if (!this.#points.size) this.#mode = 'none';
  }

  /** @param {Point} point @param {PointerEvent} event */
  #tap(point, event) {
    const { x, y, time } = this.#tapped;
    clearTimeout(this.#tapTimer);
    if (event.timeStamp - time < DOUBLE && Math.hypot(point.x - x, point.y - y) < 40) {
      this.#tapped.time = -Infinity;
      this.handlers.doubleTap(point);
      return;
    }
    this.#tapped = { ...point, time: event.timeStamp };
    this.#tapTimer = setTimeout(() => this.handlers.tap(point, event.pointerType), DOUBLE);
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    event.preventDefault();
    const { left, top } = this.element.getBoundingClientRect();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    // A pinch on a touch pad comes as small wheel steps with Ctrl.
    const strength = event.ctrlKey ? 0.01 : 0.002;
    const step = Math.max(-200, Math.min(200, event.deltaY * lines));
    this.handlers.wheel(Math.exp(-step * strength), { x: event.clientX - left, y: event.clientY - top });
  }

  /** @param {PointerEvent} event */
  #pointOf(event) {
    return { x: event.clientX - this.#origin.x, y: event.clientY - this.#origin.y };
  }

  #centre() {
    const [one = this.#start, other = one] = this.#points.values();
    return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 };
  }

  #distance() {
    const [one = this.#start, other = one] = this.#points.values();
    return Math.max(1, Math.hypot(one.x - other.x, one.y - other.y));
  }
}
