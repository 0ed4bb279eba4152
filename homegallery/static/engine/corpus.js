/** The text of entries that bare words are searched in (spec/query.md section 9). */

import { Lines } from './lines.js';
import { fold, onOneLine } from './text.js';
import { asList, asText } from './values.js';

/** @import { Entry } from './protocol.js' */

/** @param {unknown} age years */
function decade(age) {
  return typeof age === 'number' ? `${Math.floor(age / 10) * 10}s` : 'nans';
}

/**
 * @param {Entry} entry
 * @returns {string} on one line, in the case of the entry
 */
function corpusText(entry) {
  const faces = asList(entry.faces);
  const parts = [
    entry.id.slice(0, 10),
    asText(entry.type),
    asText(entry.date).slice(0, 10),
    asText(entry.make),
    asText(entry.model),
    asText(asList(entry.files)[0]?.filename),
    asText(entry.description),
    asText(entry.country),
    asText(entry.state),
    asText(entry.city),
    asText(entry.road),
    ...asList(entry.tags).map(asText),
    ...new Set(asList(entry.objects).map((object) => asText(object?.class))),
    ...new Set(faces.flatMap((face) => asList(face?.expressions).map(asText))),
    ...new Set(faces.map((face) => decade(face?.age))),
    // Ours alone, so behind what the original has.
    ...[...asList(entry['people']), entry['title']].map(asText).filter(Boolean),
  ];
  return onOneLine(parts.join(' '));
}

/**
 * @param {Entry[]} entries
 * @returns {Lines} one folded line per entry
 */
export function corpusOf(entries) {
  // Folded at once: nothing reaches over a line feed, neither case nor composition.
  return new Lines(fold(entries.map(corpusText).join('\n')).split('\n'));
}

/**
 * `word` as it occurs in a corpus.
 *
 * @param {string} word
 */
export function needle(word) {
  return onOneLine(fold(word));
}
