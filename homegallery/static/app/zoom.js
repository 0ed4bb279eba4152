/** Arithmetic of fitting and zooming; px, points relative to the stage. */

/** @typedef {{x: number, y: number}} Point */
/** @typedef {{width: number, height: number}} Size */
/** @typedef {{scale: number, x: number, y: number}} Zoom x and y shift the centre */

/** Small pictures are enlarged this much at most to fit. */
const ENLARGED = 2;
/** Nearer than this nothing more is to be seen. */
export const MAX_SCALE = 10;
const DOUBLE_TAP_SCALE = 3;

/** @type {Zoom} */
export const FITTED = Object.freeze({ scale: 1, x: 0, y: 0 });

/**
 * @param {Size} picture px of the original; 0 if unknown
 * @param {Size} stage
 * @returns {Size} as large as the stage allows
 */
export function fit(picture, stage) {
  const known = picture.width > 0 && picture.height > 0;
  const { width, height } = known ? picture : { width: stage.width, height: stage.height };
  const factor = Math.min(stage.width / width, stage.height / height, known ? ENLARGED : 1);
  return { width: Math.round(width * factor), height: Math.round(height * factor) };
}

/**
 * Zooms so that the point under the finger stays there.
 *
 * @param {Zoom} zoom
 * @param {number} scale wanted
 * @param {Point} point
 * @param {Size} fitted
 * @param {Size} stage
 * @returns {Zoom}
 */
export function zoomAt(zoom, scale, point, fitted, stage) {
  const limited = Math.min(MAX_SCALE, Math.max(1, scale));
  const factor = limited / zoom.scale;
  const x = point.x - stage.width / 2;
  const y = point.y - stage.height / 2;
  const moved = { scale: limited, x: x - (x - zoom.x) * factor, y: y - (y - zoom.y) * factor };
  return keepInside(moved, fitted, stage);
}

/**
 * The picture covers the stage as far as it can.
 *
 * @param {Zoom} zoom
 * @param {Size} fitted
 * @param {Size} stage
 * @returns {Zoom}
 */
export function keepInside({ scale, x, y }, fitted, stage) {
  const reachX = Math.max(0, (fitted.width * scale - stage.width) / 2);
  const reachY = Math.max(0, (fitted.height * scale - stage.height) / 2);
  return {
    scale,
    x: Math.min(reachX, Math.max(-reachX, x)),
    y: Math.min(reachY, Math.max(-reachY, y)),
  };
}

/**
 * What a double tap does: in at the point, or back out.
 *
 * @param {Zoom} zoom
 * @param {Point} point
 * @param {Size} fitted
 * @param {Size} stage
 * @returns {Zoom}
 */
export function toggleZoom(zoom, point, fitted, stage) {
  return zoom.scale > 1.5 ? FITTED : zoomAt(zoom, DOUBLE_TAP_SCALE, point, fitted, stage);
}
