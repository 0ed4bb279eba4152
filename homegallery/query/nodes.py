"""The meaning of a query's text as a tree.

``:`` is the operator ``=``, and blank-separated conditions are an ``And``.
Columns do not count when trees are compared.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Symbol:
    """A piece of the text, and the column where it stands."""

    text: str
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Text:
    """A word or quoted text to be found in an entry's corpus."""

    text: str
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """``key operator value``; the operator is one of ``= != < <= > >= ~``."""

    key: Symbol
    operator: Symbol
    value: Symbol


@dataclass(frozen=True, slots=True)
class InList:
    """``key in (values)``, or ``key all in (values)`` if ``every``."""

    key: Symbol
    values: tuple[Symbol, ...]
    every: bool = False


@dataclass(frozen=True, slots=True)
class InRange:
    """``key in [low : high]``, both inclusive."""

    key: Symbol
    low: Symbol
    high: Symbol


@dataclass(frozen=True, slots=True)
class Count:
    """``count(key) operator value``."""

    key: Symbol
    operator: Symbol
    value: Symbol


@dataclass(frozen=True, slots=True)
class Exists:
    """``exists(key)``."""

    key: Symbol


@dataclass(frozen=True, slots=True)
class Not:
    """Everything but ``child``."""

    child: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """All of two or more children, none of which is an ``And``."""

    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of two or more children, none of which is an ``Or``."""

    children: tuple["Node", ...]


Leaf: TypeAlias = Text | Comparison | InList | InRange | Count | Exists
Node: TypeAlias = Leaf | Not | And | Or


@dataclass(frozen=True, slots=True)
class OrderKey:
    """``key``, or ``count(key)`` if ``counted``; ``descending`` is None if not said."""

    key: Symbol
    counted: bool = False
    descending: bool | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """A whole query; ``condition`` None accepts every entry, no ``order`` keeps theirs."""

    condition: Node | None = None
    order: tuple[OrderKey, ...] = ()


def join(kind: type[And] | type[Or], children: Iterable[Node]) -> Node:
    """``children`` under one node of ``kind``, without nesting it; an only child as it is."""
    flat: list[Node] = []
    for child in children:
        flat += child.children if isinstance(child, kind) else [child]
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def leaves(node: Node | None) -> Iterator[Leaf]:
    """All conditions of the tree from left to right."""
    match node:
        case None:
            return
        case And(children) | Or(children):
            for child in children:
                yield from leaves(child)
        case Not(child):
            yield from leaves(child)
        case _:
            yield node
