"""All entries as one JSON document."""

import hashlib
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import StreamingResponse
from isal import isal_zlib

from homegallery import jsontext
from homegallery.database.entry import encode, encode_all
from homegallery.server.access import View
from homegallery.server.context import Identity, Parts
from homegallery.server.reply import JSON, REVALIDATE, accepts_gzip, is_known
from homegallery.server.search import Found

router = APIRouter()

_TYPE = "home-gallery/database@1.3"
_LEAST = 10
"""The original never answers with fewer entries, and its app counts on that."""
_GZIP = 31


@router.api_route(
    "/api/database.json",
    methods=["GET", "HEAD"],
    response_class=StreamingResponse,
    responses={
        200: {"description": "Entries, newest first, as type, created and data"},
        400: {"description": "A number is no number, or the query is not understood"},
    },
)
async def database(
    request: Request,
    parts: Parts,
    identity: Identity,
    q: Annotated[list[str] | None, Query()] = None,
    offset: str = "",
    limit: str = "",
) -> Response:
    """Send the entries of a page, or all of them."""
    if q and len(q) > 1:
        raise HTTPException(400, "q is given more than once")
    view = await parts.whole_view(identity)
    text = q[0] if q else ""
    found = await parts.searches.search(view, text) if text.strip() else None
    total = found.total if found else view.total
    paged = bool(offset or limit)
    start = min(_number("offset", offset, 0), total)
    count = min(max(_number("limit", limit, total), min(_LEAST, total)), total)
    headers = {"Cache-Control": REVALIDATE, "Vary": "Accept-Encoding"}
    if view.root_hash:
        asked = hashlib.sha1(text.encode(errors="replace"), usedforsecurity=False).hexdigest()[:12]
        headers["ETag"] = etag = f'W/"{view.root_hash}-{view.created}-{asked}-{start}-{count}"'
        if is_known(request, etag):
            return Response(status_code=304, headers=headers)
    page = {"limit": count, "offset": start} if paged else {}
    entries = _found_text(found, start, count) if found else _text(view, start, count)
    body = _document(view.created, page, entries)
    if accepts_gzip(request):
        headers["Content-Encoding"] = "gzip"
        body = _compressed(body)
    if request.method == "HEAD":
        return Response(headers=headers, media_type=JSON)
    return StreamingResponse(body, headers=headers, media_type=JSON)


def _number(name: str, text: str, default: int) -> int:
    """A number of entries, at least 0; ``default`` if it is not given."""
    try:
        return max(0, int(text)) if text else default
    except ValueError as error:
        raise HTTPException(400, f"{name} must be a whole number") from error


def _document(created: str, page: dict[str, int], entries: Iterator[bytes]) -> Iterator[bytes]:
    head = jsontext.dumps({"type": _TYPE, "created": created, **page})
    yield head[:-1] + b',"data":['
    yield from entries
    yield b"]}"


def _found_text(found: Found, offset: int, limit: int) -> Iterator[bytes]:
    """What a query has found as JSON joined by commas."""
    separator = b""
    for entry in found.entries(offset, limit):
        yield separator + encode(entry)
        separator = b","


def _text(view: View, offset: int, limit: int) -> Iterator[bytes]:
    """Entries as JSON joined by commas, newest first."""
    separator = b""
    for leaf in view.leaves:
        if limit <= 0:
            return
        if offset < leaf.count:
            entries = leaf.entries()[offset : offset + limit]
            yield separator + encode_all(entries)
            separator = b","
            limit -= len(entries)
        offset = max(0, offset - leaf.count)


def _compressed(chunks: Iterator[bytes]) -> Iterator[bytes]:
    compressor = isal_zlib.compressobj(2, wbits=_GZIP)
    for chunk in chunks:
        packed = compressor.compress(chunk)
        if packed:
            yield packed
    yield compressor.flush()
