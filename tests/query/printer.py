"""From the tree of a query back to a text that means the same."""

import re
from typing import Final

from homegallery.query.lexer import KEYWORDS
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
    OrderKey,
    Query,
    Text,
)

_PLAIN: Final = re.compile(r"[\w./-]+")
_ESCAPES: Final = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\r"})


def print_query(query: Query) -> str:
    """A text whose tree is ``query``."""
    condition = [] if query.condition is None else [_print(query.condition)]
    order = ["order by " + ", ".join(map(_order_key, query.order))] if query.order else []
    return " ".join(condition + order)


def quote(text: str) -> str:
    """``text`` as the language reads it back, in quotes where it needs them."""
    if _PLAIN.fullmatch(text) and text not in KEYWORDS:
        return text
    return f'"{text.translate(_ESCAPES)}"'


def _print(node: Node) -> str:
    match node:
        case And(children):
            return " and ".join(_operand(child, (Or,)) for child in children)
        case Or(children):
            return " or ".join(map(_print, children))
        case Not(child):
            return f"not {_operand(child, (And, Or))}"
        case _:
            return _leaf(node)


def _operand(node: Node, grouped: tuple[type, ...]) -> str:
    return f"({_print(node)})" if isinstance(node, grouped) else _print(node)


def _leaf(leaf: Leaf) -> str:
    match leaf:
        case Text(text):
            return quote(text)
        case Comparison(key, operator, value):
            return f"{key.text} {operator.text} {quote(value.text)}"
        case InList(key, values, every):
            inside = ", ".join(quote(value.text) for value in values)
            return f"{key.text} {'all in' if every else 'in'} ({inside})"
        case InRange(key, low, high):
            return f"{key.text} in [{quote(low.text)} : {quote(high.text)}]"
        case Count(key, operator, value):
            return f"count({key.text}) {operator.text} {quote(value.text)}"
        case Exists(key):
            return f"exists({key.text})"


def _order_key(key: OrderKey) -> str:
    name = f"count({key.key.text})" if key.counted else key.key.text
    direction = {None: "", True: " desc", False: " asc"}[key.descending]
    return name + direction
