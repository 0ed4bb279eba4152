"""Running the server until it is told to stop."""

import asyncio
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn

from homegallery.config.model import ServerSettings, Settings
from homegallery.server.app import create_app
from homegallery.server.context import Context
from homegallery.server.errors import ServerError
from homegallery.server.importing import ImportServiceLike

GRACE = 1
"""Seconds that running answers get to finish after the stop signal."""

_BACKLOG = 1024
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def serve(
    settings: Settings,
    importer: ImportServiceLike | None = None,
    *,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM, then return within two seconds.

    ``on_ready`` gets the local URL once connections are answered. The import is
    the caller's to start and to stop. Raises ``ServerError`` if the settings or
    the address cannot be used.
    """
    app = create_app(settings, importer=importer)
    context: Context = app.state.context
    options = settings.server
    _check_certificate(options)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE,
        ssl_keyfile=options.key if _is_secure(options) else None,
        ssl_certfile=options.cert if _is_secure(options) else None,
    )
    with _listen(options) as listener:
        url = _local_url(options, listener.getsockname()[1])
        server = _Server(config, context, lambda: on_ready(url) if on_ready else None)
        asyncio.run(server.serve([listener]))


class _Server(uvicorn.Server):
    """Ends the event streams first, which would otherwise never finish."""

    def __init__(
        self, config: uvicorn.Config, context: Context, on_ready: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._context = context
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._context.library.stop()
        self._context.hub.close()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Unlike the base class, do not raise the signal again at the end.

        That would kill the process before the caller has stopped the import.
        """
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in _SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _is_secure(options: ServerSettings) -> bool:
    return options.key is not None and options.cert is not None


def _check_certificate(options: ServerSettings) -> None:
    for key, file in (("server.key", options.key), ("server.cert", options.cert)):
        if _is_secure(options) and file is not None and not file.is_file():
            raise ServerError(f"{key}: {file} is not a file", hint="Give a PEM file, or neither.")


def _listen(options: ServerSettings) -> socket.socket:
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


def _local_url(options: ServerSettings, port: int) -> str:
    scheme = "https" if _is_secure(options) else "http"
    anywhere = options.host in ("", "0.0.0.0", "::")  # noqa: S104
    host = "localhost" if anywhere else options.host
    host = f"[{host}]" if ":" in host else host
    return f"{scheme}://{host}:{port}{options.prefix}/"
