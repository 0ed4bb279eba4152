/** Queries that buttons and links lead to. */

const ID_LENGTH = 12;

/** @param {string} id */
export function similarTo(id) {
  return `similar:${id.slice(0, ID_LENGTH)}`;
}

/**
 * @param {string} id
 * @param {number} position of the face in its photo, from 0
 */
export function ofFace(id, position) {
  return `face:${id.slice(0, ID_LENGTH)}.${position}`;
}

/** @param {string} name class of objects */
export function withObject(name) {
  return `object:"${name.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** @param {string} text */
export function withWords(text) {
  return /\s/.test(text) ? `"${text.replaceAll('"', ' ')}"` : text;
}
