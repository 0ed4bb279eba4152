"""Searching, single entries, and what may be typed."""

import time
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query, Response

from homegallery.query.parser import MAX_LENGTH
from homegallery.server.context import Identity, Parts
from homegallery.server.reply import json_reply
from homegallery.server.suggest import suggestions

router = APIRouter(tags=["search"])

MOST_IDS = 10_000
SHORTEST_PREFIX = 5

QueryText = Annotated[
    str,
    Query(
        max_length=MAX_LENGTH,
        description="A query, as docs/query.md describes the language.",
        examples=["tag:sea year >= 2020"],
    ),
]


@router.api_route(
    "/api/search",
    methods=["GET", "HEAD"],
    summary="Search",
    response_class=Response,
    responses={
        200: {"description": "ids of a page, in the order of the query, and total of all"},
        400: {"description": "The query is not understood; the error has its column"},
    },
)
async def search(
    parts: Parts,
    identity: Identity,
    q: QueryText = "",
    offset: Annotated[int, Query(ge=0, le=1 << 31, description="Entries to pass over.")] = 0,
    limit: Annotated[int, Query(ge=0, le=MOST_IDS, description="Ids of a page.")] = 100,
) -> Response:
    """Find the ids of visible entries. Hidden ones are found only if the query asks for them."""
    start = time.perf_counter()
    view = await parts.whole_view(identity)
    found = await parts.searches.search(view, q)
    ids = await parts.searches.run(lambda: [entry["id"] for entry in found.entries(offset, limit)])
    took = round((time.perf_counter() - start) * 1000, 1)
    page = {"offset": offset, "limit": limit, "took": took}
    return json_reply({"ids": ids, "total": found.total, **page})


@router.api_route(
    "/api/entry/{id}",
    methods=["GET", "HEAD"],
    summary="One entry",
    response_class=Response,
    responses={
        200: {"description": "The entry, with what users did to it"},
        404: {"description": "No visible entry has this id"},
    },
)
async def entry(
    parts: Parts,
    identity: Identity,
    id: Annotated[  # noqa: A002
        str,
        Path(
            pattern=rf"^[0-9a-f]{{{SHORTEST_PREFIX},40}}$",
            description="SHA-1 of its main file, or the beginning of it.",
            examples=["0caa7a03d1"],
        ),
    ],
) -> Response:
    """Send an entry. Of several with the same beginning it is the newest."""
    view = await parts.whole_view(identity)
    found = await parts.searches.run(lambda: next(view.find(id), None))
    if found is None:
        raise HTTPException(404, "No such entry")
    return json_reply(found)


@router.api_route(
    "/api/suggest",
    methods=["GET", "HEAD"],
    summary="What may be typed next",
    response_class=Response,
    responses={200: {"description": "Suggestions: text, kind and, of values, key and count"}},
)
async def suggest(
    parts: Parts,
    identity: Identity,
    q: QueryText = "",
    limit: Annotated[int, Query(ge=1, le=100, description="Most suggestions.")] = 10,
) -> Response:
    """Complete the last word of a query: keys, tags, people, places, cameras, sources …"""
    view = await parts.whole_view(identity)
    values = await parts.searches.run(lambda: parts.values.of(view))
    return json_reply({"suggestions": suggestions(q, values, limit)})
