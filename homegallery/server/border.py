"""The border of every request: security headers, a log line, an answer to accidents."""

import logging
import time

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from homegallery.server.reply import error_reply

_log = logging.getLogger("homegallery.server.requests")

CLOSED_POLICY = "default-src 'none'; frame-ancestors 'none'"
"""For data: nothing of it may run or load anything."""

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": CLOSED_POLICY,
}


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


class Border:
    """Adds the security headers an answer does not have, and logs the request.

    An exception nobody expected becomes a 500 that tells nothing of the inside.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

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
                headers = MutableHeaders(scope=message)
                for name, value in _ALWAYS.items():
                    headers.setdefault(name, value)
                _log_request(scope, message["status"], time.perf_counter() - start)
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except Exception:
            _log.exception("%s %r failed", scope["method"], scope["path"])
            if answered:
                raise
            await error_reply(500, "Internal error")(scope, receive, send_with_headers)


def _log_request(scope: Scope, status: int, seconds: float) -> None:
    """Without query string and user name: both may hold what is private."""
    level = logging.ERROR if status >= 500 else logging.DEBUG
    if _log.isEnabledFor(level):
        milliseconds = seconds * 1000
        _log.log(level, "%d %s %r %.0f ms", status, scope["method"], scope["path"], milliseconds)
