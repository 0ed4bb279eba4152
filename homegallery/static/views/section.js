import { formats, t } from '../i18n/index.js';
import { monthElement, placeMonth } from './frame.js';

/** A month of the stream in the words of the current language. */
export class SectionView {
  /**
   * @param {import('../engine/protocol.js').Header} header
   * @param {number} bottom px where the next month starts
   */
  constructor(header, bottom) {
    this.element = monthElement(formats.value.month(header.month) || t('noDate'));
    placeMonth(this.element, header.top, bottom);
    const about = [t('photoCount', { count: header.count }), ...header.places];
    const place = this.element.querySelector('.month-about');
    if (place) place.textContent = about.join(' · ');
  }
}
