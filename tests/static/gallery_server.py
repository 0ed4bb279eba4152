"""A small server of the static files and of a made-up tree, as the engine asks for it."""

import gzip
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import groupby
from pathlib import Path
from typing import Any

STATIC = Path(__file__).resolve().parents[2] / "homegallery" / "static"
TREE = "/api/database/tree/"
_TYPES = {".js": "text/javascript", ".json": "application/json"}


class Gallery:
    """What is served; ``status`` other than 200 is the answer to all tree requests."""

    def __init__(self, entries: list[dict[str, Any]]) -> None:
        self.status = 200
        self.requests: list[str] = []
        self.objects: dict[str, bytes] = {}
        self.root = self._add(
            [
                self._branch(year, [self._month(key, list(month)) for key, month in months])
                for year, of_year in groupby(entries, lambda entry: entry["date"][:4])
                for months in [groupby(of_year, lambda entry: entry["date"][:7].replace("-", "/"))]
            ]
        )

    def answer(self, path: str) -> tuple[int, str, bytes]:
        """Status, type and body."""
        if path == "/":
            return 200, "text/html", b"<!doctype html><title>Gallery</title>"
        if path.startswith(TREE):
            return self._tree(path.removeprefix(TREE).removesuffix(".json"))
        file = STATIC / path.lstrip("/")
        if not file.is_file():
            return 404, "text/plain", b""
        return 200, _TYPES.get(file.suffix, "text/plain"), file.read_bytes()

    def _tree(self, name: str) -> tuple[int, str, bytes]:
        self.requests.append(name)
        found = self.objects.get(self.root if name == "root" else name, b"")
        if self.status != 200:
            return self.status, "application/json", b"{}"
        return (200 if found else 404), "application/gzip", found

    def _add(self, data: list[dict[str, Any]]) -> str:
        lines = [f"{child['type']} {child['hash']}  {child['name']}" for child in data]
        digest = hashlib.sha1("\n".join(lines).encode()).hexdigest()
        self.objects[digest] = gzip.compress(json.dumps({"hash": digest, "data": data}).encode())
        return digest

    def _branch(self, name: str, children: list[dict[str, Any]]) -> dict[str, Any]:
        return {"type": "tree", "name": name, "hash": self._add(children)}

    def _month(self, name: str, entries: list[dict[str, Any]]) -> dict[str, Any]:
        return self._branch(
            name,
            [
                {"type": "entry", "name": "photo.jpg", "hash": entry["id"], "data": entry}
                for entry in entries
            ],
        )


@contextmanager
def serve(gallery: Gallery) -> Iterator[str]:
    """URL of the running server."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, media_type, body = gallery.answer(self.path)
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Tests are quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
