"""GET /files/…: previews."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from homegallery.server import pictures
from homegallery.server.auth import ANONYMOUS
from homegallery.server.reading import WHOLE
from tests.server.gallery import Client, Gallery, preview_path

SMALL = preview_path(3)
VIDEO = preview_path(3, "video-preview-720.mp4")
LIVE = preview_path(4, "live-video.mp4")
MOVIE = bytes(range(256)) * 64


@pytest.fixture
def client(gallery: Gallery) -> Iterator[Client]:
    gallery.store(SMALL, b"jpeg")
    gallery.store(VIDEO, MOVIE)
    gallery.store(LIVE, MOVIE)
    gallery.store(preview_path(3, "exif.json"), b"{}")
    gallery.store(preview_path(99), b"not of an entry")
    gallery.store(preview_path(99, "live-video.mp4"), MOVIE)
    with gallery.running() as client:
        yield client


def test_small_picture(client: Client) -> None:
    answer = client.get(f"/files/{SMALL}")
    assert (answer.status_code, answer.content) == (200, b"jpeg")
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert "script-src" not in answer.headers["content-security-policy"]


def test_big_picture(gallery: Gallery, client: Client) -> None:
    big = os.urandom(WHOLE + 1)
    gallery.store(preview_path(4), big)
    answer = client.get(f"/files/{preview_path(4)}")
    assert answer.content == big
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"


@pytest.mark.parametrize("path", [SMALL, VIDEO])
def test_a_known_file_is_not_sent_again(client: Client, path: str) -> None:
    etag = client.get(f"/files/{path}").headers["etag"]
    answer = client.get(f"/files/{path}", headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content) == (304, b"")


def test_a_new_content_has_a_new_etag(
    gallery: Gallery, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "BELIEVED", 0)
    etag = client.get(f"/files/{SMALL}").headers["etag"]
    gallery.store(SMALL, b"other")
    assert client.get(f"/files/{SMALL}", headers={"If-None-Match": etag}).content == b"other"


@pytest.mark.parametrize(
    ("wanted", "content", "sent"),
    [
        ("bytes=0-9", MOVIE[:10], f"bytes 0-9/{len(MOVIE)}"),
        ("bytes=100-", MOVIE[100:], f"bytes 100-{len(MOVIE) - 1}/{len(MOVIE)}"),
        ("bytes=-5", MOVIE[-5:], f"bytes {len(MOVIE) - 5}-{len(MOVIE) - 1}/{len(MOVIE)}"),
    ],
)
def test_parts_of_a_video(client: Client, wanted: str, content: bytes, sent: str) -> None:
    for path in (VIDEO, LIVE):
        answer = client.get(f"/files/{path}", headers={"Range": wanted})
        assert (answer.status_code, answer.content) == (206, content)
        assert answer.headers["content-range"] == sent
        assert answer.headers["content-type"] == "video/mp4"


def test_a_part_that_is_not_there(client: Client) -> None:
    answer = client.get(f"/files/{VIDEO}", headers={"Range": f"bytes={len(MOVIE)}-"})
    assert answer.status_code == 416


def test_a_part_of_another_version_is_the_whole_file(client: Client) -> None:
    headers = {"Range": "bytes=0-9", "If-Range": '"other"'}
    answer = client.get(f"/files/{VIDEO}", headers=headers)
    assert (answer.status_code, answer.content) == (200, MOVIE)


@pytest.mark.parametrize(
    "path",
    [
        preview_path(3, "exif.json"),
        preview_path(99),
        preview_path(99, "live-video.mp4"),
        preview_path(5),
        "../config/database.db",
        "%2e%2e/config/database.db",
        "..%2fconfig%2fdatabase.db",
        f"{SMALL}/",
        f"{SMALL}%00",
        f"{SMALL}/../{SMALL}",
        SMALL.rpartition("/")[0],
        "",
    ],
)
def test_everything_else_does_not_exist(client: Client, path: str) -> None:
    answer = client.get(f"/files/{path}", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == 404


@pytest.mark.parametrize("kind", ["link", "directory", "fifo"])
def test_only_regular_files_are_opened(gallery: Gallery, client: Client, kind: str) -> None:
    target = gallery.storage / preview_path(5)
    target.parent.mkdir(parents=True, exist_ok=True)
    secret = gallery.root / "secret"
    secret.write_text("secret")
    if kind == "link":
        target.symlink_to(secret)
    elif kind == "directory":
        target.mkdir()
    else:
        os.mkfifo(target)
    assert client.get(f"/files/{preview_path(5)}").status_code == 404


def test_head(client: Client) -> None:
    for path in (SMALL, VIDEO):
        answer = client.request("HEAD", f"/files/{path}")
        length = (Path(client.context.settings.storage.dir) / path).stat().st_size
        assert (answer.status_code, answer.content) == (200, b"")
        assert answer.headers["content-length"] == str(length)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_written(client: Client, method: str) -> None:
    answer = client.request(method, f"/files/{SMALL}")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]


def test_previews_of_the_first_page_do_not_wait_for_the_tree(
    gallery: Gallery, client: Client
) -> None:
    # A state of the start: the newest entries are known, the tree is not.
    perspective = client.context.access.perspective(ANONYMOUS)
    perspective.current.tree = None
    perspective.ready.clear()
    assert client.get(f"/files/{SMALL}").content == b"jpeg"
