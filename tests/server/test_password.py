"""Stored passwords."""

import pytest

from homegallery.server.password import parse_password


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
