"""What concerns the gallery as a whole: failed files, another look, numbers."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Response

from homegallery.server.context import Admin, Parts
from homegallery.server.importing import NoImportError
from homegallery.server.metrics import MEDIA_TYPE
from homegallery.server.reply import json_reply
from homegallery.server.routes.answers import FailuresDocument, RescanDocument

router = APIRouter(tags=["admin"])

_REFUSED: dict[int | str, dict[str, Any]] = {
    403: {"description": "The viewer has no right to this"}
}


@router.api_route(
    "/api/failures",
    methods=["GET", "HEAD"],
    summary="Files that could not be imported",
    response_class=Response,
    responses={
        200: {"model": FailuresDocument, "description": "Files, steps and reasons"},
        **_REFUSED,
    },
)
async def failures(
    parts: Parts,
    _: Admin,
    offset: Annotated[
        int, Query(ge=0, le=1 << 31, description="Failures to pass over.", examples=[0])
    ] = 0,
    limit: Annotated[
        int, Query(ge=1, le=10_000, description="Most failures.", examples=[1000])
    ] = 1000,
) -> Response:
    """Tell which files are missing in the gallery, or shown in part only, and why."""
    found = await asyncio.to_thread(lambda: list(parts.importer.failures))
    page = found[offset : offset + limit]
    return json_reply({"total": len(found), "offset": offset, "limit": limit, "data": page})


@router.post(
    "/api/rescan",
    status_code=202,
    summary="Look through all sources",
    response_class=Response,
    responses={
        202: {
            "model": RescanDocument,
            "description": "It begins at once, or after the import that runs",
        },
        409: {"description": "This server does not import"},
        **_REFUSED,
    },
)
async def rescan(parts: Parts, _: Admin) -> Response:
    """Import what has changed without waiting for the hourly look."""
    try:
        running = parts.importer.rescan()
    except NoImportError as error:
        raise HTTPException(409, "This server does not import (server.importSources)") from error
    return json_reply({"running": running}, status=202)


@router.api_route(
    "/metrics",
    methods=["GET", "HEAD"],
    summary="Numbers for Prometheus",
    response_class=Response,
    responses={
        200: {
            "description": "Metrics in the text format 0.0.4",
            "content": {"text/plain": {"schema": {"type": "string"}}},
        },
        **_REFUSED,
    },
)
async def metrics(parts: Parts, _: Admin) -> Response:
    """Send counts of requests, the state of the import, and the memory of the process."""
    text = await asyncio.to_thread(parts.metrics.text)
    return Response(text, headers={"Cache-Control": "no-store"}, media_type=MEDIA_TYPE)
