"""What users do to entries, and the stream that tells others."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Annotated

from fastapi import APIRouter, Header, HTTPException, Response
from fastapi.responses import PlainTextResponse, StreamingResponse

from homegallery import jsontext
from homegallery.events.event import Event
from homegallery.events.log import FILE_TYPE, append_events, read_events
from homegallery.server.access import Message, View
from homegallery.server.context import Context, Editor, Identity, Parts
from homegallery.server.events import Numbered, progress_message
from homegallery.server.posting import PostedEvent
from homegallery.server.reply import JSON, REVALIDATE
from homegallery.server.routes.answers import EventsDocument
from homegallery.timestamp import now

router = APIRouter()

HEARTBEAT = 20.0
"""Seconds of silence after which a comment tells proxies that the stream lives."""

STREAMS = 500
"""Browsers that may listen at the same time."""

_HEADERS = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}


@router.post(
    "/api/events",
    status_code=201,
    summary="Do something to entries",
    response_class=PlainTextResponse,
    responses={
        201: {"description": "The event is on the disk"},
        400: {"description": "The event is not understood; the message names the key"},
        403: {"description": "The viewer may not edit"},
        404: {"description": "None of the entries is visible"},
        409: {"description": "Another event has this id"},
    },
)
async def post(event: PostedEvent, parts: Parts, editor: Editor) -> Response:
    """Tag, rate, mark, hide, describe or correct entries."""
    view = await parts.whole_view(editor)
    visible = view.visible_ids(event.target_ids)
    if not visible:
        raise HTTPException(404, "targetIds: no such entries")
    complete = event.complete(visible, parts.library.events)
    known = parts.library.events.get(complete["id"])
    if known is None:
        await asyncio.to_thread(append_events, parts.settings.events.file, [complete])
        parts.watch.nudge()
    elif known.get("actions") != complete["actions"]:
        raise HTTPException(409, "id: another event has this id")
    return PlainTextResponse("Created", 201, {"Cache-Control": "no-store"})


@router.api_route(
    "/api/events.json",
    methods=["GET", "HEAD"],
    summary="What users did",
    response_class=StreamingResponse,
    responses={
        200: {"model": EventsDocument, "description": "All events of visible entries"},
        404: {"description": "Nothing has happened yet"},
    },
)
async def all_events(parts: Parts, identity: Identity) -> Response:
    """Send what users did, oldest first."""
    view = await parts.whole_view(identity)
    file = parts.settings.events.file
    if not await asyncio.to_thread(file.exists):
        raise HTTPException(404, "No events yet")
    return StreamingResponse(
        _document(view, read_events(file)), headers={"Cache-Control": REVALIDATE}, media_type=JSON
    )


@router.get(
    "/api/events/stream",
    summary="Be told what happens",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "Server-sent events, each a JSON object with a type",
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        },
        503: {"description": "Too many browsers listen already"},
    },
)
async def stream(
    parts: Parts,
    identity: Identity,
    last_event_id: Annotated[
        str, Header(description="The last id that came, to get what was missed.", examples=[""])
    ] = "",
) -> Response:
    """Send events until the browser leaves or the server stops.

    A browser that comes back with ``Last-Event-ID`` gets what it missed.
    """
    if len(parts.hub) >= STREAMS:
        raise HTTPException(503, "Too many browsers listen already", {"Retry-After": "60"})
    events = _events(parts, identity, last_event_id)
    return StreamingResponse(events, headers=_HEADERS, media_type="text/event-stream")


def _document(view: View, events: Iterable[Event]) -> Iterator[bytes]:
    head = jsontext.dumps({"type": FILE_TYPE, "created": now()})
    yield head[:-1] + b',"data":['
    visible = filter(None, map(view.event, events))
    for position, event in enumerate(visible):
        yield (b"," if position else b"") + jsontext.dumps(event)
    yield b"]}"


async def _events(parts: Context, identity: str, last_id: str) -> AsyncIterator[bytes]:
    with parts.hub.subscribe(last_id) as subscription:
        pong = {"type": "pong", "clientId": secrets.token_hex(8)}
        root = ""
        first = Numbered(parts.hub.last_id, pong)
        if message := await _seen(parts, identity, first):
            root = message["rootHash"]
            yield _encode(first.id, message)
        yield _encode(first.id, progress_message(parts.importer.progress))
        while True:
            try:
                item = await subscription.next(HEARTBEAT)
            except TimeoutError:
                yield b": alive\n\n"
                continue
            if item is None:
                return
            message = await _seen(parts, identity, item)
            if message is None or message.get("rootHash") == root:
                continue
            root = message.get("rootHash", root)
            yield _encode(item.id, message)


async def _seen(parts: Context, identity: str, item: Numbered) -> Message | None:
    """What this viewer may know of a message."""
    view = await parts.view(identity)
    known = {"id": item.id, "date": now()} if item.message["type"] in ("pong", "server") else {}
    return view.message({**item.message, **known})


def _encode(id_: str, message: Message) -> bytes:
    return b"id: %b\ndata: %b\n\n" % (id_.encode(), jsontext.dumps(message))
