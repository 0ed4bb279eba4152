"""How the gallery is doing."""

import asyncio
import shutil
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse

import homegallery
from homegallery.server.context import Context, Identity, Parts
from homegallery.server.events import visible_progress
from homegallery.server.reply import json_reply
from homegallery.server.routes.answers import StatusDocument

router = APIRouter()
health = APIRouter()

RIGHTS = ("edit", "download", "admin")
FAILURES = 1000
"""So many failed files are listed."""


@router.api_route(
    "/api/status",
    methods=["GET", "HEAD"],
    summary="How the gallery is doing",
    response_class=Response,
    responses={200: {"model": StatusDocument, "description": "What the viewer may know"}},
)
async def status(parts: Parts, identity: Identity) -> Response:
    """Send the state of import, sources and tools; the details to those with the right."""
    view = await parts.view(identity)
    # File names, directories and reasons may tell of what a viewer does not see.
    admin = view.rights.admin
    failures, sources = await asyncio.to_thread(_read_disk, parts) if admin else ([], [])
    return json_reply(
        {
            "version": homegallery.__version__,
            "entries": view.total,
            "rootHash": view.root_hash or "",
            "problem": parts.library.problem if admin else "",
            "import": visible_progress(parts.importer.progress),
            "failures": failures,
            "sources": sources,
            "rights": {name: getattr(view.rights, name) for name in RIGHTS},
            "tools": {name: shutil.which(name) is not None for name in ("exiftool", "ffmpeg")},
        }
    )


@health.api_route(
    "/healthz",
    methods=["GET", "HEAD"],
    summary="Whether the server answers",
    response_class=PlainTextResponse,
    responses={200: {"description": "The server answers"}},
)
async def healthz() -> Response:
    """Tell a container's health check that the server answers; for everyone."""
    return PlainTextResponse("ok", headers={"Cache-Control": "no-store"})


def _read_disk(parts: Context) -> tuple[list[Mapping[str, Any]], list[dict[str, object]]]:
    """The failed files, and the sources; a slow disk must not stop the event loop."""
    sources: list[dict[str, object]] = [
        {
            "name": source.name,
            "dir": str(source.dir),
            "offline": source.offline or not source.dir.is_dir(),
        }
        for source in parts.settings.sources
    ]
    return list(parts.importer.failures[:FAILURES]), sources
