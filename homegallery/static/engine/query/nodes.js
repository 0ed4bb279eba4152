/**
 * The meaning of a query's text as a tree.
 *
 * `:` is the operator `=`, and blank-separated conditions are an `and`.
 *
 * @typedef {object} Symbol a piece of the text
 * @property {string} text
 * @property {number} column where it stands, in code points from 1
 *
 * @typedef {{kind: 'text', text: string, column: number}} Text to be found in an entry's corpus
 * @typedef {{kind: 'comparison', key: Symbol, operator: Symbol, value: Symbol}} Comparison the
 *   operator is one of `= != < <= > >= ~`
 * @typedef {{kind: 'list', key: Symbol, values: Symbol[], every: boolean}} InList `key in (values)`, or
 *   `key all in (values)` if `every`
 * @typedef {{kind: 'range', key: Symbol, low: Symbol, high: Symbol}} InRange both inclusive
 * @typedef {{kind: 'count', key: Symbol, operator: Symbol, value: Symbol}} Count
 * @typedef {{kind: 'exists', key: Symbol}} Exists
 * @typedef {{kind: 'not', child: Node}} Not
 * @typedef {{kind: 'and' | 'or', children: Node[]}} Several two or more, none of the same kind
 *
 * @typedef {Text | Comparison | InList | InRange | Count | Exists} Leaf
 * @typedef {Leaf | Not | Several} Node
 *
 * @typedef {object} OrderKey
 * @property {Symbol} key
 * @property {boolean} counted `count(key)`
 * @property {boolean} [descending] as far as it is said
 *
 * @typedef {object} Query
 * @property {Node | null} condition null accepts every entry
 * @property {OrderKey[]} order empty keeps the order of the entries
 */

/**
 * @param {'and' | 'or'} kind
 * @param {Node[]} children
 * @returns {Node} the children under one node, without nesting it; an only child as it is
 */
export function join(kind, children) {
  const flat = children.flatMap((child) => (child.kind === kind ? child.children : [child]));
  return flat.length === 1 ? flat[0] : { kind, children: flat };
}

/**
 * All conditions of the tree from left to right.
 *
 * @param {Node | null} node
 * @returns {Generator<Leaf>}
 */
export function* leaves(node) {
  if (node === null) return;
  if (node.kind === 'not') yield* leaves(node.child);
  else if ('children' in node) for (const child of node.children) yield* leaves(child);
  else yield node;
}
