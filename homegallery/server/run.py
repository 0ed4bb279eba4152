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
from homegallery.server.listener import is_secure, listen, local_url

GRACE = 1
"""Seconds that running answers get to finish after the stop signal."""

IDLE = 75
"""Seconds that a connection without requests stays open, as other servers have it: with the
few of uvicorn a busy moment closes connections that a request is just arriving on."""

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
    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE,
        timeout_keep_alive=IDLE,
        ssl_keyfile=options.key if is_secure(options) else None,
        ssl_certfile=options.cert if is_secure(options) else None,
    )
    _load(config, options)
    with listen(options) as listener:
        url = local_url(options, listener.getsockname()[1])
        server = _Server(config, context, lambda: on_ready(url) if on_ready else None)
        with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
            runner.run(server.serve([listener]))


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


def _load(config: uvicorn.Config, options: ServerSettings) -> None:
    """Read key and certificate, which is where a configuration can fail."""
    hint = "Give both as PEM files, or neither to serve without encryption."
    if (options.key is None) != (options.cert is None):
        missing = "server.key" if options.key is None else "server.cert"
        raise ServerError(f"{missing} is missing", hint=hint)
    try:
        config.load()
    except OSError as error:
        raise ServerError(
            f"server.key, server.cert: cannot use {options.key} and {options.cert}: {error}",
            hint=hint,
        ) from error
