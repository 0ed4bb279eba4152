import pytest

from homegallery.config.password import check_password

COSTS = "$argon2id$v=19$m=19456,t=2,p=1"
SALT = "$AgICAgICAgICAgICAgICAg"
HASH = "$KFsdGoipWzk9a2bZrADdtIlDutz2A2FVrTG9YljWwaQ"


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
        f"{{ARGON2}}{COSTS}{SALT}{HASH}",
        f"{{Argon2}}$argon2id$v=19$m=262144,t=1,p=4{SALT}{HASH}",
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
        ("{PLAIN}", "empty"),
        ("{SHA}admin", "not a hash"),
        ("{SHA}YQ==", "incomplete"),
        ("{SHA256-salted}lxBgzWvrFbDD+pcA", "incomplete"),
        ("{SHA256-salted}a.b.c", "not a hash"),
        ("{SHA256-salted}lxBgzWvrFbDD+pcA.0DPiKuNIrrVmD8IUCuw1hQxNqZc=", "incomplete"),
        ("{ARGON2}secret", "not a hash of argon2id"),
        (f"{{ARGON2}}{COSTS}{SALT}", "not a hash of argon2id"),
        (f"{{ARGON2}}{COSTS}{SALT}{HASH}\n", "not a hash of argon2id"),
        (f"{{ARGON2}}{COSTS}{SALT}{HASH}=", "not a hash of argon2id"),
        (f"{{ARGON2}}$argon2i$v=19$m=19456,t=2,p=1{SALT}{HASH}", "not a hash of argon2id"),
        (f"{{ARGON2}}$argon2id$m=19456,t=2,p=1{SALT}{HASH}", "not a hash of argon2id"),
        (f"{{ARGON2}}$argon2id$v=19$m=٣٢,t=2,p=1{SALT}{HASH}", "not a hash of argon2id"),
        (f"{{ARGON2}}=19=19456,t=2,p=1{SALT}{HASH}", "single quotes"),
        (f"{{ARGON2}}{COSTS}$c2FsdA{HASH}", "incomplete"),
        (f"{{ARGON2}}{COSTS}{SALT}$AgICAg", "incomplete"),
        (f"{{ARGON2}}{COSTS}{SALT}{HASH[:-1]}", "incomplete"),
        (f"{{ARGON2}}{COSTS}{SALT}{HASH[:-1]}R", "incomplete"),
        (f"{{ARGON2}}$argon2id$v=19$m=262145,t=2,p=1{SALT}{HASH}", "262145 KiB"),
        (f"{{ARGON2}}$argon2id$v=19$m=31,t=2,p=4{SALT}{HASH}", "8 for each lane"),
    ],
)
def test_what_could_never_match_is_refused(value: object, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        check_password(value)
