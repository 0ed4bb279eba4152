"""From the text of a query to its tokens.

Blanks separate words: space, tab, line breaks, the no-break and the ideographic
space. Words end at ``( ) [ ] , : = < > !`` too, and at ``~`` while they consist
of letters and dots, so that ``state~land`` compares and ``IMG_1~2.jpg`` is a word.
"""

import re
from enum import Enum
from typing import Final, NamedTuple

from homegallery.query.errors import QueryError


class Kind(Enum):
    """What a token is."""

    WORD = "word"
    QUOTED = "quoted text"
    SIGN = "sign"
    END = "end"


class Token(NamedTuple):
    """``text`` without quotes and escapes; ``spaced`` if a blank or nothing stands before it."""

    kind: Kind
    text: str
    column: int
    spaced: bool


KEYWORDS: Final = frozenset(
    form
    for word in ("or", "and", "not", "all", "in", "order", "by", "asc", "desc", "count", "exists")
    for form in (word, word.upper())
)
"""Reserved in lower and upper case; to be searched for they need quotes."""

_BLANKS: Final = re.compile("[ \t\r\n\u00a0\u3000]+")
_QUOTED: Final = re.compile(r""""((?:[^"\\]|\\.)*+)"|'((?:[^'\\]|\\.)*+)\'""", re.DOTALL)
_SIGN: Final = re.compile(r"[<>!]=|[()\[\],:=<>~]")
_WORD: Final = re.compile('[A-Za-z.]+(?=~)|[^ \t\r\n\u00a0\u3000()\\[\\],:=<>!"]+')
_ESCAPE: Final = re.compile(r"""\\([\\"'nr])""")
_ESCAPED: Final = {"n": "\n", "r": "\r"}


def tokens(text: str) -> list[Token]:
    """All tokens and an end; ``QueryError`` for characters that belong to none."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        blanks = _BLANKS.match(text, at)
        start = blanks.end() if blanks else at
        if start == len(text):
            break
        kind, value, at = _token(text, start)
        found.append(Token(kind, value, start + 1, blanks is not None or start == 0))
    found.append(Token(Kind.END, "", len(text) + 1, spaced=True))
    return found


def _token(text: str, at: int) -> tuple[Kind, str, int]:
    """Kind, value and end of the token that begins at ``at``."""
    if quoted := _QUOTED.match(text, at):
        content = quoted[1] if quoted[2] is None else quoted[2]
        return Kind.QUOTED, _ESCAPE.sub(_unescape, content), quoted.end()
    if sign := _SIGN.match(text, at):
        return Kind.SIGN, sign[0], sign.end()
    if text[at] == '"':
        raise QueryError("The quote is never closed", at + 1)
    if text[at] == "!":
        raise QueryError("A single ! has no meaning here", at + 1, "!=")
    word = _WORD.match(text, at)
    assert word, "all other characters begin a word"
    if text.startswith('"', word.end()):
        raise QueryError("A quote cannot stand inside a word", word.end() + 1)
    return Kind.WORD, word[0], word.end()


def _unescape(escape: re.Match[str]) -> str:
    return _ESCAPED.get(escape[1], escape[1])
