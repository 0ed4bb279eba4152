"""What others show of a link to an entry."""

import html
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from homegallery.server.app import TEMPLATES
from homegallery.server.card import card_of
from tests.server.gallery import Client, Gallery, make_entry, preview_path

URL = "https://photos.example/gallery"
SHARED = {
    "disabled": ["database", "serverEvents", "events", "edit", "pwa"],
    "pages": {
        "disabled": ["date", "map", "edit", "video", "tag"],
        "mediaView": {"disabled": ["nav", "edit", "map", "similar", "annotation"]},
    },
}
ID = f"{0xABCDE << 140:040x}"


def _entry(**more: Any) -> Any:
    entry = make_entry(0xABCDE << 140, "2026-01-01", width=4000, height=3000, **more)
    entry["files"][0]["filename"] = "2026/beach.jpg"
    return entry


@contextmanager
def _running(gallery: Gallery, entry: Any, **server: Any) -> Iterator[Client]:
    gallery.write([entry])
    (gallery.templates / "index.html").write_text((TEMPLATES / "index.html").read_text())
    with gallery.running(**server) as client:
        yield client


def _tags(text: str) -> dict[str, str]:
    found = re.findall(r'<meta (?:name|property)="((?:og|twitter):[^"]*)" content="([^"]*)">', text)
    return {name: html.unescape(content) for name, content in found}


def _state(text: str) -> dict[str, Any]:
    state: dict[str, Any] = json.loads(text.partition('id="state">')[2].partition("</script>")[0])
    return state


@pytest.mark.parametrize("page", ["view", "share"])
@pytest.mark.parametrize("id_", [ID, ID[:12], ID[:4], f"{ID}/more"])
def test_a_visible_entry_has_a_card(gallery: Gallery, page: str, id_: str) -> None:
    entry = _entry(model="EOS", iso=100, ShutterSpeedRaw="1/60", aperture=2.8, focalLength=35)
    with _running(gallery, entry, public_url=URL) as client:
        assert _tags(client.get(f"/{page}/{id_}").text) == {
            "twitter:card": "summary_large_image",
            "og:type": "article",
            "og:title": "beach.jpg",
            "og:description": "EOS | ISO/100 | 1/60s | f/2.8 | 35mm",
            "og:image": f"{URL}/files/{preview_path(0xABCDE << 140, 'image-preview-800.jpg')}",
            "og:image:width": "800",
            "og:image:height": "600",
            "og:url": f"{URL}/share/{ID[:12]}",
        }


@pytest.mark.parametrize("id_", ["00000", ID[:3], f"{ID}0", "order", "", ID[:8].upper()])
def test_other_ids_have_none(gallery: Gallery, id_: str) -> None:
    with _running(gallery, _entry(), public_url=URL) as client:
        answer = client.get(f"/view/{id_}")
        assert (answer.status_code, _tags(answer.text)) == (200, {})


def test_who_does_not_see_the_entry_sees_no_card(gallery: Gallery) -> None:
    auth = {"users": [{"username": "x", "password": "x"}], "public": {"filter": "not tag:private"}}
    with _running(gallery, _entry(tags=["private"]), public_url=URL, auth=auth) as client:
        for page in ("view", "share"):
            assert _tags(client.get(f"/{page}/{ID}").text) == {}
            assert _tags(client.get(f"/{page}/{ID}", auth=("x", "x")).text)


def test_without_an_address_to_trust_there_is_no_card(gallery: Gallery) -> None:
    with _running(gallery, _entry()) as client:
        answer = client.get(f"/view/{ID}", headers={"Host": "evil.example"})
        assert _tags(answer.text) == {}
        assert "evil.example" not in answer.text


def test_a_trusted_proxy_tells_the_address(gallery: Gallery) -> None:
    headers = {"X-Forwarded-Proto": "https", "Host": "photos.example"}
    with _running(
        gallery, _entry(), client="10.0.0.1", trusted_proxies=["10.0.0.1"], base_path="/x"
    ) as client:
        tags = _tags(client.get(f"/view/{ID}", headers=headers).text)
        assert tags["og:url"] == f"https://photos.example/x/share/{ID[:12]}"


def test_names_stay_text(gallery: Gallery) -> None:
    entry = _entry(model='"><script>alert(1)</script>')
    entry["files"][0]["filename"] = 'a/"><script>\udcff.jpg'
    with _running(gallery, entry, public_url=URL) as client:
        text = client.get(f"/view/{ID}").text
    assert "<script>alert" not in text
    assert _tags(text)["og:title"] == '"><script>?.jpg'


def test_a_shared_page_shows_nothing_beside_the_entry(gallery: Gallery) -> None:
    with _running(gallery, _entry()) as client:
        state = _state(client.get(f"/share/{ID}").text)
        assert {key: state[key] for key in SHARED} == SHARED
        assert _state(client.get(f"/share/{'0' * 40}").text) == state
        assert _state(client.get(f"/view/{ID}").text)["disabled"] == []


def test_the_page_tells_rights_and_sources(gallery: Gallery) -> None:
    auth = {"users": [{"username": "x", "password": "x"}], "public": {"edit": True}}
    with _running(gallery, _entry(), auth=auth) as client:
        state = _state(client.get("/").text)
        assert state["rights"] == {"edit": True, "download": False, "admin": False}
        assert state["sources"] == []
        state = _state(client.get("/", auth=("x", "x")).text)
        assert state["sources"] == [{"indexName": "Pictures", "downloadable": True}]


@pytest.mark.parametrize(
    ("sizes", "chosen", "width"),
    [((128, 320), 320, 320), ((320, 800, 1920), 800, 800), ((1920, 1280), 1280, 1280), ((), 0, 0)],
)
def test_the_smallest_image_that_fills_a_card(
    sizes: tuple[int, ...], chosen: int, width: int
) -> None:
    previews = [preview_path(1, f"image-preview-{size}.jpg") for size in sizes]
    tags = dict(card_of(make_entry(1, "", previews=previews, width=4000, height=2000), URL))
    if not chosen:
        assert "og:image" not in tags
        return
    assert tags["og:image"].endswith(f"-{chosen}.jpg")
    assert (tags["og:image:width"], tags["og:image:height"]) == (str(width), str(width // 2))


def test_an_entry_without_anything() -> None:
    tags = dict(card_of({"id": ID}, URL))
    assert (tags["og:title"], tags["og:description"]) == ("Photo", "")
