"""How the gallery is doing."""

import asyncio
import shutil
from dataclasses import asdict

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse

import homegallery
from homegallery.config.model import SourceSettings
from homegallery.server.context import Identity, Parts
from homegallery.server.reply import json_reply

router = APIRouter()
health = APIRouter()

FAILURES = 1000
"""So many failed files are listed."""


@router.api_route(
    "/api/status",
    methods=["GET", "HEAD"],
    response_class=Response,
    responses={200: {"description": "Version, entries, import, failures, sources and tools"}},
)
async def status(parts: Parts, identity: Identity) -> Response:
    """Send the state of import, sources and tools."""
    view = await parts.view(identity)
    failures = parts.importer.failures
    return json_reply(
        {
            "version": homegallery.__version__,
            "entries": view.total,
            "rootHash": view.root_hash or "",
            "problem": parts.library.problem,
            "import": asdict(parts.importer.progress),
            "failures": failures[:FAILURES],
            "sources": await asyncio.to_thread(_sources, parts.settings.sources),
            "tools": {name: shutil.which(name) is not None for name in ("exiftool", "ffmpeg")},
        }
    )


@health.api_route(
    "/healthz",
    methods=["GET", "HEAD"],
    response_class=PlainTextResponse,
    responses={200: {"description": "The server answers"}},
)
async def healthz() -> Response:
    """Tell a container's health check that the server answers; for everyone."""
    return PlainTextResponse("ok", headers={"Cache-Control": "no-store"})


def _sources(sources: list[SourceSettings]) -> list[dict[str, object]]:
    return [
        {
            "name": source.name,
            "dir": str(source.dir),
            "offline": source.offline or not source.dir.is_dir(),
        }
        for source in sources
    ]
