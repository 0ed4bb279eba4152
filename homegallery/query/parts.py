"""The parts of conditions and the order clause, read from the tokens of a query."""

from typing import Final

from homegallery.query.cursor import Cursor, unexpected
from homegallery.query.lexer import KEYWORDS, Kind
from homegallery.query.nodes import OrderKey, Symbol

OPERATORS: Final = frozenset({":", "=", "!=", "<", "<=", ">", ">=", "~"})


def value_list(cursor: Cursor) -> tuple[Symbol, ...]:
    """``(value, value ...)``; commas may be left out."""
    cursor.expect("(")
    values = [value(cursor)]
    while not cursor.is_sign(")"):
        if cursor.is_sign(","):
            cursor.next()
        else:
            cursor.require_blank()
        values.append(value(cursor))
    cursor.next()
    return tuple(values)


def value_range(cursor: Cursor) -> tuple[Symbol, Symbol]:
    """``[low : high]``."""
    cursor.expect("[")
    low = value(cursor, colons=False)
    cursor.expect(":")
    high = value(cursor, colons=False)
    cursor.expect("]")
    return low, high


def function_key(cursor: Cursor) -> Symbol:
    """``name(key)``."""
    cursor.next()
    cursor.expect("(")
    key = word(cursor)
    cursor.expect(")")
    return key


def operator(cursor: Cursor) -> Symbol:
    """A comparison; ``:`` is ``=``."""
    token = cursor.token
    if token.kind is not Kind.SIGN or token.text not in OPERATORS:
        raise unexpected(token)
    cursor.next()
    return Symbol("=" if token.text == ":" else token.text, token.column)


def value(cursor: Cursor, *, colons: bool = True) -> Symbol:
    """A quoted text, or all that follows without a blank as far as a value may reach."""
    first = cursor.token
    if first.kind is Kind.QUOTED:
        cursor.next()
        return Symbol(first.text, first.column)
    if first.kind is not Kind.WORD:
        raise unexpected(first)
    parts = [cursor.next().text]
    while not cursor.token.spaced and (
        cursor.token.kind is Kind.WORD or cursor.is_sign("~") or (colons and cursor.is_sign(":"))
    ):
        parts.append(cursor.next().text)
    text = "".join(parts)
    if text in KEYWORDS:
        raise unexpected(first)
    return Symbol(text, first.column)


def word(cursor: Cursor) -> Symbol:
    """A word that is not reserved."""
    token = cursor.token
    if token.kind is not Kind.WORD or token.text in KEYWORDS:
        raise unexpected(token)
    cursor.next()
    return Symbol(token.text, token.column)


def order_clause(cursor: Cursor) -> tuple[OrderKey, ...]:
    """``order by key direction, key direction ...``."""
    cursor.require_blank()
    upper = cursor.next().text.isupper()
    if not cursor.is_word("by") or cursor.token.text.isupper() != upper:
        raise unexpected(cursor.token)
    cursor.next()
    cursor.require_blank()
    keys = [_order_key(cursor)]
    while cursor.is_sign(","):
        cursor.next()
        keys.append(_order_key(cursor))
    return tuple(keys)


def _order_key(cursor: Cursor) -> OrderKey:
    counted = cursor.is_word("count")
    key = function_key(cursor) if counted else word(cursor)
    if cursor.is_word("asc") or cursor.is_word("desc"):
        cursor.require_blank()
        return OrderKey(key, counted, descending=cursor.next().text.lower() == "desc")
    return OrderKey(key, counted)
