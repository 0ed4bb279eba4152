"""What proxies in front of the server tell of a request.

Anybody can send these headers, so only those of ``server.trustedProxies`` are believed.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from homegallery.config.network import Network
from homegallery.server.addresses import Address, is_within, parse_address

_FORWARDED = frozenset((b"forwarded", b"x-forwarded-for", b"x-real-ip"))
"""Headers by which any proxy tells that it is one."""

_WITH_PORT = re.compile(r"\[([0-9A-Fa-f:.]+)\](?::[0-9]+)?|([0-9.]+):[0-9]+")
_HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]+)?")
_PORTS = {"http": 80, "https": 443}
_LONGEST = 64
"""Characters above which a text is no address: it would only fill the memory of parsed ones."""


class Proxies:
    """The proxies whose forwarded headers are believed."""

    def __init__(self, networks: Iterable[Network]) -> None:
        self._networks: Sequence[Network] = tuple(networks)

    def client_address(self, peer: Address | None, headers: Headers) -> Address | None:
        """The address of who asks, None if it is not known for sure.

        ``peer`` is the other end of the connection. It counts itself, unless it is a trusted
        proxy or the request says that it went through another one. A trusted proxy's
        ``X-Forwarded-For`` is read from the right, where each proxy adds the address that it
        saw: the first that is no trusted proxy counts. Nobody far away is at this machine's
        own addresses.
        """
        if not self._trusts(peer):
            forwarded = any(name in _FORWARDED for name, _ in headers.raw)
            return None if forwarded else peer
        address = None
        for address in _hops(headers):
            if not self._trusts(address):
                break
        return None if address is None or address.is_loopback else address

    def origin(self, scheme: str, peer: Address | None, headers: Headers) -> str | None:
        """The address of this server as the browser sees it, such as ``https://example.org``.

        ``scheme`` is that of the connection. None if the browser, or the proxy, does not say
        the host.
        """
        host = headers.get("host", "")
        if self._trusts(peer):
            scheme = _last(headers, "x-forwarded-proto") or scheme
            host = _last(headers, "x-forwarded-host") or host
        known = scheme in ("http", "https") and _HOST.fullmatch(host)
        return f"{scheme}://{host}" if known else None

    def told_origin(self, scheme: str, peer: Address | None, headers: Headers) -> str | None:
        """The same, if a trusted proxy tells it: anybody can send any ``Host``."""
        return self.origin(scheme, peer, headers) if self._trusts(peer) else None

    def _trusts(self, address: Address | None) -> bool:
        return address is not None and is_within(address, self._networks)


def origin_of(url: str) -> tuple[str, str, int] | None:
    """Scheme, host and port of an address; two addresses of one origin have the same."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        return None
    return (parts.scheme, parts.hostname, port) if parts.hostname else None


def _hops(headers: Headers) -> Iterator[Address | None]:
    """The addresses of ``X-Forwarded-For``, the nearest first."""
    for line in reversed(headers.getlist("x-forwarded-for")):
        for text in reversed(line.split(",")):
            yield _parse_hop(text.strip())


def _parse_hop(text: str) -> Address | None:
    """An address, some proxies add the port."""
    match = _WITH_PORT.fullmatch(text)
    bare = (match[1] or match[2]) if match else text
    return parse_address(bare) if len(bare) <= _LONGEST else None


def _last(headers: Headers, name: str) -> str:
    """What the nearest proxy has added to a header; empty for nothing."""
    lines = headers.getlist(name)
    return lines[-1].rpartition(",")[2].strip() if lines else ""
