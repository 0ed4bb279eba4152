"""Previews as answers, and the short way to them."""

import asyncio
from pathlib import Path

from fastapi import Request, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from homegallery.server.access import Access
from homegallery.server.auth import Authenticator
from homegallery.server.filereply import MEDIA_POLICY, file_reply, open_file
from homegallery.server.pictures import Pictures
from homegallery.server.preview import Preview, parse_preview
from homegallery.server.reply import FOREVER, is_known


class Previews:
    """Sends previews of the storage to whom may see them."""

    def __init__(self, storage: Path) -> None:
        self._storage = str(storage)
        self._pictures = Pictures()

    async def reply(self, request: Request, preview: Preview) -> Response | None:
        """The answer to a request for a preview; None if it is not there."""
        path = f"{self._storage}/{preview.path}"
        headers = {
            "Content-Type": preview.media_type,
            "Cache-Control": FOREVER,
            "Content-Security-Policy": MEDIA_POLICY,
        }
        if preview.media_type.startswith("image/") and "range" not in request.headers:
            picture = await self._pictures.get(path)
            if picture is not None:
                headers |= {"ETag": picture.etag, "Accept-Ranges": "bytes"}
                if is_known(request, picture.etag):
                    return Response(status_code=304, headers=headers)
                return Response(picture.content, headers=headers)
        file = await asyncio.to_thread(open_file, path)
        return file_reply(request, file, headers) if file else None

    def close(self) -> None:
        """Answer nothing any more."""
        self._pictures.close()


class ShortWay:
    """Answers requests for previews before the routes, if nothing has to be waited for.

    That is so if the viewer has been verified and the preview is known to be visible. All
    other requests go the ordinary way, where the answer is the same, a few times slower.
    In the metrics both count for the route with this ``path``.
    """

    def __init__(
        self,
        app: ASGIApp,
        previews: Previews,
        authenticator: Authenticator,
        access: Access,
        prefix: str,
    ) -> None:
        self._app = app
        self._previews = previews
        self._authenticator = authenticator
        self._access = access
        self._below = f"{prefix}/files/"
        self.path = "/files/{path:path}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI entry point."""
        is_short = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        reply = await self._reply(Request(scope)) if is_short else None
        if reply is not None:
            scope["route"] = self
        await (reply or self._app)(scope, receive, send)

    async def _reply(self, request: Request) -> Response | None:
        path: str = request.scope["path"]
        if not path.startswith(self._below):
            return None
        preview = parse_preview(path[len(self._below) :])
        if preview is None or not self._is_shown(request, preview):
            return None
        return await self._previews.reply(request, preview)

    def _is_shown(self, request: Request, preview: Preview) -> bool:
        peer = request.client.host if request.client else None
        identity = self._authenticator.known(peer, request.headers)
        return identity is not None and self._access.view(identity).shows(preview)
