"""The border of every request: security headers, a log line, an answer to accidents."""

import logging
import time
from collections.abc import Callable, Sequence

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from homegallery.server.reply import error_reply

_log = logging.getLogger("homegallery.server.requests")

_TRACE = 5
"""Below debug; ``trace`` in the settings."""

CLOSED_POLICY = "default-src 'none'; frame-ancestors 'none'"
"""For data: nothing of it may run or load anything."""

_ALWAYS = Headers(
    {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Content-Security-Policy": CLOSED_POLICY,
    }
).raw


def app_policy(nonce: str = "") -> str:
    """Content security policy of the app: everything from here, nothing inline.

    Inline blocks of the page carry ``nonce``. A worker gets the policy of its
    script, so scripts are sent with this policy, too, and may run WebAssembly.
    """
    own = f"'self' 'nonce-{nonce}'" if nonce else "'self'"
    code = own if nonce else "'self' 'wasm-unsafe-eval'"
    return (
        f"default-src 'none'; script-src {code}; style-src {own}; "
        "img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; "
        "worker-src 'self'; font-src 'self'; manifest-src 'self'; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    )


OnAnswer = Callable[[Scope, int, float], None]
"""Told of every answer when it begins: its request, status, and the seconds it took."""


class Border:
    """Adds the security headers an answer does not have, and logs and counts the request.

    An exception nobody expected becomes a 500 that tells nothing of the inside.
    """

    def __init__(self, app: ASGIApp, on_answer: OnAnswer, prefix: str) -> None:
        self._app = app
        self._previews = f"{prefix}/files/"
        self._on_answer = on_answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI entry point."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start = time.perf_counter()
        answered = False

        async def send_with_headers(message: Message) -> None:
            nonlocal answered
            if message["type"] == "http.response.start":
                answered = True
                message["headers"] = _completed(message["headers"])
                seconds = time.perf_counter() - start
                self._on_answer(scope, message["status"], seconds)
                self._log_request(scope, message["status"], seconds)
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except Exception:
            _log.exception("%s %r failed", scope["method"], scope["path"])
            if answered:
                raise
            await error_reply(500, "Internal error")(scope, receive, send_with_headers)

    def _log_request(self, scope: Scope, status: int, seconds: float) -> None:
        """Without query string and user name: both may hold what is private."""
        often = _TRACE if scope["path"].startswith(self._previews) else logging.DEBUG
        level = logging.ERROR if status >= 500 else often
        if _log.isEnabledFor(level):
            milliseconds = seconds * 1000
            _log.log(
                level, "%d %s %r %.0f ms", status, scope["method"], scope["path"], milliseconds
            )


def _completed(headers: Sequence[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers of an answer, whose names are in lower case, with those it lacks."""
    known = {name for name, _ in headers}
    return [*headers, *(header for header in _ALWAYS if header[0] not in known)]
