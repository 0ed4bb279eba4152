"""What each identity may do."""

from typing import Any

import pytest

from homegallery.config.server import AuthSettings
from homegallery.server.auth import ANONYMOUS
from homegallery.server.rights import Rights, rights_of

EVERYTHING = Rights("", edit=True, download=True, admin=True)
NOTHING = Rights("", edit=False, download=False, admin=False)


def _rights(
    users: list[dict[str, Any]] | None = None, public: dict[str, Any] | None = None
) -> dict[str, Rights]:
    named = [
        {"username": f"u{number}", "password": "x", **user}
        for number, user in enumerate(users or [])
    ]
    settings = AuthSettings.model_validate({"users": named, "public": public or {}})
    return dict(rights_of(settings))


def test_without_users_everybody_may_do_everything() -> None:
    assert _rights() == {ANONYMOUS: EVERYTHING}


@pytest.mark.parametrize("right", ["edit", "download", "admin"])
def test_without_users_a_right_can_be_taken(right: str) -> None:
    rights = _rights(public={right: False})[ANONYMOUS]
    others = {"edit", "download", "admin"} - {right}
    assert getattr(rights, right) is False
    assert all(getattr(rights, other) for other in others)


def test_a_public_filter_leaves_no_rights_even_without_users() -> None:
    assert _rights(public={"filter": "tag:a"}) == {ANONYMOUS: Rights("tag:a", False, False, False)}


def test_with_users_visitors_without_log_in_may_do_nothing() -> None:
    assert _rights([{}]) == {"u0": EVERYTHING, ANONYMOUS: NOTHING}


def test_a_user_with_a_filter_may_only_see() -> None:
    assert _rights([{}, {"filter": " tag:a "}])["u1"] == Rights("tag:a", False, False, False)


@pytest.mark.parametrize("text", ["", "  ", None])
def test_an_empty_filter_is_none(text: str | None) -> None:
    assert _rights([{"filter": text}])["u0"] == EVERYTHING
    assert _rights(public={"filter": text})[ANONYMOUS] == EVERYTHING


@pytest.mark.parametrize("right", ["edit", "download", "admin"])
@pytest.mark.parametrize("value", [True, False])
@pytest.mark.parametrize("text", ["", "tag:a"])
def test_what_is_set_holds_and_changes_no_other_right(right: str, value: bool, text: str) -> None:
    unset = _rights([{"filter": text}], {"filter": text})
    found = _rights([{"filter": text, right: value}], {"filter": text, right: value})
    for name in ("u0", ANONYMOUS):
        for other in ("edit", "download", "admin"):
            expected = value if other == right else getattr(unset[name], other)
            assert getattr(found[name], other) is expected
