"""A gallery to ask: a small database and storage, and a client with the server's lifetime."""

import asyncio
import json
import queue
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI
from starlette.types import Message

from homegallery.config.model import Settings, TreeSettings
from homegallery.database.entry import Entry
from homegallery.database.file import write_database
from homegallery.database.hash import entry_hash
from homegallery.server.app import create_app
from homegallery.server.auth import ANONYMOUS
from homegallery.server.context import Context
from homegallery.server.importing import ImportServiceLike
from homegallery.server.library import Library
from homegallery.server.perspective import Outlook, Perspective

WAIT = 30.0
"""Seconds after which something that should have happened is an error."""

TEMPLATE = """<!doctype html><base href="{{ base }}"><title>{{ title }}</title>
<style nonce="{{ nonce }}"></style>
{% for entry in entries %}<i>{{ entry.id }}</i>{% endfor %}
<script type="application/json" id="state">{{ state_json }}</script>{{ version }}
"""


def make_entry(number: int, date: str, **more: Any) -> Entry:
    """A photo with id ``number`` in hex, and two previews."""
    sha1 = f"{number:040x}"
    stem = f"{sha1[:2]}/{sha1[2:4]}/{sha1[4:]}"
    entry: Entry = {
        "id": sha1,
        "hash": "",
        "type": "image",
        "date": f"{date}T12:00:00.000Z",
        "files": [
            {
                "id": sha1,
                "index": "Pictures",
                "type": "image",
                "size": 100 + number,
                "filename": f"IMG_{number:04}.JPG",
            }
        ],
        "previews": [f"{stem}-image-preview-{size}.jpg" for size in (800, 320)],
        "tags": [],
    }
    entry.update(more)  # type: ignore[typeddict-item]
    entry["hash"] = entry_hash(entry)
    return entry


def preview_path(number: int, suffix: str = "image-preview-320.jpg") -> str:
    """Storage path of an object of the file with id ``number``."""
    sha1 = f"{number:040x}"
    return f"{sha1[:2]}/{sha1[2:4]}/{sha1[4:]}-{suffix}"


def everything(library: Library) -> Perspective:
    """The perspective of who sees all, wanted."""
    perspective = library.perspective(Outlook())
    perspective.wanted = True
    return perspective


class Gallery:
    """Settings and files of one gallery below ``root``."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.database = root / "config" / "database.db"
        self.events = root / "config" / "events.db"
        self.storage = root / "storage"
        self.photos = root / "photos"
        self.templates = root / "templates"
        self.static = root / "static"
        for directory in (self.storage, self.templates, self.static, self.database.parent):
            directory.mkdir()
        (self.templates / "index.html").write_text(TEMPLATE)

    def write(self, entries: Sequence[Entry]) -> None:
        """Replace the database."""
        write_database(self.database, entries)

    def store(self, path: str, content: bytes) -> None:
        """Put an object into the storage."""
        _write(self.storage / path, content)

    def shoot(self, filename: str, content: bytes) -> None:
        """Put an original into the source."""
        _write(self.photos / filename, content)

    def settings(self, **server: Any) -> Settings:
        """Settings with these keys in the section ``server``."""
        return Settings.model_validate(
            {
                "baseDir": self.root,
                "configDir": self.root / "config",
                "cacheDir": self.root,
                "sources": [
                    {
                        "dir": self.photos,
                        "index": self.root / "Pictures.idx",
                        "downloadable": True,
                    }
                ],
                "storage": {"dir": self.storage},
                "database": {"file": self.database},
                "vision": {"dir": self.root / "models"},
                "events": {"file": self.events},
                "server": {"host": "127.0.0.1", "port": 0, **server},
            }
        )

    def library(self) -> Library:
        """The library of the server, of which nobody wants anything yet."""
        return Library(self.database, self.events, TreeSettings(), this_year=lambda: 2026)

    def app(self, importer: ImportServiceLike | None = None, **server: Any) -> FastAPI:
        """The application, not yet started."""
        return create_app(
            self.settings(**server),
            importer=importer,
            templates=self.templates,
            static=self.static,
        )

    @contextmanager
    def running(
        self, importer: ImportServiceLike | None = None, *, client: str = "127.0.0.1", **server: Any
    ) -> Iterator["Client"]:
        """A client of the started application, seen as coming from the address ``client``."""
        with start_blocking_portal() as portal:
            app = self.app(importer, **server)
            with portal.wrap_async_context_manager(app.router.lifespan_context(app)):
                started = Client(portal, app, client)
                portal.call(started.context.whole_view, ANONYMOUS)
                yield started


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


class Client:
    """Asks an application in its own event loop."""

    def __init__(self, portal: BlockingPortal, app: FastAPI, address: str) -> None:
        self.portal = portal
        self.app = app
        self.context: Context = app.state.context
        self._address = address

    def get(self, path: str, **options: Any) -> httpx.Response:
        """A GET request; options as for ``httpx``."""
        return self.request("GET", path, **options)

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Any request; options as for ``httpx``."""

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, client=(self._address, 50000))
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                return await client.request(method, path, **options)

        return self.portal.call(ask)

    def post(self, path: str, body: Any, **options: Any) -> httpx.Response:
        """A POST request with a JSON body."""
        return self.request("POST", path, json=body, **options)

    def refresh(self) -> None:
        """Make the server look at its files now."""
        self.portal.call(self.context.watch.look)

    @contextmanager
    def events(self, headers: Mapping[str, str] | None = None) -> Iterator["EventReader"]:
        """The event stream, until the end of the ``with`` block."""
        left = self.portal.call(asyncio.Event)
        reader = EventReader()

        async def receive() -> Message:
            await left.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            reader.put(message)

        scope = {
            "type": "http",
            "method": "GET",
            "path": "/api/events/stream",
            "query_string": b"",
            "headers": [(key.encode(), text.encode()) for key, text in (headers or {}).items()],
            "client": (self._address, 50000),
        }
        done = self.portal.start_task_soon(self.app, scope, receive, send)
        try:
            yield reader
        finally:
            self.portal.call(left.set)
            done.result(WAIT)


class EventReader:
    """Reads what the server sends on an event stream."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.last_id = ""
        self._chunks: queue.Queue[bytes | None] = queue.Queue()

    def put(self, message: Message) -> None:
        """Take an ASGI message."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            self._chunks.put(message["body"] if message.get("more_body") else None)

    def raw(self) -> bytes | None:
        """The next chunk, None at the end of the stream."""
        return self._chunks.get(timeout=WAIT)

    def next(self) -> dict[str, Any]:
        """The next event."""
        chunk = self.raw()
        assert chunk is not None
        number, data = chunk.decode().removesuffix("\n\n").split("\n")
        assert number.startswith("id: ")
        self.last_id = number.removeprefix("id: ")
        event: dict[str, Any] = json.loads(data.removeprefix("data: "))
        return event
