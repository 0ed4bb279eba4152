import { closePhoto, showAmongAll, showSimilar, toggleBoxes, toggleDetails } from '../app/commands.js';
import { dialog, overlayShown, result } from '../app/state.js';
import { goTo, step, viewing } from '../app/viewing.js';
import { toggleFullScreen } from './fullScreen.js';

/** @typedef {import('./stage.js').Stage} Stage */

/** @type {Record<string, (stage: Stage) => void>} */
const KEYS = {
  ArrowLeft: () => step(-1),
  j: () => step(-1),
  Backspace: () => step(-1),
  ArrowRight: () => step(1),
  k: () => step(1),
  ' ': () => step(1),
  Home: () => goTo(0),
  End: () => goTo((result.peek()?.total ?? 1) - 1),
  Escape: () => closePhoto(),
  i: () => toggleDetails(),
  a: () => toggleBoxes(),
  s: () => {
    const cell = viewing.peek()?.current;
    if (cell?.similar) showSimilar(cell.id);
  },
  t: () => (overlayShown.value = !overlayShown.peek()),
  f: (stage) => toggleFullScreen(stage.element.closest('.viewer')),
  l: (stage) => stage.toggleLive(),
  c: () => showAmongAll(viewing.peek()?.current?.id ?? ''),
  '+': (stage) => stage.zoomBy(1.5),
  '-': (stage) => stage.zoomBy(1 / 1.5),
  0: (stage) => stage.zoomBy(0),
};

/**
 * @param {KeyboardEvent} event
 * @param {Stage} stage
 */
export function viewerKey(event, stage) {
  if (dialog.peek() || event.defaultPrevented || event.altKey || event.metaKey) return;
  const target = /** @type {Element} */ (event.target);
  if (target.closest('input, textarea, select, video')) return;
  if (event.key === ' ' && target.closest('button, a')) return;
  if (event.ctrlKey) {
    jump(event);
    return;
  }
  const action = KEYS[event.key];
  if (!action) return;
  event.preventDefault();
  action(stage);
}

/** @param {KeyboardEvent} event */
function jump(event) {
  const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!direction) return;
  event.preventDefault();
  step(direction * (event.shiftKey ? 100 : 10));
}
