import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wrongPart } from '../../homegallery/static/app/mistake.js';
import { PROBLEMS } from '../../homegallery/static/i18n/problems.js';
import { de } from '../../homegallery/static/i18n/de.js';

test('the part at a column, in code points', () => {
  for (const [text, column, before, wrong] of [
    ['tga:x', 1, '', 'tga'],
    ['sea tga:x', 5, 'sea ', 'tga'],
    ['  sea tga:x', 5, '  sea ', 'tga'],
    ['😀 tga:x', 3, '😀 ', 'tga'],
    ['sea "new york', 5, 'sea ', '"new york'],
    ['faces:1', 6, 'faces', ':'],
    ['year:😀x', 6, 'year:', '😀x'],
    ['tag:', 5, 'tag:', '\u00a0\u00a0'],
    ['(a', 1, '', '('],
  ]) {
    assert.deepEqual(wrongPart(text, column), { before, wrong }, text);
  }
});

test('the German texts have the same parameters', () => {
  const params = (text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
  for (const [key, text] of Object.entries(PROBLEMS)) {
    assert.deepEqual([...new Set(params(de[key]))], [...new Set(params(text))], key);
  }
});
