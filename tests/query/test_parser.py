import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homegallery.query.compile import compile_query
from homegallery.query.errors import QueryError
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
    OrderKey,
    Query,
    Symbol,
    Text,
    join,
    leaves,
)
from homegallery.query.parser import MAX_DEPTH, MAX_LENGTH, parse
from tests.query.printer import print_query


@pytest.mark.parametrize(
    ("query", "printed"),
    [
        ("foo bar baz", "foo and bar and baz"),
        ("(foo (bar))", "foo and bar"),
        ("not not foo", "not not foo"),
        ("not foo (baz)", "not foo and baz"),
        ("not (foo baz)", "not (foo and baz)"),
        ("a or b c", "(a or b) and c"),
        ("a or b and c", "a or b and c"),
        ("not a or b", "not a or b"),
        ("(a and b) or (c or d)", "a and b or c or d"),
        ("foo=bar:baz", 'foo = "bar:baz"'),
        ("COUNT( foo ) > bar", "count(foo) > bar"),
        ('foo.bar in ( "baz baz" , "cat cat" )', 'foo.bar in ("baz baz", "cat cat")'),
        ("foo in (bar,baz cat)", "foo in (bar, baz, cat)"),
        ("not foo in (bar,baz,cat)", "not foo in (bar, baz, cat)"),
        ("foo in (bär,fuß ché)", "foo in (bär, fuß, ché)"),
        ('foo in (bar:baz "zoo:lar")', 'foo in ("bar:baz", "zoo:lar")'),
        ("foo ALL IN (a b)", "foo all in (a, b)"),
        ("foo  in  [ bar  :  baz ]", "foo in [bar : baz]"),
        ("foo order by count(bar) DESC", "foo order by count(bar) desc"),
        ("order by foo", "order by foo"),
        ("order by a, b asc,c", "order by a, b asc, c"),
        ("key:foo://baz", 'key = "foo://baz"'),
        ('tag:"in"', 'tag = "in"'),
        ("", ""),
    ],
)
def test_trees(query: str, printed: str) -> None:
    assert print_query(parse(query)) == printed


def test_columns() -> None:
    tree = parse('sea (tag != "x y" or count(tags) > 2) order by date')
    assert [
        [getattr(leaf, name).column for name in ("key", "operator", "value")]
        for leaf in leaves(tree.condition)
        if isinstance(leaf, Comparison | Count)
    ] == [[6, 10, 13], [28, 34, 36]]
    assert tree.order[0].key.column == 48


@pytest.mark.parametrize("word", ["or", "and", "not", "in", "order", "by", "count", "asc", "ALL"])
def test_reserved(word: str) -> None:
    with pytest.raises(QueryError):
        parse(f"{word} ")
    assert parse(f'"{word}"') == Query(Text(word))


@pytest.mark.parametrize(
    ("query", "column", "suggestion"),
    [
        ("norway all", 8, '"all"'),
        ("house in norway", 7, '"in"'),
        ("sea 12:30 x", 5, '"12:30"'),
        ("tag:or", 5, '"or"'),
    ],
)
def test_suggestions(query: str, column: int, suggestion: str) -> None:
    with pytest.raises(QueryError) as raised:
        parse(query)
    assert (raised.value.column, raised.value.suggestion) == (column, suggestion)
    assert f"(column {column})" in str(raised.value)
    assert suggestion in raised.value.hint


def test_length_is_bounded() -> None:
    assert parse("x" * MAX_LENGTH) == Query(Text("x" * MAX_LENGTH))
    with pytest.raises(QueryError, match="longer than") as raised:
        parse("x" * (MAX_LENGTH + 1))
    assert raised.value.column == MAX_LENGTH + 1


@pytest.mark.parametrize(
    ("opening", "closing", "levels"), [("(", ")", 1), ("not ", "", 1), ("not(", ")", 2)]
)
def test_depth_is_bounded(opening: str, closing: str, levels: int) -> None:
    depth = MAX_DEPTH // levels
    assert len(list(leaves(parse(opening * depth + "x" + closing * depth).condition))) == 1
    with pytest.raises(QueryError, match="inside each other"):
        parse(opening * (depth + 1) + "x" + closing * (depth + 1))


def calls(text: str) -> int:
    """Calls of functions to parse ``text``."""
    count = 0

    def profile(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(profile)
    try:
        parse(text, max_length=len(text))
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "query",
    [
        lambda count: "word " * count,
        lambda count: "a or " * count + "b",
        lambda count: "not a and " * count + "b",
        lambda count: "not (a) " * count,
        lambda count: "tags in (" + "a1-b " * count + ")",
        lambda count: "rock'n'roll " * count,
        lambda count: "tag:a" + ":b" * count,
        lambda count: "order by date" + ", date" * count,
    ],
)
def test_effort_grows_like_the_text(query: Callable[[int], str]) -> None:
    short, long = (calls(query(count)) for count in (1000, 10_000))
    assert long < 10.5 * short


def test_ten_thousand_terms_compile() -> None:
    text = " ".join(f"word{number}" for number in range(10_000))
    compiled = compile_query(parse(text, max_length=len(text)))
    assert not compiled.matches({"id": "a" * 40})


_WORDS = st.text("abzäI.~-/19'\" \\\n():=,!<>[]{}日", max_size=8) | st.sampled_from(
    ["in", "order", "COUNT", "today", "-30d", "norway", "not"]
)
_SYMBOLS = _WORDS.map(Symbol)
_KEYS = st.sampled_from(["tag", "year", "foo.bar", "x", "similar"]).map(Symbol)
_OPERATORS = st.sampled_from(["=", "!=", "<", "<=", ">", ">=", "~"]).map(Symbol)
_LEAVES: st.SearchStrategy[Any] = st.one_of(
    st.builds(Text, _WORDS),
    st.builds(Comparison, _KEYS, _OPERATORS, _SYMBOLS),
    st.builds(InList, _KEYS, st.lists(_SYMBOLS, min_size=1, max_size=3).map(tuple), st.booleans()),
    st.builds(InRange, _KEYS, _SYMBOLS, _SYMBOLS),
    st.builds(Count, _KEYS, _OPERATORS, _SYMBOLS),
    st.builds(Exists, _KEYS),
)


def _inner(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(children, min_size=2, max_size=3)
    return st.one_of(
        st.builds(Not, children),
        several.map(lambda nodes: join(And, nodes)),
        several.map(lambda nodes: join(Or, nodes)),
    )


_NODES: st.SearchStrategy[Any] = st.recursive(_LEAVES, _inner, max_leaves=8)
_ORDER_KEYS = st.builds(OrderKey, _KEYS, st.booleans(), st.sampled_from([None, True, False]))
_QUERIES = st.builds(Query, st.none() | _NODES, st.lists(_ORDER_KEYS, max_size=2).map(tuple))


@given(_QUERIES)
def test_printed_trees_are_read_back(query: Query) -> None:
    assert parse(print_query(query)) == query


_SIGNS = [
    "(",
    ")",
    "[",
    "]",
    ",",
    ":",
    "=",
    "!=",
    "<",
    "<=",
    "~",
    "/",
    "!",
    "'",
    '"',
    "\\",
    " ",
    "\n",
]
_NAMES = ["not", "and", "or", "in", "all", "order", "by", "asc", "count", "exists", "tag", "date"]
_VALUES = ["year", "similar", "face", "2020", "-30d", "today", "1.5MB", "a1b2.0", "landscape"]
_PIECES = st.sampled_from(_SIGNS + _NAMES + _VALUES)


@given(st.lists(_PIECES | st.text(max_size=3), max_size=30).map("".join))
def test_nothing_but_query_errors(text: str) -> None:
    try:
        compiled = compile_query(text)
    except QueryError as error:
        assert 1 <= error.column <= len(text) + 1
    else:
        entry = {"id": "a" * 40, "date": "2020-01-01T00:00:00.000Z", "tags": ["x"]}
        assert compiled.search([entry]) == ([entry] if compiled.matches(entry) else [])
        assert parse(print_query(compiled.query)) == compiled.query
