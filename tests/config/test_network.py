from ipaddress import ip_address

import pytest

from homegallery.config.network import parse_networks


@pytest.mark.parametrize(
    ("value", "inside", "outside"),
    [
        ("all", ["1.2.3.4", "fe80::1"], []),
        ("localhost", ["127.0.0.1", "127.9.9.9", "::1"], ["128.0.0.1", "::2"]),
        ("LocalHost", ["::1"], ["1.1.1.1"]),
        ("127/8", ["127.1.2.3"], ["126.0.0.1", "::1"]),
        ("192.168", ["192.168.0.0"], ["192.168.0.1"]),
        ("192.168.0.1/24", ["192.168.0.200"], ["192.168.1.1"]),
        ("0.0.0.0/0", ["8.8.8.8"], ["::1"]),
        ("10.0.0.7", ["10.0.0.7"], ["10.0.0.8"]),
        ("fd00::/8", ["fd12::1"], ["fe80::1", "10.0.0.1"]),
        ("::1", ["::1"], ["::2"]),
    ],
)
def test_addresses(value: str, inside: list[str], outside: list[str]) -> None:
    networks = parse_networks(value)
    for address in inside:
        assert any(ip_address(address) in network for network in networks), address
    for address in outside:
        assert not any(ip_address(address) in network for network in networks), address


@pytest.mark.parametrize(
    "value", ["", "300.1.1.1", "10/33", "1.2.3.4.5", "home.example.org", "::g"]
)
def test_what_is_no_network(value: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_networks(value)
