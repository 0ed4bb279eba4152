import { useSignalEffect } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { layout, months, span, windowHeight } from '../app/state.js';
import { labelsOf, monthAt, toStream, toTrack, windows, yearStep } from '../app/timeline.js';
import { formats, t } from '../i18n/index.js';

/** The handle stays this long after scrolling where it is not always shown, ms. */
const LINGER = 1600;

/**
 * The time line at the right edge: years where they begin; a handle to drag. Of a list that is not
 * by date only the handle is left.
 *
 * @param {{onScroll: (top: number) => void}} props top in px of the stream
 */
export function Scrubber({ onScroll }) {
  const track = useRef(/** @type {HTMLDivElement | null} */ (null));
  const handle = useRef(/** @type {HTMLDivElement | null} */ (null));
  const bubble = useRef(/** @type {HTMLDivElement | null} */ (null));
  const edge = useRef(0);
  const [length, setLength] = useState(0);
  const [dragging, setDragging] = useState(false);
  const total = layout.value?.height ?? 0;
  const page = windowHeight.value;
  const known = months.value;
  const scale = { height: total, page, track: length };

  useEffect(() => {
    const measure = () => setLength(track.current?.clientHeight ?? 0);
    measure();
    addEventListener('resize', measure);
    return () => removeEventListener('resize', measure);
  }, [total > page]);

  useFollowing(track, handle, length);

  const tell = (/** @type {number} */ y, /** @type {number} */ top) => {
    if (!bubble.current) return;
    bubble.current.textContent = monthText(known[monthAt(known, top)]);
    bubble.current.style.transform = `translateY(${y}px)`;
  };
  const pointed = (/** @type {PointerEvent} */ event) => {
    const y = Math.min(length, Math.max(0, event.clientY - edge.current));
    const top = toStream(scale, y);
    tell(y, top);
    if (dragging || event.type === 'pointerdown') onScroll(top);
  };
  const grab = (/** @type {PointerEvent} */ event) => {
    if (event.button !== 0) return;
    edge.current = track.current?.getBoundingClientRect().top ?? 0;
    /** @type {Element} */ (event.currentTarget).setPointerCapture(event.pointerId);
    event.preventDefault();
    setDragging(true);
    pointed(event);
  };
  const enter = () => {
    edge.current = track.current?.getBoundingClientRect().top ?? 0;
  };
  const keyed = (/** @type {KeyboardEvent} */ event) => {
    const stops = known.length ? known : windows(scale);
    const target = keyTarget(event.key, stops, monthAt(stops, span.peek().top + 1));
    if (target === null) return;
    event.preventDefault();
    onScroll(stops[Math.min(stops.length - 1, Math.max(0, target))]?.top ?? 0);
  };
  if (total <= page) return null;
  return html`<div
    class="scrubber ${dragging ? 'dragging' : ''}"
    onPointerEnter=${enter}
    onPointerDown=${grab}
    onPointerMove=${pointed}
    onLostPointerCapture=${() => setDragging(false)}
  >
    <div class="scrubber-track" ref=${track}>
      <${Labels} scale=${scale} />
      <div
        class="scrubber-handle"
        ref=${handle}
        role="slider"
        tabindex="0"
        aria-orientation="vertical"
        aria-label=${t('scrubber')}
        aria-valuemin="0"
        aria-valuemax=${(known.length || windows(scale).length) - 1}
        onKeyDown=${keyed}
      ></div>
      <div class="scrubber-bubble" ref=${bubble} aria-hidden="true"></div>
    </div>
  </div>`;
}

/** @param {{scale: import('../app/timeline.js').Scale}} props */
function Labels({ scale }) {
  if (!scale.track) return null;
  return html`<div class="scrubber-labels" aria-hidden="true">
    ${labelsOf(months.value, scale).map(
      ({ month, y, kind }) => html`<span
        key=${month}
        class=${kind}
        ref=${(/** @type {HTMLElement | null} */ element) => {
          if (element) element.style.top = `${y}px`;
        }}
      >
        ${kind === 'year' ? month.slice(0, 4) : kind === 'month' ? formats.value.shortMonth(month) : ''}
      </span>`,
    )}
  </div>`;
}

/**
 * Moves the handle with the stream, past Preact, as it happens in every frame.
 *
 * @param {{current: HTMLDivElement | null}} track
 * @param {{current: HTMLDivElement | null}} handle
 * @param {number} length px of the track
 */
function useFollowing(track, handle, length) {
  const hide = useRef(0);
  const size = useRef(length);
  size.current = length;
  const follow = () => {
    const { top, height } = span.value;
    const scale = { height: layout.value?.height ?? 0, page: height, track: size.current };
    const known = months.value;
    const index = monthAt(known.length ? known : windows(scale), top + 1);
    const element = handle.current;
    if (!element) return;
    element.style.transform = `translateY(${toTrack(scale, top)}px)`;
    if (element.ariaValueNow !== String(index)) {
      element.ariaValueNow = String(index);
      element.ariaValueText = monthText(known[index]) || String(index + 1);
    }
    track.current?.classList.add('moving');
    clearTimeout(hide.current);
    hide.current = setTimeout(() => track.current?.classList.remove('moving'), LINGER);
  };
  useSignalEffect(follow);
  useEffect(follow, [length]);
}

/**
 * @param {import('../engine/protocol.js').ScrubberMonth | undefined} month
 * @returns {string} empty for none
 */
function monthText(month) {
  return month ? formats.value.month(month.month) || t('noDate') : '';
}

/**
 * @param {string} key
 * @param {readonly import('../app/timeline.js').Stop[]} known
 * @param {number} index of the present month
 * @returns {number | null} index to go to, null: not a key of the time line
 */
function keyTarget(key, known, index) {
  switch (key) {
    case 'ArrowUp':
    case 'ArrowLeft':
      return index - 1;
    case 'ArrowDown':
    case 'ArrowRight':
      return index + 1;
    case 'PageUp':
      return yearStep(known, index, -1);
    case 'PageDown':
      return yearStep(known, index, 1);
    case 'Home':
      return 0;
    case 'End':
      return known.length - 1;
    default:
      return null;
  }
}
