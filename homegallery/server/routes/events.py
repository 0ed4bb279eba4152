"""The stream of events: a changed database, a running import."""

import itertools
import secrets
from collections.abc import AsyncIterator

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from homegallery import jsontext
from homegallery.server.context import Context, Identity, Parts
from homegallery.server.events import Message, progress_message
from homegallery.timestamp import now

router = APIRouter()

HEARTBEAT = 20.0
"""Seconds of silence after which a comment tells proxies that the stream lives."""

_HEADERS = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}


@router.get(
    "/api/events/stream",
    response_class=StreamingResponse,
    responses={200: {"description": "Server-sent events, each a JSON object with a type"}},
)
async def stream(parts: Parts, identity: Identity) -> Response:
    """Send events until the browser leaves or the server stops."""
    events = _events(parts, identity)
    return StreamingResponse(events, headers=_HEADERS, media_type="text/event-stream")


async def _events(parts: Context, identity: str) -> AsyncIterator[bytes]:
    numbers = itertools.count(1)
    client = secrets.token_hex(8)
    with parts.hub.subscribe() as subscription:
        pong = {"type": "pong", "clientId": client}
        yield _encode(await _completed(parts, identity, pong), next(numbers))
        yield _encode(progress_message(parts.importer.progress), next(numbers))
        while True:
            try:
                message = await subscription.next(HEARTBEAT)
            except TimeoutError:
                yield b": alive\n\n"
                continue
            if message is None:
                return
            yield _encode(await _completed(parts, identity, message), next(numbers))


async def _completed(parts: Context, identity: str, message: Message) -> Message:
    """Messages about the database carry the root hash that this viewer sees."""
    if message["type"] not in ("pong", "server"):
        return message
    view = await parts.view(identity)
    return {**message, "id": secrets.token_hex(8), "date": now(), "rootHash": view.root_hash or ""}


def _encode(message: Message, number: int) -> bytes:
    return b"id: %d\ndata: %b\n\n" % (number, jsontext.dumps(message))
