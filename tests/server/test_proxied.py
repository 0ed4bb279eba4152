"""The gallery behind a real nginx, with its prefix kept and with its prefix taken away."""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Browser

from benchmarks.nginx import MISSING, nginx
from tests.e2e.screen import open_stream, until
from tests.server.gallery import WAIT, Gallery, preview_path
from tests.server.test_run import running

pytestmark = pytest.mark.skipif(MISSING, reason="nginx is not installed")

_LOCATION = """
location /photos/ {{
    proxy_pass {target};
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    proxy_set_header X-Forwarded-Proto $scheme;
}}
"""
USERS = [{"username": "ann", "password": "x"}]


def _jpeg() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (320, 240), "teal").save(buffer, "JPEG")
    return buffer.getvalue()


JPEG = _jpeg()


@dataclass(frozen=True)
class Proxied:
    """The address of the gallery at the proxy; ends with a slash."""

    url: str
    client: httpx.Client


@pytest.fixture(params=["kept", "stripped"])
def proxied(request: pytest.FixtureRequest, gallery: Gallery) -> Iterator[Proxied]:
    """A gallery with a user, at ``/photos/`` of a trusted proxy."""
    for number in range(1, 13):
        gallery.store(preview_path(number), JPEG)
    kept = request.param == "kept"
    options = {"prefix": "/photos"} if kept else {"base_path": "/photos"}
    (gallery.root / "nginx").mkdir()
    with running(gallery, auth={"users": USERS}, trusted_proxies=["127.0.0.1"], **options) as (
        _,
        url,
    ):
        target = re.sub(r"(http://[^/]+)/.*", r"\1", url) + ("" if kept else "/")
        with (
            nginx(gallery.root / "nginx", _LOCATION.format(target=target)) as address,
            httpx.Client(auth=("ann", "x"), timeout=WAIT) as client,
        ):
            yield Proxied(f"{address}/photos/", client)


def test_the_page_and_what_it_links_to(proxied: Proxied) -> None:
    answer = proxied.client.get(proxied.url, headers={"Accept": "text/html"}).raise_for_status()
    [base] = re.findall('<base href="([^"]*)">', answer.text)
    assert base == "/photos/"
    links = re.findall('<(?:link|script)[^>]* (?:href|src)="([^"]*)"', answer.text)
    assert len(links) > 50
    for link in links:
        response = proxied.client.get(urljoin(urljoin(proxied.url, base), link))
        assert response.status_code == 200, link
    state = json.loads(answer.text.partition('id="state">')[2].partition("</script>")[0])
    assert state["total"] == 12


def test_the_manifest_stays_below_the_base(proxied: Proxied) -> None:
    address = f"{proxied.url}manifest.webmanifest"
    manifest = proxied.client.get(address).raise_for_status().json()
    assert urljoin(address, manifest["scope"]) == proxied.url
    assert urljoin(address, manifest["start_url"]) == proxied.url
    # It would be relative to the origin; without one the address of the start identifies the app.
    assert "id" not in manifest
    for icon in manifest["icons"]:
        assert proxied.client.get(urljoin(address, icon["src"])).status_code == 200


def test_data_and_previews(proxied: Proxied) -> None:
    get = proxied.client.get
    assert get(f"{proxied.url}api/status").json()["entries"] == 12
    assert get(f"{proxied.url}files/{preview_path(3)}").content == JPEG


def test_an_event_reaches_the_stream_at_once(proxied: Proxied) -> None:
    event = {
        "type": "userAction",
        "targetIds": [f"{3:040x}"],
        "actions": [{"action": "addTag", "value": "proxied"}],
    }
    own = urljoin(proxied.url, "/").rstrip("/")
    with proxied.client.stream("GET", f"{proxied.url}api/events/stream") as stream:
        lines = (line for line in stream.iter_lines() if line.startswith("data: "))
        assert json.loads(next(lines)[6:])["type"] == "pong"
        post = proxied.client.post
        address = f"{proxied.url}api/events"
        assert post(address, json=event, headers={"Origin": "http://evil"}).status_code == 403
        assert post(address, json=event, headers={"Origin": own}).status_code == 201
        told = (json.loads(line[6:]) for line in lines)
        action = next(message for message in told if message["type"] == "userAction")
        assert action["actions"] == event["actions"]


def test_a_visitor_of_the_proxy_is_not_on_this_machine(proxied: Proxied) -> None:
    """Without a proxy 127.0.0.1 needs no password."""
    assert httpx.get(f"{proxied.url}api/status").status_code == 401
    forged = {"X-Forwarded-For": "127.0.0.1"}
    assert httpx.get(f"{proxied.url}api/status", headers=forged).status_code == 401


def test_links_to_share_have_the_address_of_the_proxy(proxied: Proxied) -> None:
    text = proxied.client.get(f"{proxied.url}view/{3:040x}").text
    assert f'content="{proxied.url}share/{0:012x}"' in text


@pytest.mark.browser
def test_a_browser_shows_the_photos(proxied: Proxied, browser: Browser) -> None:
    context = browser.new_context(http_credentials={"username": "ann", "password": "x"})
    page = context.new_page()
    open_stream(page, proxied.url)
    until(page, "document.querySelector('#stream img.shown')?.naturalWidth > 0")
    context.close()
