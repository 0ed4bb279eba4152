/** Arithmetic of the time line: places on the track against places in the stream. */

/** @typedef {import('../engine/protocol.js').ScrubberMonth} Month */

/** A place that keys go to; "" without a month. @typedef {Pick<Month, 'month' | 'top'>} Stop */

/**
 * @typedef {object} Scale
 * @property {number} height px of the stream
 * @property {number} page px of the window
 * @property {number} track px of the track
 */

/**
 * @typedef {object} Label
 * @property {string} month `YYYY-MM`
 * @property {number} y px on the track
 * @property {'year' | 'month' | 'tick'} kind
 */

/** Room between two labels, two ticks, and a label and a tick, px. */
const LABEL_ROOM = 30;
const TICK_ROOM = 8;
const BESIDE_LABEL = 13;
/** Up to this many months every one of them may have a label. */
const FEW_MONTHS = 18;

/** @param {Scale} scale @param {number} top px in the stream @returns {number} px on the track */
export function toTrack({ height, page, track }, top) {
  return track * Math.min(1, Math.max(0, top / Math.max(1, height - page)));
}

/** @param {Scale} scale @param {number} y px on the track @returns {number} px in the stream */
export function toStream({ height, page, track }, y) {
  return Math.max(0, height - page) * Math.min(1, Math.max(0, y / Math.max(1, track)));
}

/**
 * Where each window begins: the places to go to in a list without months.
 *
 * @param {Scale} scale
 * @returns {Stop[]}
 */
export function windows({ height, page }) {
  const last = Math.max(0, height - page);
  const count = Math.ceil(last / Math.max(1, page)) + 1;
  return Array.from({ length: count }, (_, i) => ({ month: '', top: Math.min(last, i * page) }));
}

/** Index of the month at a place of the stream. @param {readonly Pick<Month, 'top'>[]} months @param {number} top px */
export function monthAt(months, top) {
  let low = 0;
  let high = months.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((months[middle]?.top ?? 0) <= top) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * The first month of the next (1) or previous (-1) year; without months the next stop.
 *
 * @param {readonly Stop[]} months
 * @param {number} index of the present month
 * @param {number} direction
 */
export function yearStep(months, index, direction) {
  if (!months[index]?.month) return index + direction;
  const year = (/** @type {number} */ at) => months[at]?.month.slice(0, 4);
  let target = index;
  while (months[target] && year(target) === year(index)) target += direction;
  if (!months[target]) return direction > 0 ? months.length - 1 : 0;
  while (target > 0 && year(target - 1) === year(target)) target -= 1;
  return target;
}

/**
 * Years where they begin, as far as there is room, and ticks for the months.
 *
 * @param {readonly Month[]} months
 * @param {Scale} scale
 * @returns {Label[]}
 */
export function labelsOf(months, scale) {
  const labels = titles(months, scale);
  const ticks = [];
  let nextLabel = 0;
  let ticked = -TICK_ROOM;
  for (const { month, top } of months) {
    const y = toTrack(scale, top);
    while ((labels[nextLabel]?.y ?? Infinity) < y) nextLabel += 1;
    const above = y - (labels[nextLabel - 1]?.y ?? -Infinity);
    const below = (labels[nextLabel]?.y ?? Infinity) - y;
    if (Math.min(above, below) < BESIDE_LABEL || y - ticked < TICK_ROOM) continue;
    ticks.push({ month, y, kind: /** @type {const} */ ('tick') });
    ticked = y;
  }
  return [...labels, ...ticks];
}

/**
 * @param {readonly Month[]} months
 * @param {Scale} scale
 * @returns {Label[]}
 */
function titles(months, scale) {
  const kind = months.length <= FEW_MONTHS ? 'month' : 'year';
  /** @type {Label[]} */
  const labels = [];
  let year = '';
  let last = -LABEL_ROOM;
  for (const { month, top } of months) {
    const y = toTrack(scale, top);
    const begins = kind === 'month' || month.slice(0, 4) !== year;
    year = month.slice(0, 4);
    if (!begins || y - last < LABEL_ROOM) continue;
    labels.push({ month, y, kind });
    last = y;
  }
  return labels;
}
