"""GET /api/sources/…: original files."""

import asyncio
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homegallery.server import filereply
from homegallery.server.filereply import open_beneath
from homegallery.server.originals import AddressError, file_headers, parse_address
from homegallery.server.tree import Leaf
from tests.server.gallery import Client, Gallery, make_entry

PHOTO = bytes(range(256)) * 64
GUEST = {"username": "guest", "password": "g", "filter": "tag:public"}
LOADER = {"username": "loader", "password": "l", "filter": "tag:public", "download": True}

ODD_NAMES = [
    "with space.jpg",
    "50%.jpg",
    "50%41.jpg",
    "a#b?c&d.jpg",
    "plus+.jpg",
    "..foo.jpg",
    ".hidden/..y.jpg",
    "back\\slash.jpg",
    "a;b=c:d@e!.jpg",
    "Größe/школа.jpg",
    'quo"te.jpg',
    "latin-\udce9.jpg",
]


def _photo(number: int, filename: str, **more: Any) -> Any:
    entry = make_entry(number, "2026-01-01", **more)
    entry["files"][0]["filename"] = filename
    return entry


def _address(filename: str, index: str = "Pictures") -> str:
    return f"/api/sources/{index}/{quote(os.fsencode(filename))}"


@pytest.fixture
def client(gallery: Gallery) -> Iterator[Client]:
    gallery.write([_photo(1, "2026/a.jpg")])
    gallery.shoot("2026/a.jpg", PHOTO)
    with gallery.running() as client:
        yield client


@contextmanager
def _serving(gallery: Gallery, *filenames: str, **server: Any) -> Iterator[Client]:
    gallery.write([_photo(number, name) for number, name in enumerate(filenames, 1)])
    with gallery.running(**server) as client:
        yield client


def test_an_original(gallery: Gallery, client: Client) -> None:
    answer = client.get(_address("2026/a.jpg"))
    assert (answer.status_code, answer.content) == (200, PHOTO)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-length"] == str(len(PHOTO))
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["accept-ranges"] == "bytes"
    modified = (gallery.photos / "2026/a.jpg").stat().st_mtime
    assert answer.headers["last-modified"] == formatdate(modified, usegmt=True)
    assert "content-disposition" not in answer.headers


def test_head(client: Client) -> None:
    head, whole = (client.request(method, _address("2026/a.jpg")) for method in ("HEAD", "GET"))
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers == whole.headers


def test_a_known_original_is_not_sent_again(gallery: Gallery, client: Client) -> None:
    etag = client.get(_address("2026/a.jpg")).headers["etag"]
    known = {"If-None-Match": etag}
    answer = client.get(_address("2026/a.jpg"), headers=known)
    assert (answer.status_code, answer.content) == (304, b"")
    gallery.shoot("2026/a.jpg", b"edited")
    assert client.get(_address("2026/a.jpg"), headers=known).content == b"edited"


@pytest.mark.parametrize(
    ("wanted", "content", "sent"),
    [
        ("bytes=0-9", PHOTO[:10], f"bytes 0-9/{len(PHOTO)}"),
        ("bytes=100-", PHOTO[100:], f"bytes 100-{len(PHOTO) - 1}/{len(PHOTO)}"),
        ("bytes=-5", PHOTO[-5:], f"bytes {len(PHOTO) - 5}-{len(PHOTO) - 1}/{len(PHOTO)}"),
    ],
)
def test_a_part(client: Client, wanted: str, content: bytes, sent: str) -> None:
    answer = client.get(_address("2026/a.jpg"), headers={"Range": wanted})
    assert (answer.status_code, answer.content) == (206, content)
    assert answer.headers["content-range"] == sent


def test_several_parts(client: Client) -> None:
    answer = client.get(_address("2026/a.jpg"), headers={"Range": "bytes=0-1,100-103"})
    assert answer.status_code == 206
    boundary = re.fullmatch(
        "multipart/byteranges; boundary=([0-9a-f]+)", answer.headers["content-type"]
    )
    assert boundary
    first, second = answer.content.split(f"--{boundary[1]}".encode())[1:3]
    assert first.endswith(b"\r\n\r\n" + PHOTO[:2] + b"\r\n")
    assert second.endswith(b"\r\n\r\n" + PHOTO[100:104] + b"\r\n")
    assert f"Content-Range: bytes 100-103/{len(PHOTO)}".encode() in second


@pytest.mark.parametrize(
    ("wanted", "status"), [(f"bytes={len(PHOTO)}-", 416), ("bytes=9-1", 400), ("lines=1-2", 400)]
)
def test_parts_that_are_not_there(client: Client, wanted: str, status: int) -> None:
    answer = client.get(_address("2026/a.jpg"), headers={"Range": wanted})
    assert answer.status_code == status


def test_a_part_of_another_version_is_the_whole_file(client: Client) -> None:
    headers = {"Range": "bytes=0-9", "If-Range": '"other"'}
    answer = client.get(_address("2026/a.jpg"), headers=headers)
    assert (answer.status_code, answer.content) == (200, PHOTO)


@pytest.mark.parametrize("filename", ODD_NAMES)
def test_odd_names(gallery: Gallery, filename: str) -> None:
    gallery.shoot(filename, PHOTO)
    with _serving(gallery, filename) as client:
        assert client.get(_address(filename)).content == PHOTO


def test_below_a_prefix(gallery: Gallery) -> None:
    gallery.shoot("a b.jpg", PHOTO)
    with _serving(gallery, "a b.jpg", prefix="/my/gallery") as client:
        assert client.get("/my/gallery/api/sources").json()["data"]
        assert client.get("/my/gallery/api/sources/Pictures/a%20b.jpg").content == PHOTO


@pytest.mark.parametrize(
    "path", ["a%2fb.jpg", "a%2Fb.jpg", "a%zz.jpg", "a%", "a%1", "a%00.jpg", "a%C3%2f.jpg"]
)
def test_addresses_that_name_nothing(client: Client, path: str) -> None:
    answer = client.get(f"/api/sources/Pictures/{path}")
    assert answer.status_code == 400
    assert answer.json()["error"]["message"].startswith("Invalid path")


@pytest.mark.parametrize("path", ["%2e%2e/secret.jpg", "2026/%2e%2e/%2e%2e/secret.jpg"])
def test_nothing_outside_of_the_source(gallery: Gallery, path: str) -> None:
    (gallery.root / "secret.jpg").write_text("secret")
    gallery.shoot("2026/a.jpg", PHOTO)
    with _serving(gallery, "../secret.jpg", "2026/../../secret.jpg") as client:
        assert client.get(f"/api/sources/Pictures/{path}").status_code == 403


def test_names_of_entries_lead_nowhere_else(gallery: Gallery) -> None:
    """A database from elsewhere may name anything."""
    secret = gallery.root / "secret.jpg"
    secret.write_text("secret")
    names = [str(secret), "", ".", "2026"]
    gallery.shoot("2026/a.jpg", PHOTO)
    with _serving(gallery, *names) as client:
        for name in names:
            assert client.get(_address(name)).status_code == 404


def test_only_files_of_entries(gallery: Gallery, client: Client) -> None:
    gallery.shoot("2026/private.jpg", b"not imported")
    gallery.shoot("Pictures.idx", b"index")
    for name in ("2026/private.jpg", "Pictures.idx", "2026/A.jpg", "2026//a.jpg"):
        assert client.get(_address(name)).status_code == 404
    assert client.get(_address("2026/a.jpg", index="Other")).status_code == 404


def test_a_backslash_is_no_slash(gallery: Gallery) -> None:
    gallery.shoot("a\\b.jpg", PHOTO)
    gallery.shoot("a/b.jpg", b"not imported")
    with _serving(gallery, "a\\b.jpg") as client:
        assert client.get(_address("a\\b.jpg")).content == PHOTO
        assert client.get(_address("a/b.jpg")).status_code == 404


def test_links_that_stay_inside_are_followed(gallery: Gallery) -> None:
    gallery.shoot("real/a.jpg", PHOTO)
    (gallery.photos / "linked").symlink_to("real")
    (gallery.photos / "b.jpg").symlink_to(gallery.photos / "real" / "a.jpg")
    with _serving(gallery, "linked/a.jpg", "b.jpg") as client:
        assert client.get(_address("linked/a.jpg")).content == PHOTO
        assert client.get(_address("b.jpg")).content == PHOTO


def test_a_source_that_is_a_link(gallery: Gallery) -> None:
    (gallery.root / "disk").mkdir()
    gallery.photos.symlink_to("disk")
    gallery.shoot("a.jpg", PHOTO)
    with _serving(gallery, "a.jpg") as client:
        assert client.get(_address("a.jpg")).content == PHOTO


@pytest.mark.parametrize("kind", ["link", "linked directory", "fifo", "directory", "gone"])
def test_everything_else_is_not_opened(gallery: Gallery, kind: str) -> None:
    outside = gallery.root / "outside"
    outside.mkdir()
    (outside / "x.jpg").write_text("secret")
    gallery.photos.mkdir()
    target = gallery.photos / "a" / "x.jpg"
    if kind == "linked directory":
        target.parent.symlink_to(outside)
    else:
        target.parent.mkdir()
    if kind == "link":
        target.symlink_to(outside / "x.jpg")
    elif kind == "fifo":
        os.mkfifo(target)
    elif kind == "directory":
        target.mkdir()
    with _serving(gallery, "a/x.jpg") as client:
        assert client.get(_address("a/x.jpg")).status_code == 404


@pytest.mark.parametrize("swapped", ["a", "a/x.jpg"])
def test_a_link_put_there_after_the_check(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch, swapped: str
) -> None:
    gallery.shoot("a/x.jpg", PHOTO)
    outside = gallery.root / "outside"
    outside.mkdir()
    (outside / "x.jpg").write_text("secret")
    resolve = os.path.realpath

    def resolve_then_swap(path: Path) -> str:
        real = resolve(path)
        if path != gallery.photos:
            (gallery.photos / swapped).rename(gallery.root / "before")
            (gallery.photos / swapped).symlink_to(outside / Path(swapped).relative_to("a"))
        return real

    monkeypatch.setattr(os.path, "realpath", resolve_then_swap)
    assert open_beneath(gallery.photos, "a/x.jpg") is None


def test_what_was_opened_is_sent(gallery: Gallery) -> None:
    gallery.shoot("a.jpg", PHOTO)
    file = open_beneath(gallery.photos, "a.jpg")
    assert file is not None
    reply = filereply.FileReply(file, {})
    (gallery.photos / "a.jpg").unlink()
    gallery.shoot("a.jpg", b"another")
    transport = httpx.ASGITransport(reply)

    async def ask() -> bytes:
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return (await client.get("/")).content

    assert asyncio.run(ask()) == PHOTO
    assert file.closed


@pytest.mark.parametrize("source", [{"downloadable": False}, {"offline": True}])
def test_sources_that_are_not_offered(gallery: Gallery, source: dict[str, bool]) -> None:
    gallery.shoot("a.jpg", PHOTO)
    with _serving(gallery, "a.jpg") as client:
        settings = client.context.settings
        assert client.get(_address("a.jpg")).status_code == 200
        settings.sources[0] = settings.sources[0].model_copy(update=source)
        assert client.get(_address("a.jpg")).status_code == 404
        assert client.get("/api/sources").json() == {"data": []}


def test_the_list(client: Client) -> None:
    answer = client.get("/api/sources")
    assert answer.json() == {"data": [{"indexName": "Pictures", "downloadable": True}]}
    assert client.request("HEAD", "/api/sources").status_code == 200
    assert answer.headers["cache-control"] == "no-store"


def test_only_those_with_the_right_get_what_they_see(gallery: Gallery) -> None:
    gallery.write([_photo(1, "seen.jpg", tags=["public"]), _photo(2, "private.jpg")])
    for name in ("seen.jpg", "private.jpg"):
        gallery.shoot(name, PHOTO)
    with gallery.running(auth={"users": [GUEST, LOADER]}) as client:
        for user, offered, statuses in (
            (("guest", "g"), 0, [404, 404]),
            (("loader", "l"), 1, [200, 404]),
        ):
            assert len(client.get("/api/sources", auth=user).json()["data"]) == offered
            for name, status in zip(("seen.jpg", "private.jpg"), statuses, strict=True):
                assert client.get(_address(name), auth=user).status_code == status


def test_the_parts_of_a_file_are_looked_up_once(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Leaf] = []
    entries = Leaf.entries

    def counted(leaf: Leaf) -> Any:
        read.append(leaf)
        return entries(leaf)

    monkeypatch.setattr(Leaf, "entries", counted)
    for start in range(3):
        answer = client.get(_address("2026/a.jpg"), headers={"Range": f"bytes={start}-"})
        assert answer.content == PHOTO[start:]
    assert len(read) == 1


def test_an_entry_that_is_gone_takes_its_original_along(gallery: Gallery, client: Client) -> None:
    assert client.get(_address("2026/a.jpg")).status_code == 200
    gallery.write([_photo(2, "2026/b.jpg")])
    client.refresh()
    assert client.get(_address("2026/a.jpg")).status_code == 404


@pytest.mark.parametrize(
    ("name", "media_type"),
    [("a.JPG", "image/jpeg"), ("a.png", "image/png"), ("a.mp4", "video/mp4")],
)
def test_media_is_shown(name: str, media_type: str) -> None:
    headers = file_headers(name)
    assert headers["Content-Type"] == media_type
    assert "Content-Disposition" not in headers
    assert "script-src" not in headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "name", ["a.svg", "a.html", "a.xml", "a.xhtml", "a.pdf", "a.xmp", "a.js", "a.cr2", "a", ".jpg"]
)
def test_what_could_run_is_saved(gallery: Gallery, name: str) -> None:
    gallery.shoot(name, b"<script>")
    with _serving(gallery, name) as client:
        headers = client.get(_address(name)).headers
    assert headers["content-disposition"] == f"attachment; filename*=UTF-8''{name}"
    assert "; sandbox;" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_the_name_to_save_as() -> None:
    header = file_headers('dir/a "b"; é\udcff\r\n.html')["Content-Disposition"]
    assert header == "attachment; filename*=UTF-8''a%20%22b%22%3B%20%C3%A9%3F%0D%0A.html"


@given(st.binary(max_size=20))
def test_an_address_is_one_name_or_an_error(raw: bytes) -> None:
    try:
        index, filename = parse_address(raw)
    except AddressError:
        assert re.search(rb"%(?![0-9A-Fa-f]{2})|%2f|\0|%00", raw, re.IGNORECASE)
        return
    assert "/" not in index
    assert filename.count("/") == max(raw.count(b"/") - 1, 0)
    again = "/".join(quote(os.fsencode(part), safe="") for part in (index, *filename.split("/")))
    assert parse_address(again.encode()) == (index, filename)
