"""The web app: its page and its files; what neither is does not exist."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from urllib.parse import urljoin

from fastapi import APIRouter, HTTPException, Request, Response
from isal import igzip

from homegallery.server.access import View
from homegallery.server.addresses import parse_address
from homegallery.server.border import app_policy
from homegallery.server.card import Card, card_of
from homegallery.server.context import Context, Identity, Parts
from homegallery.server.pages import Page, base_href
from homegallery.server.reply import REVALIDATE, accepts_gzip, packed_reply

_ID = re.compile("[0-9a-f]{4,40}")

router = APIRouter()
assets = APIRouter()


async def page(request: Request, parts: Parts, identity: Identity) -> Response:
    """Send the page with the newest entries."""
    _check_takes_html(request)
    return _reply(request, parts.pages.render(await parts.view(identity)))


async def entry_page(rest: str, request: Request, parts: Parts, identity: Identity) -> Response:
    """Send the page, with a card of the entry for those who follow a link."""
    return await _entry_page(rest, request, parts, identity, shared=False)


async def shared_page(rest: str, request: Request, parts: Parts, identity: Identity) -> Response:
    """Send the page of an entry alone, with its card."""
    return await _entry_page(rest, request, parts, identity, shared=True)


async def _entry_page(
    rest: str, request: Request, parts: Context, identity: str, *, shared: bool
) -> Response:
    _check_takes_html(request)
    view = await parts.view(identity)
    url = _address(request, parts)
    card = await asyncio.to_thread(_card, view, rest.partition("/")[0], url) if url else ()
    return _reply(request, parts.pages.render(view, card, shared=shared))


def _card(view: View, prefix: str, url: str) -> Card:
    """Of a visible entry; nothing for an id that is not known, or not to this viewer."""
    entry = next(view.find(prefix), None) if _ID.fullmatch(prefix) else None
    return card_of(entry, url) if entry else ()


def _address(request: Request, parts: Context) -> str | None:
    """The gallery as others reach it, without a slash at its end; None if nobody tells."""
    server = parts.settings.server
    if server.public_url:
        return server.public_url
    peer = parse_address(request.client.host if request.client else None)
    origin = parts.proxies.told_origin(request.scope["scheme"], peer, request.headers)
    base = base_href(server.prefix, server.base_path)
    return urljoin(origin, base).rstrip("/") if origin else None


def _reply(request: Request, rendered: Page) -> Response:
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


PAGES: dict[str, Callable[..., Awaitable[Response]]] = {
    "/": page,
    "/index.html": page,
    "/view/{rest:path}": entry_page,
    "/share/{rest:path}": shared_page,
    "/search/{rest:path}": page,
    "/years": page,
    "/years/{rest:path}": page,
    "/similar/{rest:path}": page,
    "/faces/{rest:path}": page,
    "/tags": page,
    "/map": page,
}
"""Addresses that the app, or the original's app, gives a meaning."""

for _path, _handler in PAGES.items():
    router.api_route(
        _path,
        methods=["GET", "HEAD"],
        response_class=Response,
        responses={
            200: {"description": "The page of the app"},
            404: {"description": "The client does not want HTML"},
        },
    )(_handler)


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


def _check_takes_html(request: Request) -> None:
    accept = request.headers.get("accept", "*/*")
    if "text/html" not in accept and "*/*" not in accept:
        raise HTTPException(404, "Not found")
