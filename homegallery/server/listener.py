"""The address the server listens on."""

import socket

from homegallery.config.model import ServerSettings
from homegallery.server.errors import ServerError

_BACKLOG = 1024


def listen(options: ServerSettings) -> socket.socket:
    """Take the address. Raises ``ServerError`` if it cannot be had."""
    # The protocol must be named: asyncio switches Nagle's algorithm off only for
    # sockets that say TCP, and with it small answers take 40 ms.
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            only = options.host != "::"
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, only)
        listener.bind((options.host, options.port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise ServerError(
            f"server.host, server.port: cannot listen on {options.host} port {options.port}:"
            f" {error.strerror or error}",
            hint="Is another server running? Choose another port with --port.",
        ) from error
    return listener


def local_url(options: ServerSettings, port: int) -> str:
    """The gallery as this machine reaches it; ``port`` is the one listened on."""
    scheme = "https" if is_secure(options) else "http"
    anywhere = options.host in ("", "0.0.0.0", "::")  # noqa: S104
    host = "localhost" if anywhere else options.host
    host = f"[{host}]" if ":" in host else host
    return f"{scheme}://{host}:{port}{options.prefix}/"


def is_secure(options: ServerSettings) -> bool:
    """Whether HTTPS is spoken: with both key and certificate."""
    return options.key is not None and options.cert is not None
