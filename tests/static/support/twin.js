/**
 * Answers queries for `tests/query/test_twin.py`: a line of entries and queries each time, answered
 * by a line with the library's own order and what each query finds, as places of the entries.
 */

import { createInterface } from 'node:readline';
import { PROBLEMS } from '../../../homegallery/static/i18n/problems.js';
import { QueryError } from '../../../homegallery/static/engine/query/errors.js';
import { Searched } from './search.js';

for await (const line of createInterface({ input: process.stdin })) {
  const { entries, queries, today, limits } = JSON.parse(line);
  const places = new Map(entries.map((entry, place) => [entry, place]));
  const searched = new Searched(entries);
  const placesOf = (found) => found.map((entry) => places.get(entry));
  const answer = (query) => {
    try {
      return { found: placesOf(searched.search(query, { today, limits })) };
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      const { problem, params, column, suggestion } = error;
      const message = PROBLEMS[problem].replace(/\{(\w+)\}/g, (_, name) => params[name]);
      return { error: [message, column, suggestion] };
    }
  };
  const reply = { order: placesOf(searched.entries), answers: queries.map(answer) };
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
