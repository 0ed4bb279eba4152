import { formats, t } from '../i18n/index.js';

/** @typedef {import('../engine/protocol.js').Cell} Cell */

/**
 * What a cell shows, in words: type, date, place, tags.
 *
 * @param {Cell} cell
 * @returns {string}
 */
export function labelOf(cell) {
  const date = Number.isNaN(cell.date)
    ? t('noDate')
    : `${formats.value.date(cell.date)}, ${formats.value.time(cell.date)}`;
  const words = [cell.live ? t('livePhoto') : typeName(cell.type), date, cell.city, cell.country, ...cell.tags];
  return words.filter(Boolean).join(', ');
}

/** @param {string} type @returns {string} */
export function typeName(type) {
  if (type === 'image' || type === 'rawImage' || type === 'video') return t(type);
  return t('item');
}
