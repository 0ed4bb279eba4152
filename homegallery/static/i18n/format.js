/**
 * Dates, numbers and sizes in words of one locale. Dates are shown in the
 * browser's time zone, months by the gallery's month key.
 */

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];

/** @type {Map<string, Format>} */
const known = new Map();

/**
 * @param {string} locale
 * @returns {Format}
 */
export function format(locale) {
  let found = known.get(locale);
  if (!found) {
    found = new Format(locale);
    known.set(locale, found);
  }
  return found;
}

export class Format {
  #locale;
  #number;
  #month;
  #shortMonth;
  #date;
  #time;

  /** @param {string} locale */
  constructor(locale) {
    this.#locale = locale;
    this.#number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
    this.#month = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
    this.#shortMonth = new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' });
    this.#date = new Intl.DateTimeFormat(locale, { dateStyle: 'full' });
    this.#time = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
  }

  /** @param {number} value */
  number(value) {
    return this.#number.format(value);
  }

  /** @param {string} key month as `2024-05` */
  month(key) {
    return formatted(this.#month, `${key}-01T00:00:00Z`);
  }

  /** @param {string} key month as `2024-05` */
  shortMonth(key) {
    return formatted(this.#shortMonth, `${key}-01T00:00:00Z`);
  }

  /** @param {string | number} date ISO text or milliseconds */
  date(date) {
    return formatted(this.#date, date);
  }

  /** @param {string | number} date ISO text or milliseconds */
  time(date) {
    return formatted(this.#time, date);
  }

  /** @param {number} bytes */
  bytes(bytes) {
    let unit = 0;
    let value = bytes;
    while (value >= 1000 && unit < UNITS.length - 1) {
      value /= 1000;
      unit += 1;
    }
    return this.#unit(value, UNITS[unit] ?? 'byte', value < 10 && unit > 0 ? 1 : 0);
  }

  /** Clock form, `1:05` or `1:02:05`. @param {number} seconds */
  duration(seconds) {
    const whole = Math.round(seconds);
    const parts = [Math.floor(whole / 60) % 60, whole % 60];
    const hours = Math.floor(whole / 3600);
    const [first, ...rest] = hours ? [hours, ...parts] : parts;
    return [first, ...rest.map((part) => String(part).padStart(2, '0'))].join(':');
  }

  /** A rough span, `50 min`. @param {number} seconds */
  span(seconds) {
    if (seconds < 60) return this.#unit(Math.max(1, Math.ceil(seconds)), 'second');
    if (seconds < 5400) return this.#unit(Math.round(seconds / 60), 'minute');
    if (seconds < 172800) return this.#unit(Math.round(seconds / 3600), 'hour');
    return this.#unit(Math.round(seconds / 86400), 'day');
  }

  /**
   * @param {number} value
   * @param {string} unit
   * @param {number} [digits] after the point
   */
  #unit(value, unit, digits = 0) {
    return new Intl.NumberFormat(this.#locale, {
      style: 'unit',
      unit,
      unitDisplay: 'short',
      maximumFractionDigits: digits,
    }).format(value);
  }
}

/**
 * @param {Intl.DateTimeFormat} formatter
 * @param {string | number} date
 */
function formatted(formatter, date) {
  const parsed = new Date(date);
  return Number.isNaN(parsed.getTime()) ? '' : formatter.format(parsed);
}
