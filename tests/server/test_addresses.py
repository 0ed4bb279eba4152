"""Address rules."""

import pytest

from homegallery.config.model import RuleSettings
from homegallery.server.addresses import AddressRules, parse_address


def _allows(address: str | None, *rules: str) -> bool:
    settings = [
        RuleSettings.model_validate(dict(zip(("type", "value"), rule.split("=", 1), strict=True)))
        for rule in rules
    ]
    return AddressRules(settings).allows(parse_address(address))


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"])
def test_without_rules_this_machine_is_let_in(address: str) -> None:
    assert _allows(address)


@pytest.mark.parametrize(
    "address", ["192.168.1.2", "fe80::1%eth0", "::ffff:10.0.0.1", "testclient", "", None]
)
def test_without_rules_nobody_else_is(address: str | None) -> None:
    assert not _allows(address)


@pytest.mark.parametrize(
    ("address", "rules", "allowed"),
    [
        ("192.168.1.7", ["allow=192.168.1.0/24"], True),
        ("192.168.2.7", ["allow=192.168.1.0/24"], False),
        ("192.168.2.7", ["allow=192.168/16"], True),
        ("10.1.2.3", ["allow=10/8"], True),
        ("192.168.0.9", ["allow=192.168.0.1/24"], True),
        ("8.8.8.8", ["allow=0.0.0.0/0"], True),
        ("fd00::17", ["allow=fd00::/8"], True),
        ("fe80::1", ["allow=::1"], False),
        ("::1", ["allow=localhost"], True),
        ("10.0.0.1", ["deny=10.0.0.1", "allow=all"], False),
        ("10.0.0.2", ["deny=10.0.0.1", "allow=all"], True),
        ("2001:db8::1", ["allow=all"], True),
        ("127.0.0.1", ["deny=all"], False),
        ("127.0.0.1", ["allow=10/8"], False),
        (None, ["allow=all"], True),
        (None, ["allow=10/8", "allow=localhost"], False),
        (None, ["deny=all", "allow=all"], False),
        (None, ["deny=10.0.0.1", "allow=all"], False),
        (None, ["allow=0.0.0.0/0"], False),
        (None, ["allow=::/0"], False),
    ],
)
def test_first_matching_rule_decides(address: str | None, rules: list[str], allowed: bool) -> None:
    assert _allows(address, *rules) is allowed
