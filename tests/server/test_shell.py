"""The page and the files of the app."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

import homegallery
from homegallery.server.pages import base_href, script_json
from tests.server.gallery import TEMPLATE, Client, Gallery, make_entry

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def client(gallery: Gallery) -> Iterator[Client]:
    (gallery.static / "app").mkdir()
    (gallery.static / "app" / "main.js").write_text("export default 1;\n")
    (gallery.static / ".secret").write_text("x")
    (gallery.static / "manifest.webmanifest").write_text("{}")
    (gallery.static / "away").symlink_to(gallery.database)
    with gallery.running() as client:
        yield client


def _state(html: str) -> dict[str, Any]:
    state: dict[str, Any] = json.loads(html.partition('id="state">')[2].partition("</script>")[0])
    return state


def test_page_holds_the_newest_entries_and_the_state(client: Client) -> None:
    answer = client.get("/", headers=BROWSER)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    state = _state(answer.text)
    assert state == {
        "title": "Home Gallery",
        "base": "/",
        "viewer": "anonymous",
        "rights": {"edit": True, "download": True, "admin": True},
        "disabled": [],
        "pages": {"disabled": [], "mediaView": {"disabled": []}},
        "limits": state["limits"],
        "sources": [{"indexName": "Pictures", "downloadable": True}],
        "entries": state["entries"],
        "rootHash": client.get("/api/database/tree/root").json()["hash"],
        "total": 12,
        "version": homegallery.__version__,
    }
    assert state["limits"]["similar"][""] == {"threshold": 0.5, "signed": False}
    assert state["limits"]["faces"][""] == 0.55
    assert state["entries"][0] == make_entry(12, "2026-09-10")
    assert re.findall(r"<i>(\w+)</i>", answer.text) == [f"{n:040x}" for n in range(12, 0, -1)]


def test_inline_blocks_carry_the_nonce_of_the_policy(client: Client) -> None:
    nonces = set()
    for _ in range(2):
        answer = client.get("/")
        policy = answer.headers["content-security-policy"]
        nonce = re.findall(r'nonce="([^"]+)"', answer.text)[0]
        assert f"script-src 'self' 'nonce-{nonce}';" in policy
        assert f"style-src 'self' 'nonce-{nonce}';" in policy
        assert "default-src 'none';" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        nonces.add(nonce)
    assert len(nonces) == 2


def test_hostile_names_stay_data(gallery: Gallery) -> None:
    text = "</script><script>alert(1)</script>&amp;\u2028\u2029$'$&"
    gallery.write([make_entry(1, "2026-01-01", description=text)])
    (gallery.templates / "index.html").write_text(
        TEMPLATE.replace("{{ entry.id }}", "{{ entry.description }}")
    )
    with gallery.running() as client:
        html = client.get("/").text
    assert "<script>alert" not in html
    assert "\u2028" not in html.partition('id="state">')[2]
    assert _state(html)["entries"][0]["description"] == text


def test_names_that_are_not_utf8(gallery: Gallery) -> None:
    gallery.write([make_entry(1, "2026-01-01", description="a\udcff.jpg")])
    (gallery.templates / "index.html").write_text(
        TEMPLATE.replace("{{ entry.id }}", "{{ entry.description }}")
    )
    with gallery.running() as client:
        answer = client.get("/")
    assert _state(answer.text)["entries"][0]["description"] == "a\udcff.jpg"


@pytest.mark.parametrize(
    "path", ["/", "/index.html", "/view/abc", "/search/a/b", "/years", "/years/2026", "/tags"]
)
def test_addresses_of_the_app(client: Client, path: str) -> None:
    for headers in (BROWSER, {"Accept": "*/*"}):
        assert "<!doctype html>" in client.get(path, headers=headers).text
    assert client.request("HEAD", path, headers=BROWSER).status_code == 200
    assert client.get(path, headers={"Accept": "application/json"}).status_code == 404
    assert client.request("POST", path, headers=BROWSER).status_code == 405


@pytest.mark.parametrize("path", ["/nothing", "/app/nothing.js", "/api/nothing", "/app/"])
def test_unknown_addresses(client: Client, path: str) -> None:
    assert client.get(path, headers=BROWSER).status_code == 404


def test_app_file(client: Client) -> None:
    answer = client.get("/app/main.js")
    assert answer.text == "export default 1;\n"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "private, no-cache"
    # A worker takes its policy from its script: it must be able to load, fetch and compute.
    assert "connect-src 'self'" in answer.headers["content-security-policy"]
    assert "script-src 'self' 'wasm-unsafe-eval';" in answer.headers["content-security-policy"]
    known = {"If-None-Match": answer.headers["etag"]}
    assert client.get("/app/main.js", headers=known).status_code == 304
    plain = client.get("/app/main.js", headers={"Accept-Encoding": "identity"})
    assert plain.text == answer.text


def test_a_changed_app_file_is_sent(gallery: Gallery, client: Client) -> None:
    known = {"If-None-Match": client.get("/app/main.js").headers["etag"]}
    (gallery.static / "app" / "main.js").write_text("export default 22;\n")
    assert client.get("/app/main.js", headers=known).text == "export default 22;\n"


def test_type_of_the_manifest(client: Client) -> None:
    manifest = client.get("/manifest.webmanifest")
    assert manifest.headers["content-type"] == "application/manifest+json"


@pytest.mark.parametrize(
    "path", [".secret", "away", "../templates/index.html", "%2e%2e/templates/index.html", "app"]
)
def test_files_outside_of_the_app_do_not_exist(client: Client, path: str) -> None:
    assert client.get(f"/{path}").status_code == 404


@pytest.mark.parametrize(
    ("prefix", "base_path", "href"),
    [
        ("", "/", "/"),
        ("/gallery", "/", "/gallery/"),
        ("/gallery", "/other", "/gallery/"),
        ("", "/photos", "/photos/"),
        ("", "https://example.org/photos/", "https://example.org/photos/"),
    ],
)
def test_base_of_all_links(prefix: str, base_path: str, href: str) -> None:
    assert base_href(prefix, base_path) == href


def test_everything_below_a_prefix(gallery: Gallery) -> None:
    (gallery.static / "app.js").write_text("1")
    with gallery.running(prefix="gallery") as client:
        root = client.get("/")
        assert (root.status_code, root.headers["location"]) == (302, "/gallery")
        for path in ("/gallery", "/gallery/"):
            assert '<base href="/gallery/">' in client.get(path, headers=BROWSER).text
        assert client.get("/gallery/view/abc", headers=BROWSER).status_code == 200
        assert client.get("/gallery/api/status").json()["entries"] == 12
        assert client.get("/gallery/app.js").text == "1"
        assert client.get("/healthz").text == "ok"
        for path in ("/api/status", "/app.js", "/view/abc", "/galleryx", "/gallery/nothing"):
            assert client.get(path, headers=BROWSER).status_code == 404


def test_script_json_is_still_json() -> None:
    value = {"<a>": "&\u2028\u2029", "b": [1, None, "</script>"]}
    text = script_json(value)
    assert json.loads(text) == value
    assert not set("<>&\u2028\u2029") & set(text)
