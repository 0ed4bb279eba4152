"""From the tree of a query to a function that tells whether an entry is meant."""

from collections.abc import Callable, Sequence
from typing import TypeAlias, TypeVar

from homegallery.query.context import Context
from homegallery.query.errors import QueryError
from homegallery.query.facts import Entry, Items
from homegallery.query.fields import BY_NAME, FIELDS, Field, closest
from homegallery.query.kinds import COMPARE, NUMERIC, Test
from homegallery.query.nodes import (
    And,
    Comparison,
    Count,
    Exists,
    InList,
    InRange,
    Leaf,
    Node,
    Not,
    Or,
    Symbol,
    Text,
)
from homegallery.query.text import needle
from homegallery.query.values import UnfitValueError, integer

ValueT = TypeVar("ValueT")
Condition: TypeAlias = Callable[[Entry], bool]


def condition(node: Node, context: Context) -> Condition:
    """The test of an entry; ``QueryError`` for a key, operator or value that does not fit."""
    match node:
        case And(children):
            return _conjunction(children, context)
        case Or(children):
            return _any([condition(child, context) for child in children])
        case Not(child):
            return _negation(condition(child, context))
        case Text():
            return _words([node], context)
        case _:
            return _leaf(node, context)


def find_field(key: Symbol) -> Field:
    """The field of a key; ``QueryError`` if there is none."""
    field = BY_NAME.get(key.text)
    if field is None:
        raise QueryError(f"Unknown key {key.text}", key.column, closest(key.text, BY_NAME))
    return field


def countable_field(key: Symbol) -> Field:
    """The field of a key that ``count`` knows; ``QueryError`` if it does not."""
    field = find_field(key)
    if not field.countable:
        names = [other.name for other in FIELDS if other.countable]
        problem = f"{key.text} cannot be counted, only {', '.join(names)}"
        raise QueryError(problem, key.column, closest(key.text, names))
    return field


def _leaf(leaf: Leaf, context: Context) -> Condition:
    match leaf:
        case Comparison(key, operator, value):
            return _comparison(find_field(key), operator, value, context)
        case InList(key, values, every):
            return _membership(find_field(key), key, values, every, context)
        case InRange(key):
            return _range(find_field(key), leaf, context)
        case Count(key, operator, value):
            return _count(countable_field(key), leaf)
        case Exists(key):
            field = find_field(key)
            return _any_item(field.items, field.present)
        case Text():
            return _words([leaf], context)


# --- leaves -------------------------------------------------------------------------------------


def _comparison(field: Field, operator: Symbol, value: Symbol, context: Context) -> Condition:
    _check_operator(field, operator)
    if operator.text == "!=":
        return _negation(_any_item(field.items, _test(field, "=", value, context)))
    return _any_item(field.items, _test(field, operator.text, value, context))


def _membership(
    field: Field, key: Symbol, values: Sequence[Symbol], every: bool, context: Context
) -> Condition:
    _check_operator(field, Symbol("=", key.column))
    equal = [_any_item(field.items, _test(field, "=", value, context)) for value in values]
    return _all(equal) if every else _any(equal)


def _range(field: Field, leaf: InRange, context: Context) -> Condition:
    _check_operator(field, Symbol(">=", leaf.key.column))
    above = _test(field, ">=", leaf.low, context)
    below = _test(field, "<=", leaf.high, context)
    return _any_item(field.items, lambda item: above(item) and below(item))


def _count(field: Field, leaf: Count) -> Condition:
    if leaf.operator.text not in NUMERIC:
        raise _wrong_operator("count", leaf.operator, NUMERIC)
    number = _value(integer, leaf.value, "count")
    items, compare = field.items, COMPARE.get(leaf.operator.text)
    if compare is None:
        return lambda entry: len(items(entry)) != number
    return lambda entry: compare(len(items(entry)), number)


def _words(words: Sequence[Text], context: Context) -> Condition:
    corpus = context.corpus
    needles = [needle(word.text) for word in words]
    if len(needles) == 1:
        only = needles[0]
        return lambda entry: only in corpus(entry)

    def found(entry: Entry) -> bool:
        text = corpus(entry)
        for part in needles:  # noqa: SIM110
            if part not in text:
                return False
        return True

    return found


# --- values and operators -----------------------------------------------------------------------


def _test(field: Field, operator: str, value: Symbol, context: Context) -> Test:
    choices = field.kind.choices
    return _value(lambda text: field.kind.test(operator, text, context), value, field.name, choices)


def _value(
    parse: Callable[[str], ValueT], value: Symbol, name: str, choices: Sequence[str] = ()
) -> ValueT:
    try:
        return parse(value.text)
    except UnfitValueError as error:
        problem = f'{name} needs {error.expected}, not "{value.text}"'
        raise QueryError(problem, value.column, closest(value.text, choices)) from None


def _check_operator(field: Field, operator: Symbol) -> None:
    if operator.text not in field.kind.operators:
        raise _wrong_operator(field.name, operator, field.kind.operators)


def _wrong_operator(name: str, operator: Symbol, known: Sequence[str]) -> QueryError:
    if not known:
        return QueryError(f"{name} cannot be compared", operator.column, f"exists({name})")
    problem = f"{name} does not know {operator.text}, only {' '.join(known)}"
    return QueryError(problem, operator.column)


# --- combinations -------------------------------------------------------------------------------


def _conjunction(children: Sequence[Node], context: Context) -> Condition:
    """Words are looked up together, and last: other conditions cost less."""
    words = [child for child in children if isinstance(child, Text)]
    others = [condition(child, context) for child in children if not isinstance(child, Text)]
    return _all([*others, _words(words, context)] if words else others)


def _negation(inner: Condition) -> Condition:
    return lambda entry: not inner(entry)


# Loops below instead of all() and any() with a generator, which take several times as long.


def _all(conditions: Sequence[Condition]) -> Condition:
    if len(conditions) == 1:
        return conditions[0]

    def accepted(entry: Entry) -> bool:
        for condition in conditions:  # noqa: SIM110
            if not condition(entry):
                return False
        return True

    return accepted


def _any(conditions: Sequence[Condition]) -> Condition:
    if len(conditions) == 1:
        return conditions[0]

    def accepted(entry: Entry) -> bool:
        for condition in conditions:  # noqa: SIM110
            if condition(entry):
                return True
        return False

    return accepted


def _any_item(items: Items, test: Test) -> Condition:
    def any_item(entry: Entry) -> bool:
        for item in items(entry):  # noqa: SIM110
            if test(item):
                return True
        return False

    return any_item
