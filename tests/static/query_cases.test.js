/** Replays the cases of the query language, as `tests/conformance/test_query_cases.py` does. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { QueryError } from '../../homegallery/static/engine/query/errors.js';
import { Searched } from './support/search.js';

const { sets, groups, limits } = JSON.parse(readFileSync(new URL('../conformance/query_cases.json', import.meta.url)));
const searched = Object.fromEntries(
  Object.entries(sets).map(([name, entries]) => [name, new Searched(Object.values(entries))]),
);

function lettersOf(set, entries) {
  const letters = new Map(Object.entries(sets[set]).map(([letter, { id }]) => [id, letter]));
  return entries.map(({ id }) => letters.get(id)).join('');
}

for (const [name, entries] of Object.entries(sets)) {
  test(`the set ${name} has the order of the library`, () => {
    assert.equal(lettersOf(name, searched[name].entries), Object.keys(entries).join(''));
  });
}

for (const { about, cases } of groups) {
  test(about, async (group) => {
    for (const { query, set = 'six', today, found, error } of cases) {
      await group.test(query.slice(0, 40), () => {
        const search = () => searched[set].search(query, { today, limits });
        if (error === undefined) assert.equal(lettersOf(set, search()), found);
        else assert.throws(search, (thrown) => thrown instanceof QueryError && thrown.column === error);
      });
    }
  });
}
