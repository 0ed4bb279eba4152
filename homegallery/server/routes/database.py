"""All entries as one JSON document, or those that a query finds."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import StreamingResponse
from isal import isal_zlib

from homegallery import jsontext
from homegallery.query.compile import CompiledQuery, compile_query
from homegallery.server.access import View
from homegallery.server.clients import unless_left
from homegallery.server.context import Identity, Parts
from homegallery.server.found import leaf_texts
from homegallery.server.reply import JSON, REVALIDATE, accepts_gzip, is_known
from homegallery.server.routes.answers import DatabaseDocument

router = APIRouter()

_TYPE = "home-gallery/database@1.3"
_LEAST = 10
"""The original never answers with fewer entries, and its app counts on that."""
_GZIP = 31


@router.api_route(
    "/api/database.json",
    methods=["GET", "HEAD"],
    summary="Whole entries",
    response_class=StreamingResponse,
    responses={
        200: {"model": DatabaseDocument, "description": "Entries in the order of the query"},
        304: {"description": "The client has this document"},
        400: {"description": "A number is no number, or the query is not understood"},
    },
)
async def database(
    request: Request,
    parts: Parts,
    identity: Identity,
    q: Annotated[
        list[str] | None,
        Query(description="A query; without one all entries.", examples=[["tag:sea"]]),
    ] = None,
    offset: Annotated[
        str, Query(description="Entries to pass over, at most all.", examples=["100"])
    ] = "",
    limit: Annotated[
        str, Query(description="Most entries; below 10 it counts as 10.", examples=["50"])
    ] = "",
) -> Response:
    """Send the entries of a page, or all of them, the newest first if the query has no order."""
    if q and len(q) > 1:
        raise HTTPException(400, "q is given more than once")
    view = await parts.whole_view(identity)
    query = compile_query(q[0]) if q and q[0].strip() else None
    start, count = _number("offset", offset), _number("limit", limit)
    headers = {"Cache-Control": REVALIDATE, "Vary": "Accept-Encoding"}
    etag = _etag(view, query, f"{start} {count}")
    if etag:
        headers["ETag"] = etag
        if is_known(request, etag):
            return Response(status_code=304, headers=headers)
    if accepts_gzip(request):
        headers["Content-Encoding"] = "gzip"
    if request.method == "HEAD":
        return Response(headers=headers, media_type=JSON)
    found = None
    if query:
        found = await unless_left(request, parts.searches.search(view, query.query))
    total = found.total if found else view.total
    page = {
        "limit": min(max(total if count is None else count, min(_LEAST, total)), total),
        "offset": min(start or 0, total),
    }
    texts = found.texts(**page) if found else leaf_texts(view.leaves, **page)
    paged = start is not None or count is not None
    body = _document({"created": view.created, **(page if paged else {})}, texts)
    if "Content-Encoding" in headers:
        body = _compressed(body)
    return StreamingResponse(body, headers=headers, media_type=JSON)


def _number(name: str, text: str) -> int | None:
    """A number of entries, at least 0; None if it is not given."""
    try:
        return max(0, int(text)) if text else None
    except ValueError as error:
        raise HTTPException(400, f"{name} must be a whole number") from error


def _etag(view: View, query: CompiledQuery | None, page: str) -> str:
    """Names the answer; empty if it may be another at any time."""
    if view.root_hash is None or (query and query.is_by_chance):
        return ""
    asked = f"{query.query} {query.context.today if query.relative else ''}" if query else ""
    digest = hashlib.sha1(f"{asked} {page}".encode(errors="replace"), usedforsecurity=False)
    return f'W/"{view.root_hash}-{view.created}-{digest.hexdigest()}"'


def _document(head: dict[str, str | int], texts: Iterable[bytes]) -> Iterator[bytes]:
    yield jsontext.dumps({"type": _TYPE, **head})[:-1] + b',"data":['
    separator = b""
    for text in texts:
        yield separator + text
        separator = b","
    yield b"]}"


def _compressed(chunks: Iterator[bytes]) -> Iterator[bytes]:
    compressor = isal_zlib.compressobj(2, wbits=_GZIP)
    for chunk in chunks:
        packed = compressor.compress(chunk)
        if packed:
            yield packed
    yield compressor.flush()
