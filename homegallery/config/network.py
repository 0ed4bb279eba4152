"""Address rules: which networks a value like ``192.168.0.0/16`` means."""

import re
from ipaddress import IPv4Network, IPv6Network, ip_network

Network = IPv4Network | IPv6Network

_NAMED = {
    "all": ("0.0.0.0/0", "::/0"),
    "localhost": ("127.0.0.0/8", "::1/128"),
}
_SHORT_IPV4 = re.compile(r"(\d+(?:\.\d+){0,3})(/\d+)?")


def parse_networks(value: str) -> tuple[Network, ...]:
    """Networks of ``all``, ``localhost``, an IPv6 network, or an IPv4 one with 1 to 4 groups.

    Missing groups are 0 (``127/8``); without ``/bits`` a single address is meant;
    host bits are ignored. Raises ``ValueError``.
    """
    texts = _NAMED.get(value.strip().lower(), (_complete(value.strip()),))
    return tuple(ip_network(text, strict=False) for text in texts)


def _complete(value: str) -> str:
    match = _SHORT_IPV4.fullmatch(value)
    if match is None:
        return value
    groups = match[1].split(".")
    return ".".join(groups + ["0"] * (4 - len(groups))) + (match[2] or "")
