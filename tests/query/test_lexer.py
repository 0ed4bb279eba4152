import pytest

from homegallery.query.errors import QueryError
from homegallery.query.lexer import Kind, tokens


def texts(query: str) -> list[str]:
    return [token.text for token in tokens(query)[:-1]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("year>=2020", ["year", ">=", "2020"]),
        ("a!=b<=c", ["a", "!=", "b", "<=", "c"]),
        ("state~land", ["state", "~", "land"]),
        ("IMG_1~2.jpg", ["IMG_1~2.jpg"]),
        ("in-law 12:30", ["in-law", "12", ":", "30"]),
        ("a\u00a0b\u3000c\r\nd", ["a", "b", "c", "d"]),
        ("don't 'n'", ["don't", "n"]),
        ("'90s", ["'90s"]),
        (r'"a \"b\" \\ \n \x"', ['a "b" \\ \n \\x']),
        (r"'it\'s'", ["it's"]),
        ("foo://bar/", ["foo", ":", "//bar/"]),
    ],
)
def test_tokens(query: str, expected: list[str]) -> None:
    assert texts(query) == expected


def test_places() -> None:
    found = tokens('  tag:"x y"(')
    assert [(token.column, token.spaced) for token in found] == [
        (3, True), (6, False), (7, False), (12, False), (13, True),
    ]  # fmt: skip
    assert [token.kind for token in found] == [
        Kind.WORD, Kind.SIGN, Kind.QUOTED, Kind.SIGN, Kind.END,
    ]  # fmt: skip


@pytest.mark.parametrize(("query", "column"), [('a "b', 3), ("a ! b", 3), ('foo"bar"', 4)])
def test_errors(query: str, column: int) -> None:
    with pytest.raises(QueryError) as raised:
        tokens(query)
    assert raised.value.column == column
