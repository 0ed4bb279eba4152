"""What routes work with: the parts of the running server, and the view of the request."""

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, HTTPException, Request

from homegallery.config.model import Settings
from homegallery.server.access import Access, View
from homegallery.server.addresses import parse_address
from homegallery.server.assets import Assets
from homegallery.server.auth import Authenticator
from homegallery.server.events import Hub
from homegallery.server.importing import ImportServiceLike
from homegallery.server.library import Library
from homegallery.server.metrics import Metrics
from homegallery.server.pages import Pages
from homegallery.server.previews import Previews
from homegallery.server.proxies import Proxies, origin_of
from homegallery.server.search import Searches
from homegallery.server.suggest import Vocabularies
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
    proxies: Proxies
    access: Access
    assets: Assets
    pages: Pages
    previews: Previews
    searches: Searches
    vocabularies: Vocabularies
    metrics: Metrics

    async def view(self, identity: str) -> View:
        """What ``identity`` may see; waits until the first entries are known."""
        await self.watch.opened(self.access.perspective(identity))
        return self.access.view(identity)

    async def whole_view(self, identity: str) -> View:
        """The same with the tree; waits while it is built for the first time."""
        await self.watch.ready(self.access.perspective(identity))
        return self.access.view(identity)


def _context(request: Request) -> Context:
    return cast("Context", request.app.state.context)


async def _asking(request: Request) -> Context:
    return _context(request)


async def _identity(request: Request) -> str:
    peer = request.client.host if request.client else None
    return await _context(request).authenticator.identify(peer, request.headers)


async def _writer(request: Request, identity: "Identity") -> str:
    return _allowed(request, identity, right=True)


async def _editor(request: Request, identity: "Identity") -> str:
    return _allowed(request, identity, right=_context(request).access.rights(identity).edit)


async def _admin(request: Request, identity: "Identity") -> str:
    return _allowed(request, identity, right=_context(request).access.rights(identity).admin)


def _allowed(request: Request, identity: str, *, right: bool) -> str:
    """A browser sends the password along with what other sites make it ask for."""
    if request.method not in ("GET", "HEAD") and not is_same_origin(request):
        raise HTTPException(403, "Only pages of the gallery itself may do this")
    if not right:
        raise HTTPException(403, "You have no right to do this")
    return identity


def is_same_origin(request: Request) -> bool:
    """Whether a request comes from a page of this gallery, or from no page at all.

    Scheme, host and port have to be those by which the browser reaches this server, as far as
    that is known from the request or a trusted proxy, or those of ``publicUrl``.
    """
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    if origin is None:
        return True
    parts = _context(request)
    peer = parse_address(request.client.host if request.client else None)
    own = parts.proxies.origin(request.scope["scheme"], peer, request.headers)
    known = {origin_of(own or ""), origin_of(parts.settings.server.public_url or "")}
    return origin_of(origin) in known - {None}


Parts = Annotated[Context, Depends(_asking)]
"""The parts of the server, without any right to send what is in them."""

Identity = Annotated[str, Depends(_identity)]
"""The verified identity of the request; without one it is refused."""

Writer = Annotated[str, Depends(_writer)]
"""The identity of a request that comes from a page of the gallery, or from no page."""

Editor = Annotated[str, Depends(_editor)]
"""The identity of a request that may change entries."""

Admin = Annotated[str, Depends(_admin)]
"""The identity of a request that may see to the gallery itself."""
