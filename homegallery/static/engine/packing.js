/**
 * Tree objects as bytes: gzipped JSON as it is stored and as our server sends it on request, or
 * plain JSON from whoever unpacked it on the way.
 */

const [MAGIC_1, MAGIC_2] = [0x1f, 0x8b];

/** @param {Uint8Array} bytes */
function isPacked(bytes) {
  return bytes[0] === MAGIC_1 && bytes[1] === MAGIC_2;
}

/**
 * @param {Uint8Array} bytes
 * @param {CompressionStream | DecompressionStream} through
 */
function pipe(bytes, through) {
  const { body } = new Response(/** @type {BodyInit} */ (bytes));
  return new Response(/** @type {ReadableStream} */ (body).pipeThrough(through));
}

/**
 * @param {Uint8Array} bytes JSON, gzipped or plain
 * @returns {Promise<Uint8Array>} gzipped
 */
export async function pack(bytes) {
  if (isPacked(bytes)) return bytes;
  return new Uint8Array(await pipe(bytes, new CompressionStream('gzip')).arrayBuffer());
}

/**
 * @param {Uint8Array} bytes JSON, gzipped or plain
 * @returns {Promise<any>} the parsed value
 * @throws {Error} the bytes are something else
 */
export function unpack(bytes) {
  if (isPacked(bytes)) return pipe(bytes, new DecompressionStream('gzip')).json();
  return new Response(/** @type {BodyInit} */ (bytes)).json();
}
