"""Previews from the storage."""

import asyncio
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import FileResponse

from homegallery.server.context import Context, Identity, Parts
from homegallery.server.preview import Preview, parse_preview
from homegallery.server.reply import FOREVER, is_known

router = APIRouter()

WHOLE = 1 << 20
"""Bytes up to which a picture is read in one go: one change of thread, not four."""

_POLICY = "default-src 'none'; img-src 'self'; media-src 'self'; frame-ancestors 'none'"
"""Browsers show a picture or video opened alone inside a page of their own."""


@dataclass(frozen=True, slots=True)
class _Stored:
    """A file of the storage; ``content`` only of a small picture."""

    status: os.stat_result
    content: bytes | None


@router.api_route(
    "/files/{path:path}",
    methods=["GET", "HEAD"],
    response_class=FileResponse,
    responses={
        200: {"description": "A preview"},
        206: {"description": "A part of a video preview"},
        304: {"description": "The client has this preview"},
        404: {"description": "No preview of a visible entry"},
    },
)
async def file(path: str, request: Request, parts: Parts, identity: Identity) -> Response:
    """Send a preview of an entry the viewer may see."""
    preview = parse_preview(path)
    if preview is None or not await _shown(parts, identity, preview):
        raise HTTPException(404, "File not found")
    target = parts.settings.storage.dir / preview.path
    whole = preview.media_type.startswith("image/") and "range" not in request.headers
    stored = await asyncio.to_thread(_open, target, whole)
    if stored is None:
        raise HTTPException(404, "File not found")
    return _reply(request, target, preview, stored)


async def _shown(parts: Context, identity: str, preview: Preview) -> bool:
    view = await parts.view(identity)
    return view.shows_early(preview) or (await parts.whole_view(identity)).shows(preview)


def _open(path: Path, whole: bool) -> _Stored | None:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return None
        content = os.read(descriptor, WHOLE) if whole and status.st_size <= WHOLE else None
        return _Stored(status, content)
    finally:
        os.close(descriptor)


def _reply(request: Request, path: Path, preview: Preview, stored: _Stored) -> Response:
    status = stored.status
    etag = f'"{status.st_mtime_ns:x}-{status.st_size:x}"'
    headers = {"ETag": etag, "Cache-Control": FOREVER, "Content-Security-Policy": _POLICY}
    if is_known(request, etag):
        return Response(status_code=304, headers=headers)
    if stored.content is not None:
        headers["Accept-Ranges"] = "bytes"
        return Response(stored.content, headers=headers, media_type=preview.media_type)
    return FileResponse(path, headers=headers, media_type=preview.media_type, stat_result=status)
