"""What proxies tell, and who is believed."""

import pytest
from starlette.datastructures import Headers

from homegallery.config.server import ServerSettings
from homegallery.server.addresses import parse_address
from homegallery.server.proxies import Proxies

PROXY = "10.0.0.1"
AWAY = "203.0.113.5"


def _proxies(*networks: str) -> Proxies:
    return Proxies(ServerSettings.model_validate({"trustedProxies": networks}).proxy_networks)


def _headers(*lines: str) -> Headers:
    pairs = [line.split(": ", 1) for line in lines]
    return Headers(raw=[(name.lower().encode(), value.encode()) for name, value in pairs])


def _client(peer: str | None, *lines: str, trusted: tuple[str, ...] = (PROXY,)) -> str | None:
    found = _proxies(*trusted).client_address(parse_address(peer), _headers(*lines))
    return None if found is None else str(found)


@pytest.mark.parametrize("peer", [AWAY, "127.0.0.1", "::1", "2001:db8::1"])
def test_without_a_proxy_the_peer_counts(peer: str) -> None:
    assert _client(peer) == peer
    assert _client(peer, "User-Agent: x", "X-Forwarded-Host: y") == peer


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
@pytest.mark.parametrize("peer", [AWAY, "127.0.0.1", "10.0.0.2", None])
def test_behind_an_unknown_proxy_nobody_is_known(peer: str | None, name: str) -> None:
    assert _client(peer, f"{name}: 192.168.0.7") is None
    assert _client(peer, f"{name}: 192.168.0.7", trusted=()) is None


@pytest.mark.parametrize(
    ("lines", "client"),
    [
        (["192.168.0.7"], "192.168.0.7"),
        (["127.0.0.1, 192.168.0.7"], "192.168.0.7"),
        (["192.168.0.8", "192.168.0.7"], "192.168.0.7"),
        (["192.168.0.8,192.168.0.7 , 10.0.0.1,10.0.0.1"], "192.168.0.7"),
        (["192.168.0.7", "10.0.0.1"], "192.168.0.7"),
        (["10.0.0.1"], "10.0.0.1"),
        (["192.168.0.7:4711"], "192.168.0.7"),
        (["2001:db8::1"], "2001:db8::1"),
        (["[2001:db8::1]"], "2001:db8::1"),
        (["[2001:db8::1]:4711"], "2001:db8::1"),
        (["::ffff:192.168.0.7"], "192.168.0.7"),
        (["192.168.0.7, unknown"], None),
        (["192.168.0.7, "], None),
        ([""], None),
        ([], None),
        (["1" * 65], None),
    ],
)
def test_a_trusted_proxy_is_read_from_the_right(lines: list[str], client: str | None) -> None:
    assert _client(PROXY, *(f"X-Forwarded-For: {line}" for line in lines)) == client


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
@pytest.mark.parametrize("trusted", [(PROXY,), (PROXY, "localhost")])
def test_nobody_is_forwarded_from_this_machine(address: str, trusted: tuple[str, ...]) -> None:
    assert _client(PROXY, f"X-Forwarded-For: {address}", trusted=trusted) is None


def test_other_headers_of_a_trusted_proxy_tell_no_address() -> None:
    """It may pass on what the browser sent."""
    for name in ("Forwarded", "X-Real-IP"):
        assert _client(PROXY, f"{name}: 192.168.0.7") is None
        assert _client(PROXY, f"{name}: 192.168.0.8", "X-Forwarded-For: 192.168.0.7") == (
            "192.168.0.7"
        )


@pytest.mark.parametrize("peer", ["::1", "fd00::9", "::ffff:10.0.0.1"])
def test_proxies_are_networks_of_both_protocols(peer: str) -> None:
    trusted = ("localhost", "fd00::/8", "10/8")
    assert _client(peer, "X-Forwarded-For: 203.0.113.5", trusted=trusted) == AWAY


def _origin(peer: str, *lines: str) -> str | None:
    return _proxies(PROXY).origin("http", parse_address(peer), _headers("Host: nas:3000", *lines))


def test_the_origin_is_what_the_browser_names() -> None:
    assert _origin(AWAY) == "http://nas:3000"
    assert _origin(PROXY) == "http://nas:3000"


def test_only_a_trusted_proxy_tells_another_origin() -> None:
    lines = ("X-Forwarded-Proto: https", "X-Forwarded-Host: photos.example.org")
    assert _origin(PROXY, *lines) == "https://photos.example.org"
    assert _origin(AWAY, *lines) == "http://nas:3000"


def test_the_nearest_proxy_has_the_last_word() -> None:
    assert _origin(PROXY, "X-Forwarded-Host: evil, a") == "http://a"
    assert _origin(PROXY, "X-Forwarded-Host: evil", "X-Forwarded-Host: b") == "http://b"
    assert _origin(PROXY, "X-Forwarded-Proto: http,https") == "https://nas:3000"


@pytest.mark.parametrize(
    "line", ["X-Forwarded-Proto: javascript", 'X-Forwarded-Host: a"><b', "X-Forwarded-Host: a/b"]
)
def test_what_is_no_origin_is_not_passed_on(line: str) -> None:
    assert _origin(PROXY, line) is None


@pytest.mark.parametrize("host", ["[2001:db8::1]:3000", "nas.local"])
def test_hosts_of_any_kind(host: str) -> None:
    found = _proxies().origin("https", None, _headers(f"Host: {host}"))
    assert found == f"https://{host}"
    assert _proxies().origin("https", None, _headers()) is None
