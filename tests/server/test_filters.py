"""Filters are understood entirely, or the server does not start."""

from typing import Any

import pytest

from homegallery.config.server import AuthSettings
from homegallery.server.auth import ANONYMOUS
from homegallery.server.errors import ServerError
from homegallery.server.filters import compile_filter, compile_filters
from tests.server.gallery import make_entry

TAGGED = make_entry(1, "2020-01-01", tags=["public"])
OTHER = make_entry(2, "2020-01-02", tags=["private"])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", [TAGGED, OTHER]),
        (" \n", [TAGGED, OTHER]),
        ("tag:public", [TAGGED]),
        ("not tag = public", [OTHER]),
        ("exists(face)", []),
        ("similar", []),
    ],
)
def test_it_tells_of_each_entry_whether_it_is_shown(text: str, shown: list[Any]) -> None:
    compiled = compile_filter("key", text)
    assert [entry for entry in (TAGGED, OTHER) if compiled.matches(entry)] == shown


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("tag:a (b", "The bracket is never closed (column 7)"),
        ("tga:b", "Unknown key tga (column 1)"),
        ("width:wide", "width needs"),
        ("order by date", "A filter has no order (column 10)"),
        ("tag:a order by random", "A filter has no order (column 16)"),
        ("order by count(tag)", "A filter has no order (column 16)"),
        ("tag:a order by tga", "Nothing can be ordered by tga (column 16)"),
        ("order", "ends too early"),
        ("not similar:a1b2c3d", "as similar does (column 5)"),
        ("x or (face in (a1b2c3d.0))", "as face does (column 7)"),
    ],
)
def test_what_cannot_be_applied_is_refused(text: str, problem: str) -> None:
    with pytest.raises(ServerError) as caught:
        compile_filter("server.auth.public.filter", text)
    assert str(caught.value).startswith("server.auth.public.filter: ")
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a tga:b", ["  a tga:b", "    ^", "Did you mean tag?"]),
        ("tag:a\n(b", ["  tag:a (b", "        ^"]),
        ("\x1b[31m", ["   [31m", "   ^"]),
    ],
)
def test_a_caret_shows_the_place(text: str, lines: list[str]) -> None:
    with pytest.raises(ServerError) as caught:
        compile_filter("key", text)
    assert caught.value.hint.split("\n") == lines


def _settings(filters: list[str | None], public: str | None) -> AuthSettings:
    users = [
        {"username": f"u{number}", "password": "x", "filter": text}
        for number, text in enumerate(filters)
    ]
    return AuthSettings.model_validate({"users": users, "public": {"filter": public}})


def test_every_identity_has_its_filter() -> None:
    compiled = compile_filters(_settings([None, "tag:public"], "not tag:public"))
    seen = {
        name: [entry for entry in (TAGGED, OTHER) if filter_.matches(entry)]
        for name, filter_ in compiled.items()
    }
    assert seen == {"u0": [TAGGED, OTHER], "u1": [TAGGED], ANONYMOUS: [OTHER]}


@pytest.mark.parametrize(
    ("filters", "public", "key"),
    [
        ([None, "tga:a"], None, "server.auth.users[1].filter: "),
        ([None], "tga:a", "server.auth.public.filter: "),
        ([], "tga:a", "server.auth.public.filter: "),
    ],
)
def test_the_error_names_the_key(filters: list[str | None], public: str | None, key: str) -> None:
    with pytest.raises(ServerError) as caught:
        compile_filters(_settings(filters, public))
    assert str(caught.value).startswith(key)
