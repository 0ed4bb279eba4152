import assert from 'node:assert/strict';
import { test } from 'node:test';
import { corpusOf } from '../../homegallery/static/engine/corpus.js';
import { createEntries, random, sha1 } from './support/library.js';
import { Searched } from './support/search.js';

function entry(facts) {
  return { id: sha1(JSON.stringify(facts)), type: 'image', date: '2024-05-01T10:00:00.000Z', ...facts };
}

const search = (entries, text) => new Searched(entries, 3).search(text);

const corpusText = (one) => corpusOf([one]).at(0);

test('the corpus holds what spec/query.md 9 lists, in its order', () => {
  const text = corpusText({
    id: '0123456789abcdef0123456789abcdef01234567',
    type: 'rawImage',
    date: '2024-05-01T10:00:00.000Z',
    make: 'Canon',
    model: 'EOS R5',
    files: [{ filename: '2024/IMG_1.CR3', index: 'Pictures' }, { filename: 'IMG_1.XMP' }],
    description: 'First\nDawn',
    country: 'Norway',
    state: 'Troms',
    city: 'Tromsø',
    road: 'Storgata',
    tags: ['Aurora', 'Snow'],
    objects: [{ class: 'person' }, { class: 'person' }, { class: 'dog' }],
    faces: [
      { age: 34.2, expressions: ['happy', 'neutral'] },
      { expressions: ['happy'] },
    ],
  });
  assert.equal(
    text,
    '0123456789 rawimage 2024-05-01 canon eos r5 2024/img_1.cr3 first dawn norway troms tromsø storgata ' +
      'aurora snow person dog happy neutral 30s nans',
  );
});

test('missing facts are no words', () => {
  assert.equal(corpusText(entry({ id: 'a'.repeat(40) })).trim(), 'aaaaaaaaaa image 2024-05-01');
});

test('title and people are found too', () => {
  const one = entry({ title: 'First Snow', people: ['Ann Smith', 'Ben'] });
  const other = entry({ people: [] });
  assert.deepEqual(search([one, other], 'snow'), [one]);
  assert.deepEqual(search([one, other], '"ann smith" ben'), [one]);
});

test('all words must occur, in any order and place, whatever their case', () => {
  const both = entry({ city: 'Zürich', tags: ['Snow'] });
  const one = entry({ city: 'Zürich' });
  assert.deepEqual(search([both, one], 'SNOW zür'), [both]);
  assert.deepEqual(search([both, one], 'ÜRI').length, 2);
  assert.deepEqual(search([both, one], 'beach'), []);
});

test('quoted words are one', () => {
  const york = entry({ city: 'New York' });
  const other = entry({ city: 'York', tags: ['new'] });
  assert.deepEqual(search([york, other], '"new york"'), [york]);
  assert.deepEqual(search([york, other], "'new york'"), [york]);
  assert.equal(search([york, other], 'new york').length, 2);
});

test('words do not reach over to the next entry', () => {
  const entries = ['left', 'right', 'left', 'right'].map((tag, i) => entry({ tags: [tag], i }));
  assert.deepEqual(search(entries, '"left right"'), []);
  assert.deepEqual(search(entries, '"left\nright"'), []);
});

test('nothing to look for finds everything', () => {
  const entries = createEntries(20);
  for (const text of ['', '  ', '""', "'' \t"]) assert.deepEqual(search(entries, text), entries);
});

test('a quote inside of a word is part of it', () => {
  const sign = entry({ tags: ["rock'n'roll"] });
  assert.deepEqual(search([sign], "rock'n'roll"), [sign]);
});

test('the found rows are those whose corpus contains each word', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const next = random(seed);
    const entries = createEntries(60, seed);
    for (let i = 0; i < 10; i++) {
      const texts = entries.map(corpusText);
      const from = texts[Math.floor(next() * texts.length)];
      const words = Array.from({ length: 1 + Math.floor(next() * 3) }, () => {
        const start = Math.floor(next() * from.length);
        return from.slice(start, start + 1 + Math.floor(next() * 5)).split(' ')[0];
      }).filter(Boolean);
      const expected = entries.filter((_, row) => words.every((word) => texts[row].includes(word)));
      assert.deepEqual(search(entries, words.map((word) => `"${word}"`).join(' ')), expected, `seed ${seed}: ${words}`);
    }
  }
});
