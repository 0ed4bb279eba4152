/** A panel at the lower edge of a phone that can be pushed away. */

/** Pushed down farther than this, px, it closes. */
const FAR = 80;

/**
 * Closes a panel that is swiped down from its upper end; on wide screens it is no sheet.
 *
 * @param {HTMLElement | null} panel
 * @param {() => void} close
 * @returns {(() => void) | undefined} ends it
 */
export function closeBySwipe(panel, close) {
  if (!panel) return undefined;
  let start = -1;
  const down = (/** @type {TouchEvent} */ event) => {
    const isSheet = matchMedia('(max-width: 767px)').matches;
    start = isSheet && panel.scrollTop <= 0 ? (event.touches[0]?.clientY ?? -1) : -1;
  };
  const move = (/** @type {TouchEvent} */ event) => {
    const way = (event.touches[0]?.clientY ?? 0) - start;
    if (start < 0 || way <= 0) return;
    event.preventDefault();
    panel.style.transform = `translateY(${way}px)`;
  };
  const up = (/** @type {TouchEvent} */ event) => {
    const way = start < 0 ? 0 : (event.changedTouches[0]?.clientY ?? 0) - start;
    panel.style.transform = '';
    start = -1;
    if (way > FAR) close();
  };
  panel.addEventListener('touchstart', down, { passive: true });
  panel.addEventListener('touchmove', move, { passive: false });
  panel.addEventListener('touchend', up);
  return () => {
    panel.removeEventListener('touchstart', down);
    panel.removeEventListener('touchmove', move);
    panel.removeEventListener('touchend', up);
  };
}
