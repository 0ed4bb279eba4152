"""A Nominatim service on this machine that answers as it is told."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

ADDRESS: dict[str, Any] = {
    "place_id": 1,
    "addresstype": "road",
    "display_name": "Weg 3, Kéln",
    "address": {"road": "Weg", "house_number": "3", "town": "Kéln", "country": "Land"},
    "geojson": {"type": "Point"},
}


@dataclass
class FakeNominatim:
    """``answers`` are taken one after another, the last one again and again."""

    url: str = ""
    answers: list[tuple[int, bytes]] = field(
        default_factory=lambda: [(200, json.dumps(ADDRESS).encode())]
    )
    requests: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def answer(self, *answers: tuple[int, Any]) -> None:
        """Status and content of the answers from now on."""
        self.answers = [
            (status, body if isinstance(body, bytes) else json.dumps(body).encode())
            for status, body in answers
        ]

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        self.requests.append(handler.path)
        self.headers.append({key.lower(): value for key, value in handler.headers.items()})
        status, body = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.send_header("Location", f"{self.url}/elsewhere")
        handler.end_headers()
        handler.wfile.write(body)


@contextmanager
def fake_nominatim() -> Iterator[FakeNominatim]:
    """A running service."""
    fake = FakeNominatim()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            fake.handle(self)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        fake.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield fake
        finally:
            server.shutdown()
            thread.join()
