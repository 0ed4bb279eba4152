import { effect, untracked } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

import { closePhoto, showSimilar, toggleBoxes, toggleDetails } from '../app/commands.js';
import { boxesShown, detailsShown, livePlaying, overlayShown, result } from '../app/state.js';
import { step, viewing } from '../app/viewing.js';
import { t } from '../i18n/index.js';
import { IconButton } from '../ui/button.js';
import { Icon } from '../ui/icon.js';
import { drawBoxes } from './boxes.js';
import { Details } from './details.js';
import { toggleFullScreen, useFullScreen } from './fullScreen.js';
import { Stage } from './stage.js';
import { viewerKey } from './viewerKeys.js';

/**
 * @typedef {object} Origin what the viewer needs of the stream below
 * @property {(position: number) => DOMRect | null} boxOf place of a cell in the window
 * @property {(position: number) => number} previewSize of its preview, device px
 * @property {(position: number) => DOMRect | null} onLeave shows the cell, and tells its place
 */

/** @typedef {import('../engine/protocol.js').Cell} Cell */

/** One photo over the stream. @param {{origin: Origin}} props */
export function Viewer({ origin }) {
  const root = useRef(/** @type {HTMLDivElement | null} */ (null));
  const place = useRef(/** @type {HTMLDivElement | null} */ (null));
  const stage = useRef(/** @type {Stage | null} */ (null));
  const now = viewing.value;
  const last = useRef(-1);

  useLayoutEffect(() => {
    if (!place.current) return undefined;
    const made = new Stage(place.current, {
      onStep: step,
      onClose: closePhoto,
      onTap: () => (overlayShown.value = !overlayShown.peek()),
      previewSize: origin.previewSize,
    });
    stage.current = made;
    root.current?.focus({ preventScroll: true });
    // Told before the viewer is taken off the page, so that there is something to fly back.
    const leave = effect(() => {
      if (!viewing.value) untracked(() => made.leave(origin.onLeave(last.current)));
    });
    return () => {
      leave();
      made.dispose();
    };
  }, []);

  useLayoutEffect(() => {
    if (!now?.current) return;
    const arrives = last.current < 0;
    last.current = now.position;
    stage.current?.show(now.previous, now.current, now.next);
    if (arrives) stage.current?.arrive(origin.boxOf(now.position));
  }, [now]);

  const boxed = boxesShown.value && hasBoxes(now?.current) ? now?.current : null;
  useLayoutEffect(() => {
    const media = stage.current?.current?.media;
    return boxed && media ? drawBoxes(media, boxed) : undefined;
  }, [boxed]);

  useEffect(() => {
    const keyed = (/** @type {KeyboardEvent} */ event) => {
      if (stage.current) viewerKey(event, stage.current);
    };
    document.addEventListener('keydown', keyed);
    return () => document.removeEventListener('keydown', keyed);
  }, []);

  if (!now) return null;
  const total = result.value?.total ?? 0;
  const label = now.position < 0 ? t('item') : t('viewer', { position: now.position + 1, total });
  const classes = `viewer ${overlayShown.value ? '' : 'bare'} ${detailsShown.value ? 'with-details' : ''}`;
  return html`<div class=${classes} ref=${root} role="dialog" aria-modal="true" aria-label=${label} tabindex="-1">
    <div class="stage" ref=${place}></div>
    ${now.missing && html`<${Missing} />`}
    <${Overlay}
      root=${root}
      position=${now.position}
      total=${total}
      cell=${now.current}
      onLive=${now.current?.live ? () => stage.current?.toggleLive() : null}
    />
    ${detailsShown.value && now.current && html`<${Details} cell=${now.current} />`}
  </div>`;
}

function Missing() {
  const query = result.value?.query;
  return html`<p class="slide-words" role="status">${query ? t('notInSearch', { query }) : t('notFound')}</p>`;
}

/**
 * @param {object} props
 * @param {{current: HTMLElement | null}} props.root
 * @param {number} props.position
 * @param {number} props.total
 * @param {Cell | undefined} props.cell
 * @param {(() => void) | null} props.onLive null without a clip
 */
function Overlay({ root, position, total, cell, onLive }) {
  const full = useFullScreen();
  return html`<div class="overlay">
    <div class="overlay-top">
      <${IconButton} icon="back" label=${t('back')} keys="Escape" onClick=${closePhoto} />
      <span class="overlay-count">
        ${position >= 0 ? t('positionOf', { position: position + 1, total }) : ''}
      </span>
      ${onLive && html`<${LiveButton} onClick=${onLive} />`}
      ${hasBoxes(cell) &&
      html`<${IconButton}
        icon="face"
        label=${t('facesAndObjects')}
        keys="a"
        pressed=${boxesShown.value}
        onClick=${toggleBoxes}
      />`}
      ${cell?.similar &&
      html`<${IconButton} icon="similar" label=${t('similar')} keys="s" onClick=${() => showSimilar(cell.id)} />`}
      ${document.fullscreenEnabled &&
      html`<${IconButton}
        icon=${full ? 'shrink' : 'expand'}
        label=${t(full ? 'leaveFullScreen' : 'fullScreen')}
        keys="f"
        onClick=${() => toggleFullScreen(root.current)}
      />`}
      <${IconButton}
        icon="info"
        label=${t('details')}
        keys="i"
        pressed=${detailsShown.value}
        onClick=${() => toggleDetails()}
      />
    </div>
    ${position > 0 &&
    html`<${IconButton} name="overlay-previous" icon="left" label=${t('previous')} onClick=${() => step(-1)} />`}
    ${position >= 0 &&
    position < total - 1 &&
    html`<${IconButton} name="overlay-next" icon="right" label=${t('next')} onClick=${() => step(1)} />`}
  </div>`;
}

/** A film hardly shows its poster, which is what was looked at. @param {Cell | undefined} cell */
function hasBoxes(cell) {
  return cell !== undefined && cell.recognised > 0 && cell.type !== 'video';
}

/** The mark of a live photo, which plays it. @param {{onClick: () => void}} props */
function LiveButton({ onClick }) {
  return html`<button
    type="button"
    class="button live-button"
    aria-label=${t('playLive')}
    title="${t('playLive')} (l)"
    aria-keyshortcuts="l"
    aria-pressed=${livePlaying.value}
    onClick=${onClick}
  >
    <${Icon} name="live" />
    <span aria-hidden="true">${t('live')}</span>
  </button>`;
}
