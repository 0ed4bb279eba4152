"""Searching, single entries, and what may be typed."""

import asyncio
import time
from functools import partial
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query, Request, Response

from homegallery.query.parser import MAX_LENGTH
from homegallery.server.clients import unless_left
from homegallery.server.context import Identity, Parts
from homegallery.server.reply import json_reply
from homegallery.server.routes.answers import (
    EntryDocument,
    SearchDocument,
    SuggestionsDocument,
)
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
        200: {"model": SearchDocument, "description": "Ids in the order of the query"},
        400: {"description": "The query is not understood; the error has its column"},
    },
)
async def search(
    request: Request,
    parts: Parts,
    identity: Identity,
    q: QueryText = "",
    offset: Annotated[
        int, Query(ge=0, le=1 << 31, description="Entries to pass over.", examples=[0])
    ] = 0,
    limit: Annotated[
        int, Query(ge=0, le=MOST_IDS, description="Ids of a page.", examples=[100])
    ] = 100,
) -> Response:
    """Find the ids of visible entries. Hidden ones are found only if the query asks for them."""
    start = time.perf_counter()
    view = await parts.whole_view(identity)
    found = await unless_left(request, parts.searches.search(view, q))
    took = round((time.perf_counter() - start) * 1000, 1)
    page = {"offset": offset, "limit": limit, "took": took}
    return json_reply({"ids": found.ids[offset : offset + limit], "total": found.total, **page})


@router.api_route(
    "/api/entry/{id}",
    methods=["GET", "HEAD"],
    summary="One entry",
    response_class=Response,
    responses={
        200: {"model": EntryDocument, "description": "The entry, with what users did to it"},
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
    found = await asyncio.to_thread(lambda: next(view.find(id), None))
    if found is None:
        raise HTTPException(404, "No such entry")
    return json_reply(found)


@router.api_route(
    "/api/suggest",
    methods=["GET", "HEAD"],
    summary="What may be typed next",
    response_class=Response,
    responses={200: {"model": SuggestionsDocument, "description": "The best first"}},
)
async def suggest(
    request: Request,
    parts: Parts,
    identity: Identity,
    q: QueryText = "",
    limit: Annotated[int, Query(ge=1, le=100, description="Most suggestions.", examples=[10])] = 10,
) -> Response:
    """Complete the last word of a query: keys, tags, people, places, cameras, sources …"""
    view = await parts.whole_view(identity)
    vocabulary = parts.vocabularies.known(view)
    if vocabulary is None:
        work = parts.searches.run(partial(parts.vocabularies.of, view))
        vocabulary = await unless_left(request, work)
    found = await asyncio.to_thread(suggestions, q, vocabulary, limit)
    return json_reply({"suggestions": found})
