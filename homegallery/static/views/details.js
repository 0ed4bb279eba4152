import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';

import { toggleDetails } from '../app/commands.js';
import { withWords } from '../app/queries.js';
import { formats, t } from '../i18n/index.js';
import { IconButton } from '../ui/button.js';
import { Icon } from '../ui/icon.js';
import { closeBySwipe } from '../ui/sheet.js';
import { useEntry } from './entry.js';
import { exposureOf, nameOf, placeOf } from './facts.js';
import { typeName } from './label.js';
import { FaceLinks, ObjectLinks } from './recognised.js';
import { SearchLink } from './searchLink.js';

/** @typedef {import('../engine/protocol.js').Cell} Cell */
/** @typedef {import('../engine/protocol.js').Entry} Entry */

/** What is known of a photo: beside it, or as a sheet on a phone. @param {{cell: Cell}} props */
export function Details({ cell }) {
  const panel = useRef(/** @type {HTMLElement | null} */ (null));
  const entry = useEntry(cell);
  useEffect(() => closeBySwipe(panel.current, () => toggleDetails(false)), []);
  return html`<aside class="details" ref=${panel} aria-label=${t('details')}>
    <header class="details-head">
      <h2>${t('details')}</h2>
      <${IconButton} icon="close" label=${t('close')} onClick=${() => toggleDetails(false)} />
    </header>
    ${entry && html`<${Facts} cell=${cell} entry=${entry} />`}
  </aside>`;
}

/** @param {{cell: Cell, entry: Entry}} props */
function Facts({ cell, entry }) {
  const exposure = exposureOf(entry);
  const camera = nameOf(entry);
  const place = placeOf(entry);
  return html`<div class="facts">
    <${Fact} icon="date" label=${t('date')}>
      <span>${formats.value.date(entry.date) || t('noDate')}</span>
      <span class="dim">${formats.value.time(entry.date)}</span>
    <//>
    ${entry['description'] &&
    html`<${Fact} icon="text" label=${t('description')}>
      <span class="description">${entry['description']}</span>
    <//>`}
    ${place.length > 0 &&
    html`<${Fact} icon="place" label=${t('place')}><${Words} texts=${place} /><//>`}
    ${entry['tags']?.length > 0 &&
    html`<${Fact} icon="tag" label=${t('tags')}><${Words} texts=${entry['tags']} chips /><//>`}
    ${entry['faces']?.length > 0 &&
    html`<${Fact} icon="face" label=${t('faces')}>
      <${FaceLinks} cell=${cell} faces=${entry['faces']} />
    <//>`}
    ${entry['objects']?.length > 0 &&
    html`<${Fact} icon="object" label=${t('objects')}><${ObjectLinks} objects=${entry['objects']} /><//>`}
    ${(camera || exposure) &&
    html`<${Fact} icon="camera" label=${t('camera')}>
      ${camera && html`<${Words} texts=${[camera]} />`}
      ${exposure && html`<span class="dim">${exposure}</span>`}
    <//>`}
    <${Size} entry=${entry} />
    <${Files} files=${entry['files'] ?? []} />
  </div>`;
}

/** @param {{entry: Entry}} props */
function Size({ entry }) {
  const { width, height, duration } = entry;
  const facts = [entry['live'] ? t('livePhoto') : typeName(entry.type)];
  if (width > 0 && height > 0) {
    facts.push(t('dimensions', { width: String(width), height: String(height) }));
    const millions = (width * height) / 1e6;
    if (millions >= 0.5) facts.push(t('megapixels', { count: millions }));
  }
  if (entry.type === 'video' && duration > 0) facts.push(formats.value.duration(duration));
  return html`<${Fact} icon=${entry.type === 'video' ? 'video' : 'photo'} label=${t('size')}>
    <span>${facts.join(' · ')}</span>
  <//>`;
}

/** @param {{files: {index: string, filename: string, size: number}[]}} props */
function Files({ files }) {
  return html`<${Fact} icon="file" label=${t('files', { count: files.length })}>
    <ul class="files">
      ${files.map(
        ({ index, filename, size }) => html`<li key=${`${index}:${filename}`}>
          <span class="path">${filename.split('/').at(-1)}</span>
          <span class="dim path">${[index, ...filename.split('/').slice(0, -1)].join(' › ')}</span>
          <span class="dim">${formats.value.bytes(size)}</span>
        </li>`,
      )}
    </ul>
  <//>`;
}

/**
 * @param {object} props
 * @param {import('../ui/icon.js').IconName} props.icon
 * @param {string} props.label
 * @param {import('preact').ComponentChildren} props.children
 */
function Fact({ icon, label, children }) {
  return html`<section class="fact">
    <${Icon} name=${icon} />
    <h3 class="hidden">${label}</h3>
    <div class="fact-body">${children}</div>
  </section>`;
}

/** Texts that lead to a search for them. @param {{texts: string[], chips?: boolean}} props */
function Words({ texts, chips }) {
  return html`<span class=${chips ? 'chips' : 'words'}>
    ${texts.map(
      (text) => html`<${SearchLink} key=${text} query=${withWords(text)} label=${t('searchFor', { text })}>
        ${text}
      <//>`,
    )}
  </span>`;
}
