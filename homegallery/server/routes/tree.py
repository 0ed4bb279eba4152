"""The tree of hashes for browsers that keep the gallery offline."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request, Response

from homegallery.server.context import Identity, Parts
from homegallery.server.reply import FOREVER, JSON, REVALIDATE, packed_reply
from homegallery.server.routes.answers import TreeDocument

router = APIRouter()


@router.api_route(
    "/api/database/tree/{digest}",
    methods=["GET", "HEAD"],
    summary="An object of the tree",
    response_class=Response,
    responses={
        200: {"model": TreeDocument, "description": "A root, a year, or a group of months"},
        304: {"description": "The client has this object"},
        404: {"description": "No object of the tree has this hash"},
        503: {"description": "The database could not be read"},
    },
)
async def tree_object(
    digest: Annotated[
        str, Path(description="Hash of the object in hex, or `root`.", examples=["root"])
    ],
    request: Request,
    parts: Parts,
    identity: Identity,
) -> Response:
    """Send an object by its hash; ``root`` is the present root."""
    view = await parts.whole_view(identity)
    name = digest.lower().removesuffix(".json")
    found = view.root_hash if name == "root" else name
    if found is None:
        raise HTTPException(503, "The database could not be read")
    body = view.tree_object(found)
    if body is None:
        raise HTTPException(404, "Object not found")
    caching = REVALIDATE if name == "root" else FOREVER
    return packed_reply(request, body, etag=f'W/"{found}"', cache_control=caching, media_type=JSON)
