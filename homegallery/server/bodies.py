"""Requests that send too much are refused before they are read."""

from contextlib import suppress

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from homegallery.server.reply import error_reply

MOST = 1 << 20
"""Bytes of a body: an event with its 10,000 targets has half of that."""


class _TooLargeError(Exception):
    """More has come than a request may send."""


class BodyLimit:
    """Lets through what has at most ``MOST`` bytes, whatever the request says of its length."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI entry point."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        received = 0

        async def receive_limited() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > MOST:
                raise _TooLargeError
            return message

        async def send_unless_refused(message: Message) -> None:
            if received <= MOST:  # the routes take the error for a broken body
                await send(message)

        if _announced(scope) <= MOST:
            with suppress(_TooLargeError):
                await self._app(scope, receive_limited, send_unless_refused)
            if received <= MOST:
                return
        reply = error_reply(413, f"The request has more than {MOST} bytes")
        await reply(scope, receive, send)


def _announced(scope: Scope) -> int:
    """Bytes as the header says; 0 if it says nothing sensible."""
    length = Headers(scope=scope).get("content-length", "")
    # No more than 20 digits: int() refuses thousands of them.
    return int(length[:20]) if length.isascii() and length.isdecimal() else 0
