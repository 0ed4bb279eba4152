"""Stored passwords."""

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homegallery.config.password import check_password
from homegallery.server.password import hash_password, parse_password

ADMIN = (
    "$argon2id$v=19$m=32,t=3,p=4$AgICAgICAgICAgICAgICAg$WSzisq48Mkaek5zGeFCFEjX+nYsslQ++j4kqqD/OSHE"
)
"""With the salt of the test vectors in RFC 9106, and small costs."""


@pytest.mark.parametrize(
    ("stored", "password"),
    [
        ("{SHA256-salted}lxBgzWvrFbDD+pcA.wyBh/87lu8SXrZ7Af0oovObiZeJk14AoBTxDW7HT5pY=", "admin"),
        (
            "{SHA256-salted}FkcbhhcHYW0DdE9u.P9Ik9MG8ldtO0fzGB+RV186vi8PZMomsya5OWC0AEiA=",
            "password",
        ),
        ("{SHA256-salted}W1jrZgK81z06YLhA.qTSmeyYtPP19ZEpGiiAyVn61nly4jqbuuGoSefzLm98=", "guest"),
        ("{SHA256Salted}xP/FncUGPorp9MWR.puPjM97x/ohkFCdT+wseBPWFlQs2QfAXFW1lJhbiaD4=", "guest"),
        ("{sha256salted}xP/FncUGPorp9MWR.puPjM97x/ohkFCdT+wseBPWFlQs2QfAXFW1lJhbiaD4=", "guest"),
        ("{SHA}0DPiKuNIrrVmD8IUCuw1hQxNqZc=", "admin"),
        ("{sha}0DPiKuNIrrVmD8IUCuw1hQxNqZc=", "admin"),
        (f"{{ARGON2}}{ADMIN}", "admin"),
        (f"{{argon2}}{ADMIN}", "admin"),
        ("{PLAIN}{SHA}x", "{SHA}x"),
        ("{plain}secret", "secret"),
        ("sécrèt:with:colons", "sécrèt:with:colons"),
    ],
)
def test_only_the_right_password_matches(stored: str, password: str) -> None:
    found = parse_password(stored)
    assert found.verify(password)
    assert not found.verify(password + "x")
    assert not found.verify("")
    assert found.verify(stored) == (stored == password)


def test_unknown_scheme_is_never_plain_text() -> None:
    with pytest.raises(ValueError, match="md5"):
        parse_password("{MD5}abc")


def test_only_argon2_is_slow() -> None:
    assert parse_password(hash_password("x")).slow
    for stored in ("x", "{SHA}0DPiKuNIrrVmD8IUCuw1hQxNqZc="):
        assert not parse_password(stored).slow


def test_new_hashes_are_argon2id_with_a_salt_of_their_own() -> None:
    first, second = hash_password("sécrèt: 1"), hash_password("sécrèt: 1")
    assert first != second
    for stored in (first, second):
        assert stored.startswith("{ARGON2}$argon2id$v=19$m=19456,t=2,p=1$")
        assert check_password(stored) == stored
        assert parse_password(stored).verify("sécrèt: 1")
        assert not parse_password(stored).verify("secret: 1")


@given(
    lanes=st.integers(1, 4),
    passes=st.integers(1, 3),
    salt=st.binary(min_size=1, max_size=40),
    digest=st.binary(min_size=1, max_size=40),
)
def test_what_the_settings_accept_can_be_verified(
    lanes: int, passes: int, salt: bytes, digest: bytes
) -> None:
    """Otherwise nobody would know before the first log-in."""
    encoded = [b64encode(part).decode().rstrip("=") for part in (salt, digest)]
    costs = f"$argon2id$v=19$m={8 * lanes},t={passes},p={lanes}"
    stored = "$".join((f"{{ARGON2}}{costs}", *encoded))
    try:
        check_password(stored)
    except ValueError:
        assert len(salt) < 8 or len(digest) < 16
    else:
        assert not parse_password(stored).verify("x")
