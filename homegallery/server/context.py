"""What routes work with: the parts of the running server, and the view of the request."""

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from homegallery.config.model import Settings
from homegallery.server.access import Access, View
from homegallery.server.assets import Assets
from homegallery.server.auth import Authenticator
from homegallery.server.events import Hub
from homegallery.server.importing import ImportServiceLike
from homegallery.server.library import Library
from homegallery.server.pages import Pages
from homegallery.server.watch import LibraryWatch


@dataclass(frozen=True, slots=True)
class Context:
    """The parts of one server."""

    settings: Settings
    library: Library
    watch: LibraryWatch
    hub: Hub
    importer: ImportServiceLike
    authenticator: Authenticator
    access: Access
    assets: Assets
    pages: Pages

    async def view(self, identity: str) -> View:
        """What ``identity`` may see; waits until the first entries are known."""
        await self.watch.opened.wait()
        return self.access.view(identity)

    async def whole_view(self, identity: str) -> View:
        """The same with the tree; waits while it is built for the first time."""
        await self.watch.ready.wait()
        return self.access.view(identity)


def _context(request: Request) -> Context:
    return cast("Context", request.app.state.context)


async def _asking(request: Request) -> Context:
    return _context(request)


async def _identity(request: Request) -> str:
    peer = request.client.host if request.client else None
    return await _context(request).authenticator.identify(peer, request.headers)


Parts = Annotated[Context, Depends(_asking)]
"""The parts of the server, without any right to send what is in them."""

Identity = Annotated[str, Depends(_identity)]
"""The verified identity of the request; without one it is refused."""
