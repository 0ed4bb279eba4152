/**
 * English texts of what can be wrong with a query, the same as those of `homegallery/query`.
 * `t` of `index.js` tells them in the language of the page.
 */
export const PROBLEMS = {
  queryTooLong: 'The query is longer than {length} characters',
  queryTooDeep: 'More than {depth} groups are inside each other',
  openQuote: 'The quote is never closed',
  quoteInWord: 'A quote cannot stand inside a word',
  singleNot: 'A single ! has no meaning here',
  openBracket: 'The bracket is never closed',
  blankMissing: 'A blank is missing',
  endsEarly: 'The query ends too early',
  endsWithout: 'The query ends too early, {sign} is missing',
  reservedWord: '{word} is a reserved word, in quotes it is a text',
  unexpected: 'Unexpected {text}',
  unexpectedWithout: 'Unexpected {text}, {sign} is missing',
  noKey: '{word} is no key; as a text it needs quotes here',
  unknownKey: 'Unknown key {key}',
  notCountable: '{key} cannot be counted, only {keys}',
  notComparable: '{key} cannot be compared',
  unknownOperator: '{key} does not know {operator}, only {operators}',
  tooManySeeds: 'More than {count} values of {key}',
  unknownOrder: 'Nothing can be ordered by {key}',
  orderNeedsSeed: 'order by {key} needs a condition with {key}, such as {key}:a1b2c3',
  needsWholeNumber: '{key} needs a whole number, not "{value}"',
  needsNumber: '{key} needs a number, not "{value}"',
  needsSize: '{key} needs a size such as 500k or 1.5MB, not "{value}"',
  needsDuration: '{key} needs seconds, or a time such as 1:30 or 1:02:05, not "{value}"',
  needsRatio: '{key} needs a ratio such as 1.5 or 16/9, not "{value}"',
  needsDate: '{key} needs a date such as 2023, 2023-08, 2023-08-14, today or -30d, not "{value}"',
  needsId: '{key} needs at least {length} characters of an id, not "{value}"',
  needsChoice: '{key} needs one of {choices}, not "{value}"',
  needsFlag: '{key} needs true or false, not "{value}"',
  needsFace: '{key} needs an id and the number of a face, such as a1b2c3.0, not "{value}"',
};

/** @typedef {keyof typeof PROBLEMS} Problem */
