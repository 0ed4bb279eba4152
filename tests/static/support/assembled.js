/** WebAssembly from its text. */

import wabt from 'wabt';

/**
 * @param {string} text
 * @returns {Promise<Buffer>}
 */
export async function assembled(text) {
  const { parseWat } = await wabt();
  const module = parseWat('module.wat', text, { simd: true });
  module.validate();
  return Buffer.from(module.toBinary({}).buffer);
}
