/** From a request to its reply. */

/** @import { Methods, Reply, Request } from './protocol.js' */

/**
 * A failed request is answered with its error: this is the border behind which nothing is thrown.
 *
 * @param {Methods} gallery
 * @param {Request} request
 * @returns {Promise<{reply: Reply, transfer: Transferable[]}>} buffers to hand over, not to copy
 */
export async function answerRequest(gallery, { id, method, params }) {
  try {
    const result = await gallery[method](params);
    return { reply: { id, result }, transfer: method === 'layout' ? buffersOf(result) : [] };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
    return { reply: { id, error: { name, message } }, transfer: [] };
  }
}

/** @param {object} result */
function buffersOf(result) {
  return Object.values(result)
    .filter((value) => ArrayBuffer.isView(value))
    .map((view) => /** @type {ArrayBuffer} */ (view.buffer));
}
