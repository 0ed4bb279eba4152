/** What was recognised in a photo, for its details. */

import { html } from 'htm/preact';

import { choosePreview } from '../app/preview.js';
import { ofFace, withObject } from '../app/queries.js';
import { fileUrl } from '../app/url.js';
import { t } from '../i18n/index.js';
import { SearchLink } from './searchLink.js';

/** @typedef {import('../engine/protocol.js').Cell} Cell */
/** @typedef {import('./boxes.js').Box} Box */

/** px of a face, which is shown with this much around it. */
const SIZE = 56;
const AROUND = 1.5;

/** @param {{cell: Cell, faces: Box[]}} props */
export function FaceLinks({ cell, faces }) {
  const total = String(faces.length);
  return html`<span class="faces">
    ${faces.map(
      (face, i) => html`<${SearchLink}
        key=${i}
        name="face"
        style=${cutOut(cell, face)}
        query=${ofFace(cell.id, i)}
        label=${t('sameFace', { number: String(i + 1), total })}
      />`,
    )}
  </span>`;
}

/** Each class once, with how often it is there. @param {{objects: {class: string}[]}} props */
export function ObjectLinks({ objects }) {
  const counts = new Map();
  for (const { class: name } of objects) counts.set(name, (counts.get(name) ?? 0) + 1);
  return html`<span class="chips">
    ${[...counts].map(
      ([name, count]) => html`<${SearchLink}
        key=${name}
        query=${withObject(name)}
        label=${t('searchFor', { text: name })}
      >
        ${count > 1 ? `${name} × ${count}` : name}
      <//>`,
    )}
  </span>`;
}

/**
 * The square around a face, cut out of a preview.
 *
 * @param {Cell} cell
 * @param {Box} face
 * @returns {Record<string, string>}
 */
function cutOut({ width, height, previews }, face) {
  const side = Math.max(face.width * width, face.height * height) * AROUND;
  const scale = side > 0 ? SIZE / side : 0;
  const preview = choosePreview(previews, Math.max(width, height) * scale * devicePixelRatio);
  if (!preview || !scale) return {};
  const left = SIZE / 2 - (face.x + face.width / 2) * width * scale;
  const top = SIZE / 2 - (face.y + face.height / 2) * height * scale;
  return {
    backgroundImage: `url("${fileUrl(preview.path)}")`,
    backgroundSize: `${width * scale}px ${height * scale}px`,
    backgroundPosition: `${left}px ${top}px`,
  };
}
