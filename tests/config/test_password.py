import pytest

from homegallery.config.password import check_password


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "{PLAIN}{odd}",
        "{plain}x",
        "{SHA}0DPiKuNIrrVmD8IUCuw1hQxNqZc=",
        "{sha}0DPiKuNIrrVmD8IUCuw1hQxNqZc=",
        "{SHA256-salted}lxBgzWvrFbDD+pcA.wyBh/87lu8SXrZ7Af0oovObiZeJk14AoBTxDW7HT5pY=",
        "{SHA256Salted}xP/FncUGPorp9MWR.puPjM97x/ohkFCdT+wseBPWFlQs2QfAXFW1lJhbiaD4=",
        "a{b}",
    ],
)
def test_known_schemes_stay_as_they_are(text: str) -> None:
    assert check_password(text) == text


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (1234, "write it in quotes"),
        (None, "write it in quotes"),
        ("", "empty"),
        ("{MD5}x", r"unknown scheme \{MD5\}"),
        ("{SHA256}x", "unknown scheme"),
        ("{}x", "unknown scheme"),
        ("{SHA}admin", "not a hash"),
        ("{SHA}YQ==", "incomplete"),
        ("{SHA256-salted}lxBgzWvrFbDD+pcA", "incomplete"),
        ("{SHA256-salted}a.b.c", "not a hash"),
        ("{SHA256-salted}lxBgzWvrFbDD+pcA.0DPiKuNIrrVmD8IUCuw1hQxNqZc=", "incomplete"),
    ],
)
def test_what_could_never_match_is_refused(value: object, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        check_password(value)
