"""Filters of users, checked when the server starts.

A filter has to be understood entirely: what was ignored would be shown.
"""

from collections.abc import Mapping

from homegallery.config.server import AuthSettings
from homegallery.query.compile import CompiledQuery, compile_query
from homegallery.query.errors import QueryError
from homegallery.query.nodes import Comparison, InList, InRange, Query, leaves
from homegallery.query.order import SEEDED
from homegallery.server.auth import ANONYMOUS
from homegallery.server.errors import ServerError


def compile_filters(settings: AuthSettings) -> Mapping[str, CompiledQuery]:
    """The filter of every user by name, and of ``ANONYMOUS``.

    Raises ``ServerError`` for the first that cannot be applied.
    """
    users = {
        user.username: compile_filter(f"server.auth.users[{position}].filter", user.filter or "")
        for position, user in enumerate(settings.users)
    }
    public = compile_filter("server.auth.public.filter", settings.public.filter or "")
    return {**users, ANONYMOUS: public}


def compile_filter(key: str, text: str) -> CompiledQuery:
    """The filter ``text`` of the configuration's ``key``; an empty one accepts every entry.

    Raises ``ServerError`` that shows where the text is not understood, has an order, or
    compares with other entries.
    """
    try:
        compiled = compile_query(text)
        _check(compiled.query)
    except QueryError as error:
        raise ServerError(f"{key}: {error}", hint=_pointed(text, error)) from error
    return compiled


def _check(query: Query) -> None:
    """Raise ``QueryError`` for what means nothing for a single entry."""
    if query.order:
        raise QueryError("A filter has no order", query.order[0].key.column)
    for leaf in leaves(query.condition):
        # A condition that asks about another entry turns into its opposite inside a "not"
        # on the day that entry is gone.
        if isinstance(leaf, Comparison | InList | InRange) and leaf.key.text in SEEDED:
            problem = f"A filter cannot compare with another entry, as {leaf.key.text} does"
            raise QueryError(problem, leaf.key.column)


def _pointed(text: str, error: QueryError) -> str:
    """The text in one line, a caret below the column, and the hint of the error."""
    line = "".join(character if character.isprintable() else " " for character in text)
    caret = " " * (error.column - 1) + "^"
    return "\n".join(filter(None, (f"  {line}", f"  {caret}", error.hint)))
