import { formats, t } from '../i18n/index.js';
import { monthElement, placeMonth } from './frame.js';

/** @typedef {import('../engine/protocol.js').Header} Header */

/** A month of the stream in the words of the current language. */
export class SectionView {
  #about;

  /**
   * @param {Header} header
   * @param {number} bottom px where the next month starts
   */
  constructor(header, bottom) {
    this.element = monthElement(formats.value.month(header.month) || t('noDate'));
    this.#about = /** @type {Element} */ (this.element.querySelector('.month-about'));
    this.show(header, bottom);
  }

  /**
   * @param {Header} header of the same month
   * @param {number} bottom px
   */
  show(header, bottom) {
    placeMonth(this.element, header.top, bottom);
    const about = [t('photoCount', { count: header.count }), ...header.places].join(' · ');
    if (this.#about.textContent !== about) this.#about.textContent = about;
  }
}
