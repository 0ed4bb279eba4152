/** From a query to the rows it finds, in their order. */

import { IS_HIDDEN } from '../columns.js';
import { closest } from './closest.js';
import { condition } from './conditions.js';
import { QueryError } from './errors.js';
import { countable, findField } from './fields.js';
import { all, eachRow } from './marks.js';
import { leaves } from './nodes.js';
import * as orders from './order.js';
import { parse } from './parser.js';
import { Seeds } from './seeds.js';

/** @import { Snapshot } from '../library.js' */
/** @import { Limits } from '../protocol.js' */
/** @import { Context } from './kinds.js' */
/** @import { Condition } from './marks.js' */
/** @import { OrderKey, Query, Symbol } from './nodes.js' */
/** @import { Ordering } from './order.js' */

/** Values of `similar` and `face` in a query: each is compared with every entry. */
const MAX_SEEDS = 16;

const shown = eachRow(({ columns }, row) => (columns.flags[row] & IS_HIDDEN) === 0);

/**
 * @typedef {object} CompiledQuery
 * @property {boolean} byDate whether entries of a month are found one behind the other
 * @property {() => Uint32Array} search the rows of the snapshot that are meant, in the order asked for
 *   or else in the snapshot's; entries that are hidden only if a condition asks about that
 */

/**
 * @param {string | Query} query
 * @param {Omit<Context, 'seeds'> & {limits: Limits}} surroundings
 * @returns {CompiledQuery}
 * @throws {QueryError} it names the column of what does not fit
 */
export function compile(query, surroundings) {
  const { snapshot, limits } = surroundings;
  const context = { ...surroundings, seeds: new Seeds(snapshot, limits) };
  const tree = typeof query === 'string' ? parse(query) : query;
  const meant = tree.condition ? [condition(tree.condition, context)] : [];
  const values = valuesOf(tree);
  for (const name of orders.SEEDED) checkSeeds(name, values.get(name) ?? []);
  const orderings = orderingsOf(tree, values, context);
  const accepted = all(values.has('hidden') ? meant : [shown, ...meant]);
  return {
    byDate: orderings.length === 0 || tree.order[0]?.key.text === 'date',
    search() {
      const rows = select(snapshot, accepted);
      return orderings.length > 0 ? orders.sort(snapshot, rows, orderings) : rows;
    },
  };
}

/**
 * @param {Snapshot} snapshot
 * @param {Condition} accepted
 * @returns {Uint32Array} rows in the snapshot's order
 */
function select(snapshot, accepted) {
  const marks = new Uint8Array(snapshot.count);
  snapshot.leaves.forEach((leaf, i) => marks.set(accepted(leaf), snapshot.starts[i]));
  // By hand, for `filter` takes several times as long.
  const found = new Uint32Array(snapshot.count);
  let count = 0;
  for (let place = 0; place < snapshot.count; place++) {
    const row = snapshot.order[place];
    if (marks[row] === 1) found[count++] = row;
  }
  return found.slice(0, count);
}

/**
 * The values that the condition compares each field with, by the name of the field.
 *
 * @param {Query} query
 */
function valuesOf(query) {
  /** @type {Map<string, Symbol[]>} */
  const found = new Map();
  for (const leaf of leaves(query.condition)) {
    if (leaf.kind === 'text') continue;
    const { name } = findField(leaf.key);
    const values = found.get(name) ?? [];
    found.set(name, values);
    if (leaf.kind === 'comparison') values.push(leaf.value);
    else if (leaf.kind === 'list') values.push(...leaf.values);
  }
  return found;
}

/**
 * @param {string} key
 * @param {Symbol[]} values
 */
function checkSeeds(key, values) {
  if (values.length <= MAX_SEEDS) return;
  throw new QueryError('tooManySeeds', values[MAX_SEEDS].column, { count: String(MAX_SEEDS), key });
}

/**
 * @param {Query} query
 * @param {Map<string, Symbol[]>} values
 * @param {Context} context
 * @returns {Ordering[]}
 */
function orderingsOf({ order }, values, context) {
  if (order.length === 0) {
    return orders.byLikeness(texts(values.get('similar')), texts(values.get('face')), context.seeds);
  }
  return order.map((key) => {
    const ordering = orderingOf(key, values, context);
    return { ...ordering, descending: key.descending ?? ordering.descending };
  });
}

/**
 * @param {OrderKey} orderKey
 * @param {Map<string, Symbol[]>} values
 * @param {Context} context
 * @returns {Ordering}
 */
function orderingOf({ key, counted }, values, { seed, seeds }) {
  if (counted) return orders.byCount(countable(key));
  const known = orders.ORDERINGS.get(key.text);
  if (known) return known;
  if (key.text === 'random') return orders.byRandom(seed);
  if (!orders.SEEDED.includes(key.text)) {
    throw new QueryError('unknownOrder', key.column, { key: key.text }, closest(key.text, orders.NAMES));
  }
  const compared = texts(values.get(key.text)) ?? [];
  if (compared.length === 0) throw new QueryError('orderNeedsSeed', key.column, { key: key.text });
  return key.text === 'similar' ? orders.bySimilarity(compared, seeds) : orders.byFace(compared, seeds);
}

/** @param {Symbol[] | undefined} symbols */
function texts(symbols) {
  return symbols?.map(({ text }) => text);
}
