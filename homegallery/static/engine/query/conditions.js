/** From the tree of a query to the condition that marks the rows meant. */

import { needle } from '../corpus.js';
import { closest } from './closest.js';
import { QueryError, UnfitValue } from './errors.js';
import { countable, findField } from './fields.js';
import { NUMERIC, comparing } from './kinds.js';
import { all, any, eachRow, negation } from './marks.js';
import { whole } from './values.js';

/** @import { Field } from './fields.js' */
/** @import { Context } from './kinds.js' */
/** @import { Condition } from './marks.js' */
/** @import { Comparison, Count, InList, InRange, Node, Symbol, Text } from './nodes.js' */

/**
 * @param {Node} node
 * @param {Context} context
 * @returns {Condition}
 * @throws {QueryError} for a key, operator or value that does not fit
 */
export function condition(node, context) {
  switch (node.kind) {
    case 'and':
      return conjunction(node.children, context);
    case 'or':
      return any(node.children.map((child) => condition(child, context)));
    case 'not':
      return negation(condition(node.child, context));
    case 'text':
      return word(node);
    case 'comparison':
      return comparison(node, context);
    case 'list':
      return membership(node, context);
    case 'range':
      return range(node, context);
    case 'count':
      return count(node);
    case 'exists':
      return findField(node.key).items.exists;
  }
}

/**
 * Words are looked up last: other conditions cost less.
 *
 * @param {Node[]} children
 * @param {Context} context
 */
function conjunction(children, context) {
  const others = children.filter(({ kind }) => kind !== 'text').map((child) => condition(child, context));
  const needles = new Set(children.flatMap((child) => (child.kind === 'text' ? [needle(child.text)] : [])));
  return all([...others, ...Array.from(needles, containing)]);
}

/** @param {Text} node */
function word({ text }) {
  return containing(needle(text));
}

/**
 * @param {string} part as it occurs in a corpus
 * @returns {Condition}
 */
function containing(part) {
  return ({ corpus }) => corpus.having(part);
}

/**
 * @param {Comparison} node
 * @param {Context} context
 */
function comparison({ key, operator, value }, context) {
  const field = findField(key);
  checkOperator(field, operator);
  if (operator.text === '!=') return negation(field.items.any(test(field, '=', value, context)));
  return field.items.any(test(field, operator.text, value, context));
}

/**
 * @param {InList} node
 * @param {Context} context
 */
function membership({ key, values, every }, context) {
  const field = findField(key);
  checkOperator(field, { text: '=', column: key.column });
  const equal = values.map((value) => field.items.any(test(field, '=', value, context)));
  return every ? all(equal) : any(equal);
}

/**
 * @param {InRange} node
 * @param {Context} context
 */
function range({ key, low, high }, context) {
  const field = findField(key);
  checkOperator(field, { text: '>=', column: key.column });
  const above = test(field, '>=', low, context);
  const below = test(field, '<=', high, context);
  return field.items.any((/** @type {any} */ item) => above(item) && below(item));
}

/** @param {Count} node */
function count({ key, operator, value }) {
  const startsOf = countable(key);
  if (!NUMERIC.includes(operator.text)) throw wrongOperator('count', operator, NUMERIC);
  const passes = comparing(operator.text, fitting(value, 'count', [], whole));
  const condition = eachRow((leaf, row) => passes(startsOf(leaf)[row + 1] - startsOf(leaf)[row]));
  return operator.text === '!=' ? negation(condition) : condition;
}

/**
 * @param {Field} field
 * @param {string} operator
 * @param {Symbol} value
 * @param {Context} context
 */
function test({ name, kind }, operator, value, context) {
  return fitting(value, name, kind.choices, (text) => kind.test(operator, text, context));
}

/**
 * @template T
 * @param {Symbol} value
 * @param {string} name
 * @param {readonly string[]} choices
 * @param {(text: string) => T} parse
 * @returns {T}
 */
function fitting({ text, column }, name, choices, parse) {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof UnfitValue)) throw error;
    const params = { ...error.params, key: name, value: text };
    throw new QueryError(error.problem, column, params, closest(text, choices));
  }
}

/**
 * @param {Field} field
 * @param {Symbol} operator
 */
function checkOperator({ name, kind }, operator) {
  if (!kind.operators.includes(operator.text)) throw wrongOperator(name, operator, kind.operators);
}

/**
 * @param {string} name
 * @param {Symbol} operator
 * @param {readonly string[]} known
 */
function wrongOperator(name, { text, column }, known) {
  if (known.length === 0) return new QueryError('notComparable', column, { key: name }, `exists(${name})`);
  const params = { key: name, operator: text, operators: known.join(' ') };
  return new QueryError('unknownOperator', column, params);
}
