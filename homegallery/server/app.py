"""The web application: its parts, routes and errors."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

import homegallery
from homegallery.config.model import Settings
from homegallery.events.errors import EventsError
from homegallery.query.errors import QueryError
from homegallery.server.access import Access
from homegallery.server.assets import Assets
from homegallery.server.auth import Authenticator, CredentialsRequiredError
from homegallery.server.bodies import BodyLimit
from homegallery.server.border import Border
from homegallery.server.clients import LEFT
from homegallery.server.context import Context
from homegallery.server.events import Hub, ProgressRelay
from homegallery.server.importing import ImportServiceLike, NoImport
from homegallery.server.library import Library, News
from homegallery.server.metrics import Metrics, state_of
from homegallery.server.pages import Pages
from homegallery.server.previews import Previews, ShortWay
from homegallery.server.proxies import Proxies
from homegallery.server.reply import error_reply
from homegallery.server.routes import (
    admin,
    console,
    database,
    description,
    events,
    files,
    search,
    shell,
    sources,
    status,
    tree,
)
from homegallery.server.search import Searches
from homegallery.server.suggest import Vocabularies
from homegallery.server.throttle import TooManyFailuresError
from homegallery.server.watch import LibraryWatch
from homegallery.vision.limits import read_limits

_log = logging.getLogger(__name__)

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(homegallery.__file__).parent / "static"

_CHALLENGE = {"WWW-Authenticate": 'Basic realm="HomeGallery", charset="UTF-8"'}


def create_app(
    settings: Settings,
    *,
    importer: ImportServiceLike | None = None,
    templates: Path = TEMPLATES,
    static: Path = STATIC,
) -> FastAPI:
    """The gallery as an ASGI application.

    Raises ``ServerError`` for settings that cannot be obeyed.
    """
    context = _context(settings, importer or NoImport(), templates, static)
    # The documentation pages would load their scripts from elsewhere.
    app = FastAPI(
        title="Home Gallery",
        version=homegallery.__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.context = context
    _add_routes(app, settings.server.prefix)
    _add_errors(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(
        ShortWay,
        context.previews,
        context.authenticator,
        context.access,
        prefix=settings.server.prefix,
    )
    app.add_middleware(Border, on_answer=context.metrics.answered, prefix=settings.server.prefix)
    return app


def _context(
    settings: Settings, importer: ImportServiceLike, templates: Path, static: Path
) -> Context:
    library = Library(settings.database.file, settings.events.file, settings.server.api.tree)
    hub = Hub()
    return Context(
        settings=settings,
        library=library,
        watch=LibraryWatch(library, partial(_announce, hub)),
        hub=hub,
        importer=importer,
        authenticator=Authenticator(settings.server),
        proxies=Proxies(settings.server.proxy_networks),
        access=Access(settings.server.auth, library),
        assets=Assets(static),
        pages=Pages(settings, templates=templates, static=static),
        searches=Searches(read_limits(settings.vision)),
        vocabularies=Vocabularies(),
        metrics=Metrics(homegallery.__version__, partial(state_of, library, hub, importer)),
        previews=Previews(settings.storage.dir),
    )


def _announce(hub: Hub, news: News) -> None:
    """Tell all browsers what is new.

    The original's app applies events itself, and loads everything again only after
    ``databaseReloaded``.
    """
    for event in news.events:
        hub.publish(dict(event))
    if news.changed:
        action = "databaseReloaded" if news.reloaded else "treeChanged"
        hub.publish({"type": "server", "action": action})


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    context: Context = app.state.context
    relay = ProgressRelay(partial(context.hub.publish, remember=False), asyncio.get_running_loop())
    unsubscribe = context.importer.subscribe(relay)
    unsubscribe_watch = context.importer.subscribe(
        lambda progress: context.watch.nudge() if progress.phase == "done" else None
    )
    watching = asyncio.create_task(context.watch.run())
    try:
        yield
    finally:
        unsubscribe()
        unsubscribe_watch()
        relay.close()
        context.hub.close()
        context.previews.close()
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


def _add_routes(app: FastAPI, prefix: str) -> None:
    app.include_router(status.health)
    for module in (
        database, tree, events, search, status, admin, console, description, files, sources
    ):  # fmt: skip
        app.include_router(module.router, prefix=prefix)
    if prefix:
        app.add_api_route(prefix, shell.page, methods=["GET", "HEAD"], response_class=Response)
        app.add_api_route("/", _to_prefix(prefix), methods=["GET", "HEAD"])
    app.include_router(shell.router, prefix=prefix)
    app.include_router(shell.assets, prefix=prefix)


def _to_prefix(prefix: str) -> Callable[[], Awaitable[Response]]:
    async def redirect() -> Response:
        """Lead to the gallery, which is at another address."""
        return RedirectResponse(prefix, 302)

    return redirect


def _add_errors(app: FastAPI) -> None:
    @app.exception_handler(CredentialsRequiredError)
    async def unauthorized(_: Request, __: Exception) -> Response:
        return error_reply(401, "Authentication required", _CHALLENGE)

    @app.exception_handler(TooManyFailuresError)
    async def throttled(_: Request, error: TooManyFailuresError) -> Response:
        seconds = str(int(error.seconds) + 1)
        return error_reply(429, "Too many wrong passwords", {"Retry-After": seconds})

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> Response:
        return error_reply(400, _problems(error))

    @app.exception_handler(QueryError)
    async def no_query(_: Request, error: QueryError) -> Response:
        details = {"column": error.column, "suggestion": error.suggestion}
        return error_reply(400, f"{error.problem} (column {error.column})", details=details)

    @app.exception_handler(ClientDisconnect)
    async def left(_: Request, __: Exception) -> Response:
        return Response(status_code=LEFT)

    @app.exception_handler(EventsError)
    async def unsaved(_: Request, error: EventsError) -> Response:
        _log.error("%s", error)
        return error_reply(500, "The event could not be saved, see the server's log")

    @app.exception_handler(HTTPException)
    async def failed(_: Request, error: HTTPException) -> Response:
        return error_reply(error.status_code, str(error.detail), error.headers)


def _problems(error: RequestValidationError) -> str:
    """What is wrong with which keys; the first few are enough."""
    found = []
    for problem in error.errors()[:3]:
        path = ".".join(str(part) for part in problem["loc"][1:])
        found.append(f"{path}: {problem['msg']}" if path else problem["msg"])
    return "; ".join(found)
