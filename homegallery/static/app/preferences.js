/** Small settings of this browser that survive a visit; they work without storage, too. */

/** @typedef {'theme' | 'language' | 'details' | 'boxes'} Preference */

const PREFIX = 'home-gallery:';

/** @type {Map<string, string>} */
const unsaved = new Map();

/**
 * @param {Preference} name
 * @returns {string | null}
 */
export function read(name) {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return unsaved.get(name) ?? null; // storage is blocked in some private modes
  }
}

/**
 * @param {Preference} name
 * @param {string | null} value null forgets
 */
export function write(name, value) {
  try {
    if (value === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, value);
  } catch {
    if (value === null) unsaved.delete(name);
    else unsaved.set(name, value);
  }
}
