"""The short way to previews: who may take it, and that it leads to the same answers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.responses import PlainTextResponse

from homegallery.server.fileids import FileIds
from homegallery.server.previews import ShortWay
from tests.server.gallery import Client, Gallery, make_entry, preview_path

SEEN, PRIVATE, UNKNOWN = 1, 2, 3
VIDEO = preview_path(SEEN, "video-preview-720.mp4")
GUEST = ("guest", "g")
USERS = [{"username": "guest", "password": "g", "filter": "not tag:private"}]


@pytest.fixture
def client(gallery: Gallery) -> Iterator[Client]:
    """A gallery with a filtered user, who has been verified, seen from elsewhere."""
    gallery.write(
        [make_entry(SEEN, "2026-01-01"), make_entry(PRIVATE, "2026-01-02", tags=["private"])]
    )
    for number in (SEEN, PRIVATE, UNKNOWN):
        gallery.store(preview_path(number), b"jpeg")
    gallery.store(VIDEO, bytes(range(256)))
    with gallery.running(client="203.0.113.5", auth={"users": USERS}) as client:
        assert client.get("/api/database/tree/root", auth=GUEST).status_code == 200
        yield client


def _ask(client: Client, path: str, method: str = "GET", **options: Any) -> str:
    """The text of the short way's answer, or ``the ordinary way``."""
    parts = client.context
    way = ShortWay(
        PlainTextResponse("the ordinary way"),
        parts.previews,
        parts.authenticator,
        parts.access,
        prefix="/prefix",
    )

    async def ask() -> str:
        transport = httpx.ASGITransport(way, client=("203.0.113.5", 50000))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as sender:
            return (await sender.request(method, f"/prefix/files/{path}", **options)).text

    return client.portal.call(ask)


def test_a_verified_viewer_takes_the_short_way(client: Client) -> None:
    assert _ask(client, preview_path(SEEN), auth=GUEST) == "jpeg"


@pytest.mark.parametrize("number", [PRIVATE, UNKNOWN])
def test_what_is_not_seen_is_not_sent(client: Client, number: int) -> None:
    assert _ask(client, preview_path(number), auth=GUEST) == "the ordinary way"
    assert client.get(f"/files/{preview_path(number)}", auth=GUEST).status_code == 404


@pytest.mark.parametrize("auth", [None, ("guest", "x"), ("other", "g")])
def test_who_is_not_verified_takes_the_ordinary_way(client: Client, auth: Any) -> None:
    assert _ask(client, preview_path(SEEN), auth=auth) == "the ordinary way"
    assert client.get(f"/files/{preview_path(SEEN)}", auth=auth).status_code == 401


@pytest.mark.parametrize(
    ("path", "method"),
    [
        (preview_path(SEEN), "POST"),
        (preview_path(SEEN), "OPTIONS"),
        (preview_path(SEEN, "exif.json"), "GET"),
        (preview_path(SEEN, "image-preview-800.jpg"), "GET"),
        (f"x/{preview_path(SEEN)}", "GET"),
    ],
)
def test_all_else_takes_the_ordinary_way(client: Client, path: str, method: str) -> None:
    assert _ask(client, path, method, auth=GUEST) == "the ordinary way"


def test_without_a_tree_only_the_first_page_takes_the_short_way(client: Client) -> None:
    sight = client.context.access.perspective("guest").current
    sight.tree = None
    assert _ask(client, preview_path(SEEN), auth=GUEST) == "jpeg"
    sight.front_files = FileIds()
    assert _ask(client, preview_path(SEEN), auth=GUEST) == "the ordinary way"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", [preview_path(SEEN), VIDEO])
@pytest.mark.parametrize("headers", [{}, {"Range": "bytes=1-2"}, {"If-None-Match": "*"}])
def test_both_ways_lead_to_the_same_answer(
    client: Client, monkeypatch: pytest.MonkeyPatch, method: str, path: str, headers: Any
) -> None:
    def answer() -> httpx.Response:
        return client.request(method, f"/files/{path}", auth=GUEST, headers=headers)

    short = answer()
    monkeypatch.setattr(ShortWay, "_is_shown", lambda *_: False)
    ordinary = answer()
    assert short.status_code == ordinary.status_code
    assert short.headers == ordinary.headers
    assert short.content == ordinary.content


def test_an_entry_that_is_gone_takes_its_preview_along(gallery: Gallery, client: Client) -> None:
    assert client.get(f"/files/{preview_path(SEEN)}", auth=GUEST).status_code == 200
    gallery.write([make_entry(PRIVATE, "2026-01-02")])
    client.refresh()
    assert client.get(f"/files/{preview_path(SEEN)}", auth=GUEST).status_code == 404


def test_a_preview_that_is_missing(gallery: Gallery, client: Client) -> None:
    Path(gallery.storage / preview_path(SEEN)).unlink()
    assert _ask(client, preview_path(SEEN), auth=GUEST) == "the ordinary way"
    assert client.get(f"/files/{preview_path(SEEN)}", auth=GUEST).status_code == 404
