"""The address of the server."""

import socket
from typing import Any

import pytest

from homegallery.config.model import ServerSettings
from homegallery.server.listener import listen, local_url


def _has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


needs_ipv6 = pytest.mark.skipif(not _has_ipv6(), reason="this machine has no IPv6")


@pytest.mark.parametrize("host", ["127.0.0.1", pytest.param("::1", marks=needs_ipv6)])
def test_small_answers_are_not_delayed(host: str) -> None:
    # asyncio switches Nagle's algorithm off for sockets with this protocol only.
    with listen(ServerSettings(host=host, port=0)) as listener:
        assert listener.proto == socket.IPPROTO_TCP
        with (
            socket.create_connection(listener.getsockname()[:2]),
            listener.accept()[0] as taken,
        ):
            assert taken.proto == socket.IPPROTO_TCP


@needs_ipv6
def test_every_address_means_both_protocols() -> None:
    with listen(ServerSettings(host="::", port=0)) as listener:
        port = listener.getsockname()[1]
        for address in ("127.0.0.1", "::1"):
            socket.create_connection((address, port)).close()


@pytest.mark.parametrize(
    ("options", "url"),
    [
        ({"host": "0.0.0.0"}, "http://localhost:3000/"),
        ({"host": "::1", "prefix": "gallery"}, "http://[::1]:3000/gallery/"),
        ({"host": "127.0.0.1", "key": "k", "cert": "c"}, "https://127.0.0.1:3000/"),
        ({"host": "127.0.0.1", "key": "k"}, "http://127.0.0.1:3000/"),
    ],
)
def test_url_for_this_machine(options: dict[str, Any], url: str) -> None:
    assert local_url(ServerSettings.model_validate(options), 3000) == url
