"""Original files."""

import asyncio
from typing import Annotated, BinaryIO

from fastapi import APIRouter, HTTPException, Path, Request, Response
from fastapi.responses import FileResponse

from homegallery.server.access import View
from homegallery.server.context import Context, Identity, Parts
from homegallery.server.filereply import file_reply, open_beneath
from homegallery.server.originals import (
    AddressError,
    directory_of,
    file_headers,
    offers,
    parse_address,
)
from homegallery.server.reply import REVALIDATE, json_reply
from homegallery.server.routes.answers import SourcesDocument

router = APIRouter()


@router.api_route(
    "/api/sources",
    methods=["GET", "HEAD"],
    summary="Sources of originals",
    response_class=Response,
    responses={200: {"model": SourcesDocument, "description": "Those the viewer may fetch"}},
)
async def sources(parts: Parts, identity: Identity) -> Response:
    """List the sources whose original files may be fetched."""
    return json_reply({"data": offers(parts.settings.sources, await parts.view(identity))})


@router.api_route(
    "/api/sources/{index}/{path:path}",
    methods=["GET", "HEAD"],
    summary="An original file",
    response_class=FileResponse,
    responses={
        200: {"description": "An original file"},
        206: {"description": "Parts of an original file"},
        304: {"description": "The client has this file"},
        400: {"description": "No file can be called like that, or the parts are not understood"},
        403: {"description": "A name that leads out of the source"},
        404: {"description": "No file of a visible entry, or none that may be fetched"},
        416: {"description": "The file has no such part"},
    },
)
async def original(
    index: Annotated[  # noqa: ARG001
        str, Path(description="`index` of a file of an entry.", examples=["Pictures"])
    ],
    path: Annotated[  # noqa: ARG001
        str, Path(description="`filename` of the file.", examples=["2024/IMG_0001.JPG"])
    ],
    request: Request,
    parts: Parts,
    identity: Identity,
) -> Response:
    """Send an original file of an entry the viewer may see."""
    # The decoded parameters do not tell a slash from %2F, and have lost what is no UTF-8.
    try:
        name, filename = parse_address(_raw_address(request, parts.settings.server.prefix))
    except AddressError as error:
        raise HTTPException(400, f"Invalid path: {error}") from error
    if ".." in filename.split("/"):
        raise HTTPException(403, "Forbidden")
    view = await parts.whole_view(identity)
    file = await asyncio.to_thread(_open, parts, view, name, filename)
    if file is None:
        raise HTTPException(404, "File not found")
    return file_reply(request, file, {"Cache-Control": REVALIDATE, **file_headers(filename)})


def _raw_address(request: Request, prefix: str) -> bytes:
    raw: bytes = request.scope["raw_path"]
    return raw.split(b"/", prefix.count("/") + 3)[-1]


def _open(parts: Context, view: View, index: str, filename: str) -> BinaryIO | None:
    directory = directory_of(parts.settings.sources, index)
    if directory is None or not view.may_download(index, filename):
        return None
    return open_beneath(directory, filename)
