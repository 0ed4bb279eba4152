from ipaddress import ip_network

import pytest

from homegallery.config.error import ConfigError
from tests.config.conftest import Load


@pytest.mark.parametrize(
    ("text", "networks"),
    [
        ("{}", []),
        ("{trustedProxies: [10.0.0.1, fd00::/8]}", ["10.0.0.1/32", "fd00::/8"]),
        ("{trustedProxies: 'localhost, 192.168/16'}", ["127.0.0.0/8", "::1/128", "192.168.0.0/16"]),
    ],
)
def test_proxies_are_networks(load: Load, text: str, networks: list[str]) -> None:
    settings = load(f"server: {text}").settings.server
    assert list(settings.proxy_networks) == [ip_network(network) for network in networks]


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("all", "only proxies"),
        ("0.0.0.0/0", "only proxies"),
        ("::/0", "only proxies"),
        ("nas.local", "should be an address or network"),
        (10.10, "in quotes"),
    ],
)
def test_what_names_no_proxy_is_refused(load: Load, value: str | float, problem: str) -> None:
    with pytest.raises(ConfigError, match=problem) as caught:
        load(f"server: {{trustedProxies: [{value!r}]}}")
    assert "server.trustedProxies[0]" in str(caught.value)


@pytest.mark.parametrize("name", ["''", "'a:b'", '"a\\nb"', '"a\\eb"'])
def test_names_that_cannot_be_sent_are_refused(load: Load, name: str) -> None:
    with pytest.raises(ConfigError, match=r"server\.auth\.users\[0\]\.username should not be"):
        load(f"server: {{auth: {{users: [{{username: {name}, password: x}}]}}}}")


def test_a_broken_hash_is_named_by_its_key(load: Load) -> None:
    text = "server: {auth: {users: [al: x, bo: '{ARGON2}$argon2id$v=19$m=1']}}"
    with pytest.raises(ConfigError, match=r"users\[1\]\.password is not a hash of argon2id") as e:
        load(text)
    assert "homegallery user password" in str(e.value)
