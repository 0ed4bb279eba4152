/** A photo on its way between its cell and the stage. */

const TIMING = { duration: 240, easing: 'cubic-bezier(0.2, 0.7, 0.2, 1)' };

/**
 * @param {HTMLElement} media on the stage; flying out, a copy is sent, as the stage closes at once
 * @param {DOMRect} box of the cell in the window
 * @param {'in' | 'out'} direction
 */
export function flight(media, box, direction) {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  const place = media.getBoundingClientRect();
  if (!place.width || !place.height) return;
  const away = cellTransform(place, box);
  if (direction === 'in') {
    media.animate([{ transform: away }, { transform: 'none' }], TIMING);
    return;
  }
  const copy = copyOf(media, place);
  if (!copy) return;
  document.body.append(copy);
  const flying = copy.animate([{ transform: 'none' }, { transform: away }], TIMING);
  flying.finished.finally(() => copy.remove());
}

/** Lets a photo be where it is going at once. @param {HTMLElement} media */
export function endFlight(media) {
  for (const moving of media.getAnimations()) {
    if (!(moving instanceof CSSTransition)) moving.finish();
  }
}

/** @param {DOMRect} from @param {DOMRect} to */
function cellTransform(from, to) {
  const x = to.x + to.width / 2 - from.x - from.width / 2;
  const y = to.y + to.height / 2 - from.y - from.height / 2;
  return `translate(${x}px, ${y}px) scale(${to.width / from.width}, ${to.height / from.height})`;
}

/** @param {HTMLElement} media @param {DOMRect} place */
function copyOf(media, place) {
  const image = [...media.querySelectorAll('img')].findLast((candidate) => candidate.complete);
  if (!image) return null;
  const copy = new Image();
  copy.src = image.src;
  copy.alt = '';
  copy.className = 'flying';
  const { left, top, width, height } = place;
  Object.assign(copy.style, {
    left: `${left}px`,
    top: `${top}px`,
    width: `${width}px`,
    height: `${height}px`,
  });
  return copy;
}
