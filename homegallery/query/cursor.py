"""A place among the tokens of a query, moving forward only."""

from homegallery.query.errors import QueryError
from homegallery.query.lexer import KEYWORDS, Kind, Token, tokens


class Cursor:
    """What the parser asks about the token it stands at."""

    def __init__(self, text: str) -> None:
        self._tokens = tokens(text)
        self._at = 0

    @property
    def token(self) -> Token:
        return self._tokens[self._at]

    def next(self) -> Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def is_word(self, keyword: str) -> bool:
        token = self.token
        return token.kind is Kind.WORD and token.text in (keyword, keyword.upper())

    def is_sign(self, sign: str, *, ahead: int = 0) -> bool:
        """Whether the token is ``sign``; one may look ahead of any token but the end."""
        token = self._tokens[self._at + ahead]
        return token.kind is Kind.SIGN and token.text == sign

    def expect(self, sign: str) -> None:
        if not self.is_sign(sign):
            raise unexpected(self.token, f", {sign} is missing")
        self.next()

    def require_blank(self) -> None:
        if not self.token.spaced:
            raise QueryError("A blank is missing", self.token.column)

    def glued(self, word: Token) -> str:
        """``word``, which stands before, and all that follows it without a blank, in quotes."""
        text = word.text
        for token in self._tokens[self._at : -1]:
            if token.spaced:
                break
            text += token.text
        return f'"{text}"'


def unexpected(token: Token, detail: str = "") -> QueryError:
    """The error that ``token`` cannot stand where it does."""
    if token.kind is Kind.END:
        return QueryError(f"The query ends too early{detail}", token.column)
    if token.text in KEYWORDS and token.kind is Kind.WORD:
        problem = f"{token.text} is a reserved word, in quotes it is a text"
        return QueryError(problem, token.column, f'"{token.text}"')
    return QueryError(f"Unexpected {token.text}{detail}", token.column)
