import { useEffect, useState } from 'preact/hooks';

/** @returns {boolean} whether something fills the screen */
export function useFullScreen() {
  const [full, setFull] = useState(document.fullscreenElement !== null);
  useEffect(() => {
    const changed = () => setFull(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', changed);
    return () => document.removeEventListener('fullscreenchange', changed);
  }, []);
  return full;
}

/** @param {HTMLElement | null} element */
export function toggleFullScreen(element) {
  const change = document.fullscreenElement
    ? document.exitFullscreen()
    : element?.requestFullscreen({ navigationUI: 'hide' });
  change?.catch(() => undefined); // refused by the browser: nothing changes on the screen
}
