/** What an entry says about its camera and place, without holes. */

/** @typedef {import('../engine/protocol.js').Entry} Entry */

/** Camera make and model; a model that already names its make stands alone. @param {Entry} entry */
export function nameOf({ make, model }) {
  const [maker, name] = [known(make), known(model)];
  return name.toLowerCase().startsWith(maker.toLowerCase()) ? name : `${maker} ${name}`.trim();
}

/** Road, city, state and country, as far as they are known. @param {Entry} entry @returns {string[]} */
export function placeOf({ road, city, state, country }) {
  return [...new Set([road, city, state, country].map(known))].filter(Boolean);
}

/** Exposure in the way photographers write it. @param {Entry} entry */
export function exposureOf(entry) {
  const { iso, aperture, focalLength } = entry;
  const shutter = entry['shutterSpeed'] ?? entry['ShutterSpeedRaw'];
  return [
    positive(focalLength) && `${rounded(focalLength)} mm`,
    positive(aperture) && `ƒ/${rounded(aperture)}`,
    shutterText(shutter),
    positive(iso) && `ISO ${iso}`,
  ]
    .filter(Boolean)
    .join(' · ');
}

/** @param {unknown} seconds number, or a text as `1/250` */
function shutterText(seconds) {
  if (typeof seconds === 'string' && seconds) return `${seconds} s`;
  if (!positive(seconds)) return '';
  const value = Number(seconds);
  return value < 0.4 ? `1/${Math.round(1 / value)} s` : `${rounded(value)} s`;
}

/** @param {unknown} value */
function positive(value) {
  return typeof value === 'number' && value > 0;
}

/** @param {number} value */
function rounded(value) {
  return Math.round(value * 10) / 10;
}

/** @param {unknown} text @returns {string} "" for what the database calls unknown */
function known(text) {
  return typeof text === 'string' && text !== 'unknown' ? text.trim() : '';
}
