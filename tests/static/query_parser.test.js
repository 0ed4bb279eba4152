/** What the cases of the query language do not show: bounds, effort, and the texts of errors. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closest } from '../../homegallery/static/engine/query/closest.js';
import { compile } from '../../homegallery/static/engine/query/compile.js';
import { Cursor } from '../../homegallery/static/engine/query/cursor.js';
import { leaves } from '../../homegallery/static/engine/query/nodes.js';
import { MAX_DEPTH, MAX_LENGTH, parse } from '../../homegallery/static/engine/query/parser.js';
import { createEntries } from './support/library.js';
import { LIMITS, Searched } from './support/search.js';

const errorOf = (text) => {
  try {
    new Searched([]).search(text);
  } catch (error) {
    return error;
  }
  return null;
};

test('the length is bounded, in code points', () => {
  assert.equal(errorOf('😀'.repeat(MAX_LENGTH)), null);
  const error = errorOf('😀'.repeat(MAX_LENGTH + 1));
  assert.deepEqual([error.problem, error.column], ['queryTooLong', MAX_LENGTH + 1]);
});

test('the depth is bounded', () => {
  for (const [opening, closing, levels] of [['(', ')', 1], ['not ', '', 1], ['not(', ')', 2]]) {
    const nested = (depth) => opening.repeat(depth) + 'x' + closing.repeat(depth);
    assert.equal([...leaves(parse(nested(MAX_DEPTH / levels)).condition)].length, 1);
    assert.equal(errorOf(nested(MAX_DEPTH / levels + 1)).problem, 'queryTooDeep');
  }
});

test('columns count code points', () => {
  assert.equal(errorOf('"😀" 😀 tga:x').column, 7);
  assert.equal(errorOf('😀😀"').column, 3);
});

test('what would fit is suggested', () => {
  for (const [text, column, suggestion] of [
    ['tga:x', 1, 'tag'],
    ['norway all', 8, '"all"'],
    ['house in norway', 7, '"in"'],
    ['sea 12:30 x', 5, '"12:30"'],
    ['type:vidoe', 6, 'video'],
    ['date:tody', 6, 'today'],
    ['order by nam', 10, 'name'],
    ['faces:1', 6, 'exists(faces)'],
    ['count(tgas) > 1', 7, 'tags'],
    ['sea ! x', 5, '!='],
    ['xyzzy:1', 1, ''],
  ]) {
    const error = errorOf(text);
    assert.deepEqual([error.column, error.suggestion], [column, suggestion], text);
  }
});

test('of names that are as close the last in the alphabet is suggested, as by Python', () => {
  assert.equal(closest('ab', ['abx', 'aby']), 'aby');
  assert.equal(closest('Tag', ['tag']), 'tag');
  assert.equal(closest('tag', ['tag']), '');
});

/** Calls made to read a text. */
function calls(text) {
  let count = 0;
  const undo = [];
  for (const prototype of [Cursor.prototype, RegExp.prototype]) {
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      const part = 'value' in descriptor ? 'value' : 'get';
      const original = descriptor[part];
      if (name === 'constructor' || typeof original !== 'function' || !descriptor.configurable) continue;
      if (prototype === RegExp.prototype && name !== 'exec') continue;
      const counting = function (...args) {
        count++;
        return original.apply(this, args);
      };
      Object.defineProperty(prototype, name, { ...descriptor, [part]: counting });
      undo.push(() => Object.defineProperty(prototype, name, descriptor));
    }
  }
  try {
    parse(text, text.length);
  } finally {
    for (const action of undo) action();
  }
  return count;
}

test('the effort grows like the text', () => {
  for (const create of [
    (count) => 'word '.repeat(count),
    (count) => 'a or '.repeat(count) + 'b',
    (count) => 'not a and '.repeat(count) + 'b',
    (count) => 'not (a) '.repeat(count),
    (count) => `tags in (${'a1-b '.repeat(count)})`,
    (count) => "rock'n'roll ".repeat(count),
    (count) => 'tag:a' + ':b'.repeat(count),
    (count) => 'order by date' + ', date'.repeat(count),
  ]) {
    const [short, long] = [1000, 10_000].map((count) => calls(create(count)));
    assert.ok(short > 1000);
    assert.ok(long < 10.5 * short, `${create(2)}: ${short}, ${long}`);
  }
});

test('ten thousand terms are searched', () => {
  const text = Array.from({ length: 10_000 }, (_, i) => `word${i}`).join(' ');
  const { snapshot } = new Searched(createEntries(3));
  const query = parse(text, text.length);
  assert.equal([...leaves(query.condition)].length, 10_000);
  assert.equal(compile(query, { today: '2024-03-01', seed: 1, limits: LIMITS, snapshot }).search().length, 0);
});
