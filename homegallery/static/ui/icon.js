import { html } from 'htm/preact';

/** Outlines on a grid of 24, drawn with the colour of the text around. */
const SHAPES = {
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14Zm5 12 4.5 4.5',
  close: 'M6 6l12 12M18 6 6 18',
  left: 'M15 5l-7 7 7 7',
  right: 'M9 5l7 7-7 7',
  back: 'M20 12H5m6-7-7 7 7 7',
  info: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM12 11v5.5M12 7.6v.1',
  expand: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
  shrink: 'M9 4v5H4M15 4v5h5M9 20v-5H4M15 20v-5h5',
  view: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4ZM9 14.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4Z',
  alert: 'M12 4 2.8 19.5h18.4ZM12 10v4.5M12 17v.1',
  offline: 'M4 4l16 16M7.5 8.6A5.5 5.5 0 0 0 7 19h10.5M20.6 17a4.2 4.2 0 0 0-2.9-7.2A6 6 0 0 0 11 5.6',
  import: 'M12 4v11m-4.5-4.5L12 15l4.5-4.5M5 19.5h14',
  check: 'M5 12.5 10 17.5 19.5 7',
  place: 'M12 21s-6.5-5.6-6.5-11a6.5 6.5 0 0 1 13 0c0 5.4-6.5 11-6.5 11ZM12 7.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4Z',
  camera: 'M4 8h3.5L9 5.5h6L16.5 8H20v11H4ZM12 10a3.3 3.3 0 1 0 0 6.6 3.3 3.3 0 0 0 0-6.6Z',
  date: 'M4.5 6h15v13.5h-15ZM4.5 10.5h15M8.5 3.5V8M15.5 3.5V8',
  file: 'M6 3.5h8l4.5 4.5v12.5H6ZM14 3.5V8h4.5',
  tag: 'M4 4.5h7.5l8.5 8.5-7 7L4 11.5ZM8 8.4v.1',
  text: 'M5 6.5h14M5 12h14M5 17.5h9',
  folder: 'M3.5 6h6l2 2.5h9V19h-17Z',
  video: 'M4 6.5h11.5v11H4ZM15.5 10.5 20.5 8v8l-5-2.5Z',
  live: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM12 7.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM12 11.2a.8.8 0 1 0 0 1.6.8.8 0 0 0 0-1.6Z',
  face: 'M4 8.5V4h4.5M15.5 4H20v4.5M4 15.5V20h4.5M15.5 20H20v-4.5M9.2 9.6v.1M14.8 9.6v.1M8.8 13.8a4 4 0 0 0 6.4 0',
  object: 'M12 3.5 19.5 8v8L12 20.5 4.5 16V8ZM4.5 8 12 12.2 19.5 8M12 12.2v8.3',
  similar: 'M8.5 4H20v11.5H8.5ZM15.5 15.5V20H4V8.5h4.5M11.5 12l2.5-3 3 3.5',
  photo: 'M4 5h16v14H4ZM4 16l4.5-4.5 4 4 2.5-2.5 5 5M15.5 8.4v.1',
};

/** @typedef {keyof typeof SHAPES} IconName */

/** @param {{name: IconName}} props */
export function Icon({ name }) {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${SHAPES[name]} /></svg>`;
}
