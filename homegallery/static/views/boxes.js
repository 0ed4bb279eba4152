/** Frames around the faces and objects of a photo; each leads to more of the same. */

import { html } from 'htm/preact';
import { render } from 'preact';

import { ofFace, withObject } from '../app/queries.js';
import { t } from '../i18n/index.js';
import { useEntry } from './entry.js';
import { SearchLink } from './searchLink.js';

/** @typedef {import('../engine/protocol.js').Cell} Cell */

/**
 * @typedef {object} Box fractions of the photo's width and height
 * @property {number} x
 * @property {number} y
 * @property {number} width
 * @property {number} height
 */

/**
 * Draws them over a photo.
 *
 * @param {HTMLElement} media which holds the photo, and is zoomed with it
 * @param {Cell} cell
 * @returns {() => void} takes them away
 */
export function drawBoxes(media, cell) {
  const layer = document.createElement('div');
  layer.className = 'boxes';
  media.append(layer);
  render(html`<${Boxes} cell=${cell} />`, layer);
  return () => {
    render(null, layer);
    layer.remove();
  };
}

/** Faces come last, above objects: persons are objects, too. @param {{cell: Cell}} props */
function Boxes({ cell }) {
  const entry = useEntry(cell);
  const faces = entry?.['faces'] ?? [];
  const objects = entry?.['objects'] ?? [];
  return html`
    ${objects.map(
      (/** @type {Box & {class: string}} */ object, /** @type {number} */ i) => html`<${SearchLink}
        key=${`object ${i}`}
        name="box object-box"
        style=${placed(object)}
        query=${withObject(object.class)}
        label=${t('searchFor', { text: object.class })}
      >
        <span class="box-name">${object.class}</span>
      <//>`,
    )}
    ${faces.map(
      (/** @type {Box} */ face, /** @type {number} */ i) => html`<${SearchLink}
        key=${`face ${i}`}
        name="box face-box"
        style=${placed(face)}
        query=${ofFace(cell.id, i)}
        label=${t('sameFace', { number: String(i + 1), total: String(faces.length) })}
      />`,
    )}
  `;
}

/** @param {Box} box */
function placed({ x, y, width, height }) {
  return { left: percent(x), top: percent(y), width: percent(width), height: percent(height) };
}

/** @param {number} share */
function percent(share) {
  return `${share * 100}%`;
}
