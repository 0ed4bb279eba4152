"""From the tokens of a query to its tree: recursive descent, one look at each token.

Loosest to tightest: blank (and), ``or``, ``and``, ``not``, a single condition.
"""

import re
from typing import Final

from homegallery.query.cursor import Cursor, unexpected
from homegallery.query.errors import QueryError
from homegallery.query.lexer import KEYWORDS, Kind, Token
from homegallery.query.nodes import (
    And,
    Comparison,
    Count,
    Exists,
    InList,
    InRange,
    Node,
    Not,
    Or,
    Query,
    Symbol,
    Text,
    join,
)
from homegallery.query.parts import (
    OPERATORS,
    function_key,
    operator,
    order_clause,
    value,
    value_list,
    value_range,
)

MAX_LENGTH: Final = 4096
"""Characters of a query."""
MAX_DEPTH: Final = 64
"""Groups and negations inside each other."""

_KEY: Final = re.compile(r"[A-Za-z.]+")


def parse(text: str, *, max_length: int = MAX_LENGTH) -> Query:
    """The tree of a query; ``QueryError`` if the text is none."""
    if len(text) > max_length:
        raise QueryError(f"The query is longer than {max_length} characters", max_length + 1)
    return _Parser(Cursor(text)).query()


class _Parser:
    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._depth = 0

    def query(self) -> Query:
        condition = None
        if self._cursor.token.kind is not Kind.END and not self._cursor.is_word("order"):
            condition = self._terms()
        order = order_clause(self._cursor) if self._cursor.is_word("order") else ()
        if self._cursor.token.kind is not Kind.END:
            raise unexpected(self._cursor.token)
        return Query(condition, order)

    def _terms(self) -> Node:
        children = [self._or()]
        while not (
            self._cursor.token.kind is Kind.END
            or self._cursor.is_sign(")")
            or self._cursor.is_word("order")
        ):
            self._cursor.require_blank()
            children.append(self._or())
        return join(And, children)

    def _or(self) -> Node:
        children = [self._and()]
        while self._connective("or"):
            children.append(self._and())
        return join(Or, children)

    def _and(self) -> Node:
        children = [self._not()]
        while self._connective("and"):
            children.append(self._not())
        return join(And, children)

    def _connective(self, keyword: str) -> bool:
        if not self._cursor.is_word(keyword):
            return False
        self._cursor.require_blank()
        self._cursor.next()
        self._cursor.require_blank()
        return True

    def _not(self) -> Node:
        if not self._cursor.is_word("not"):
            return self._condition()
        self._descend()
        self._cursor.next()
        if not self._cursor.is_sign("("):
            self._cursor.require_blank()
        child = self._not()
        self._depth -= 1
        return Not(child)

    def _condition(self) -> Node:
        token = self._cursor.token
        if self._cursor.is_sign("("):
            return self._group()
        if token.kind is Kind.QUOTED:
            self._cursor.next()
            return Text(token.text, token.column)
        if token.kind is Kind.WORD:
            if token.text not in KEYWORDS:
                return self._word()
            if self._cursor.is_sign("(", ahead=1) and self._cursor.is_word("count"):
                return Count(
                    function_key(self._cursor), operator(self._cursor), value(self._cursor)
                )
            if self._cursor.is_sign("(", ahead=1) and self._cursor.is_word("exists"):
                return Exists(function_key(self._cursor))
        raise unexpected(token)

    def _group(self) -> Node:
        self._descend()
        opening = self._cursor.next()
        node = self._terms()
        if self._cursor.token.kind is Kind.END:
            raise QueryError("The bracket is never closed", opening.column)
        self._cursor.expect(")")
        self._depth -= 1
        return node

    def _word(self) -> Node:
        word = self._cursor.next()
        if self._cursor.token.kind is Kind.SIGN and self._cursor.token.text in OPERATORS:
            return Comparison(self._key(word), operator(self._cursor), value(self._cursor))
        if self._cursor.is_word("in") or self._cursor.is_word("all"):
            return self._membership(word)
        return Text(word.text, word.column)

    def _key(self, word: Token) -> Symbol:
        if not _KEY.fullmatch(word.text):
            problem = f"{word.text} is no key; as a text it needs quotes here"
            raise QueryError(problem, word.column, self._cursor.glued(word))
        return Symbol(word.text, word.column)

    def _membership(self, word: Token) -> Node:
        every = self._cursor.is_word("all")
        keyword = self._cursor.next()
        if every:
            same_case = self._cursor.token.text.isupper() == keyword.text.isupper()
            if not self._cursor.is_word("in") or not same_case:
                raise unexpected(keyword)
            keyword = self._cursor.next()
        if self._cursor.is_sign("("):
            self._cursor.require_blank()
            return InList(self._key(word), value_list(self._cursor), every)
        if self._cursor.is_sign("[") and not every:
            self._cursor.require_blank()
            return InRange(self._key(word), *value_range(self._cursor))
        raise unexpected(keyword)

    def _descend(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            problem = f"More than {MAX_DEPTH} groups are inside each other"
            raise QueryError(problem, self._cursor.token.column)
