/**
 * The one table of keys, the twin of `homegallery/query/fields.py`.
 *
 * @typedef {object} Field
 * @property {string} name
 * @property {Items} items which items of an entry it looks at
 * @property {Kind} kind how they are compared
 */

import { HAS_LIVE, IS_FAVORITE, IS_HIDDEN } from '../columns.js';
import { closest } from './closest.js';
import { QueryError } from './errors.js';
import * as items from './items.js';
import * as kinds from './kinds.js';
import * as values from './values.js';

/** @import { Leaf } from '../leaf.js' */
/** @import { Items } from './items.js' */
/** @import { Kind } from './kinds.js' */
/** @import { Symbol } from './nodes.js' */

const WHOLE = kinds.numberKind(values.whole);
const SIGNED = kinds.numberKind(values.signed);
const SIZE = kinds.numberKind(values.size);
const DURATION = kinds.numberKind(values.duration);

/** @typedef {'make' | 'model' | 'description' | 'state' | 'city' | 'road'} TextFact */
const fact = (/** @type {TextFact} */ name) => (/** @type {Leaf} */ { facts }) => facts[name];
const country = (/** @type {Leaf} */ { columns }) => columns.country;
const latitude = items.number(({ facts }, row) => facts.latitude[row]);
const longitude = items.number(({ facts }, row) => facts.longitude[row]);
const withoutSlash = (/** @type {string} */ folder) => folder.slice(0, -1);

/** @type {[string, Items, Kind, ...string[]][]} name, items, kind, other names */
const TABLE = [
  ['id', items.id, kinds.ID],
  ['type', items.text(({ columns }) => columns.type), kinds.choiceKind(['image', 'rawImage', 'video'])],
  ['date', items.day, kinds.DATE],
  ['year', items.year, WHOLE, 'y'],
  ['month', items.month, WHOLE, 'm'],
  ['day', items.dayOfMonth, WHOLE, 'd'],
  ['hour', items.hour, WHOLE, 'H'],
  ['minute', items.minute, WHOLE, 'M'],
  ['index', items.texts(({ files }) => ({ items: files.indexes, starts: files.starts })), kinds.EXACT],
  ['file', items.paths, kinds.EXACT, 'files'],
  ['path', items.texts(({ files }) => ({ items: files.folders, starts: files.starts }), withoutSlash), kinds.EXACT],
  ['filename', items.names, kinds.EXACT],
  ['ext', items.texts(({ files }) => ({ items: files.extensions, starts: files.starts })), kinds.TEXT],
  ['filesize', items.sizes, SIZE],
  ['width', items.number(({ columns }, row) => columns.width[row]), WHOLE],
  ['height', items.number(({ columns }, row) => columns.height[row]), WHOLE],
  ['ratio', items.number(items.ratioOf), kinds.RATIO],
  ['duration', items.number(({ columns }, row) => columns.duration[row]), DURATION],
  ['iso', items.number(({ facts }, row) => facts.iso[row]), WHOLE],
  ['make', items.text(fact('make')), kinds.TEXT],
  ['model', items.text(fact('model')), kinds.TEXT],
  ['description', items.text(fact('description')), kinds.TEXT],
  ['country', items.text(country), kinds.TEXT],
  ['state', items.text(fact('state')), kinds.TEXT],
  ['city', items.text(fact('city')), kinds.TEXT],
  ['road', items.text(fact('road')), kinds.TEXT, 'street'],
  ['location', items.known([country, fact('state'), fact('city'), fact('road')]), kinds.TEXT],
  ['latitude', latitude, SIGNED, 'lat'],
  ['longitude', longitude, SIGNED, 'lon', 'lng'],
  ['geo', items.presence([latitude.exists, longitude.exists]), kinds.PRESENCE],
  ['tag', items.texts(({ tags }) => tags), kinds.TEXT, 'tags'],
  ['object', items.texts(({ objects }) => objects), kinds.TEXT, 'objects'],
  ['people', items.texts(({ people }) => people), kinds.TEXT, 'person'],
  ['faces', items.faces, kinds.PRESENCE],
  ['rating', items.number(({ facts }, row) => facts.rating[row]), WHOLE],
  ['favorite', items.flag(IS_FAVORITE), kinds.FLAG, 'favourite'],
  ['hidden', items.flag(IS_HIDDEN), kinds.FLAG],
  ['live', items.flag(HAS_LIVE), kinds.FLAG],
  ['similar', items.hashes, kinds.SIMILAR],
  ['face', items.descriptors, kinds.FACE],
];

const COUNTABLE = ['file', 'tag', 'object', 'people', 'faces'];

/** @type {Map<string, Field>} */
const BY_NAME = new Map();
for (const [name, items, kind, ...aliases] of TABLE) {
  for (const each of [name, ...aliases]) BY_NAME.set(each, { name, items, kind });
}

/**
 * @param {Symbol} key
 * @returns {Field}
 * @throws {QueryError} there is none
 */
export function findField({ text, column }) {
  const field = BY_NAME.get(text);
  if (!field) throw new QueryError('unknownKey', column, { key: text }, closest(text, BY_NAME.keys()));
  return field;
}

/**
 * @param {Symbol} key of a field that `count` knows
 * @returns {(leaf: Leaf) => Uint32Array} place of each row's first item, and their number as last one
 * @throws {QueryError}
 */
export function countable(key) {
  const { name, items } = findField(key);
  if (items.starts && COUNTABLE.includes(name)) return items.starts;
  const params = { key: key.text, keys: COUNTABLE.join(', ') };
  throw new QueryError('notCountable', key.column, params, closest(key.text, COUNTABLE));
}
