"""Previews from the storage."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request, Response
from fastapi.responses import FileResponse

from homegallery.server.context import Context, Identity, Parts
from homegallery.server.preview import Preview, parse_preview

router = APIRouter()


@router.api_route(
    "/files/{path:path}",
    methods=["GET", "HEAD"],
    summary="A preview",
    response_class=FileResponse,
    responses={
        200: {"description": "A preview"},
        206: {"description": "A part of a video preview"},
        304: {"description": "The client has this preview"},
        404: {"description": "No preview of a visible entry"},
    },
)
async def file(
    path: Annotated[
        str,
        Path(
            description="A path as in `previews` of an entry.",
            examples=["0c/aa/7a03d1e5f60718293a4b5c6d7e8f90011223-image-preview-320.jpg"],
        ),
    ],
    request: Request,
    parts: Parts,
    identity: Identity,
) -> Response:
    """Send a preview of an entry the viewer may see."""
    preview = parse_preview(path)
    if preview is None or not await _shown(parts, identity, preview):
        raise HTTPException(404, "File not found")
    reply = await parts.previews.reply(request, preview)
    if reply is None:
        raise HTTPException(404, "File not found")
    return reply


async def _shown(parts: Context, identity: str, preview: Preview) -> bool:
    view = await parts.view(identity)
    return view.shows_early(preview) or (await parts.whole_view(identity)).shows(preview)
