#!/usr/bin/env node
/**
 * Assembles homegallery/static/engine/products.wat and writes its bytes to productsCode.js beside it.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { assembled } from '../tests/static/support/assembled.js';

const ENGINE = new URL('../homegallery/static/engine/', import.meta.url);

const code = await assembled(readFileSync(new URL('products.wat', ENGINE), 'utf8'));
const lines = code.toString('base64').match(/.{1,88}/g);
writeFileSync(
  new URL('productsCode.js', ENGINE),
  `/** The bytes of products.wat, written by scripts/assemble. */\nexport const CODE = \`\n${lines.join('\n')}\n\`;\n`,
);
