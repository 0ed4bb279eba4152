"""The web app: its page and its files; what neither is does not exist."""

import asyncio

from fastapi import APIRouter, HTTPException, Request, Response
from isal import igzip

from homegallery.server.border import app_policy
from homegallery.server.context import Identity, Parts
from homegallery.server.reply import REVALIDATE, accepts_gzip, packed_reply

PAGES = (
    "/",
    "/index.html",
    "/view/{rest:path}",
    "/search/{rest:path}",
    "/years",
    "/years/{rest:path}",
    "/similar/{rest:path}",
    "/faces/{rest:path}",
    "/tags",
    "/map",
)
"""Addresses that the app, or the original's app, gives a meaning."""

router = APIRouter()
assets = APIRouter()


async def page(request: Request, parts: Parts, identity: Identity) -> Response:
    """Send the page with the newest entries."""
    if not _takes_html(request):
        raise HTTPException(404, "Not found")
    rendered = parts.pages.render(await parts.view(identity))
    html = rendered.html
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": rendered.policy,
        "Vary": "Accept-Encoding",
    }
    if accepts_gzip(request):
        headers["Content-Encoding"] = "gzip"
        html = igzip.compress(html, 2)
    return Response(html, headers=headers, media_type="text/html; charset=utf-8")


for _path in PAGES:
    router.api_route(
        _path,
        methods=["GET", "HEAD"],
        response_class=Response,
        responses={
            200: {"description": "The page of the app"},
            404: {"description": "The client does not want HTML"},
        },
    )(page)


@assets.api_route(
    "/{path:path}",
    methods=["GET", "HEAD"],
    response_class=Response,
    responses={
        200: {"description": "A file of the app; for everyone"},
        304: {"description": "The client has this file"},
        404: {"description": "There is nothing at this address"},
    },
)
async def asset(path: str, request: Request, parts: Parts) -> Response:
    """Send a file of the app, which holds nothing of the gallery."""
    found = await asyncio.to_thread(parts.assets.get, path)
    if found is None:
        raise HTTPException(404, "Not found")
    response = packed_reply(
        request,
        found.body,
        etag=found.etag,
        cache_control=REVALIDATE,
        media_type=found.media_type,
    )
    response.headers["Content-Security-Policy"] = app_policy()
    return response


def _takes_html(request: Request) -> bool:
    accept = request.headers.get("accept", "*/*")
    return "text/html" in accept or "*/*" in accept
