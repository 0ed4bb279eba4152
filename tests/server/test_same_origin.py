"""Changes are taken from pages of the gallery only."""

from typing import Any

import pytest

from homegallery.server.proxies import origin_of
from tests.server.gallery import Gallery

EVENT = {
    "type": "userAction",
    "targetIds": [f"{1:040x}"],
    "actions": [{"action": "addTag", "value": "x"}],
}
PROXY = "10.0.0.1"
FORWARDED = {
    "X-Forwarded-For": "203.0.113.5",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "photos.example:8443",
}


def _post(gallery: Gallery, headers: dict[str, str], peer: str = PROXY, **server: Any) -> int:
    with gallery.running(client=peer, **server) as client:
        return client.post("/api/events", EVENT, headers=headers).status_code


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://test", 201),
        ("http://test:80", 201),
        ("http://TEST", 201),
        ("https://test", 403),
        ("http://test:81", 403),
        ("http://test.evil.example", 403),
        ("http://evil.example", 403),
        ("null", 403),
        ("", 403),
    ],
)
def test_the_address_of_the_request(gallery: Gallery, origin: str, status: int) -> None:
    assert _post(gallery, {"Origin": origin}) == status


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://photos.example", 201),
        ("https://photos.example:443", 201),
        ("http://photos.example", 403),
        ("https://photos.example.evil.example", 403),
    ],
)
def test_the_public_address(gallery: Gallery, origin: str, status: int) -> None:
    public = "https://photos.example/gallery/"
    assert _post(gallery, {"Origin": origin}, public_url=public) == status


@pytest.mark.parametrize(("peer", "status"), [(PROXY, 201), ("10.0.0.2", 403)])
def test_only_a_trusted_proxy_tells_the_address(gallery: Gallery, peer: str, status: int) -> None:
    headers = {**FORWARDED, "Origin": "https://photos.example:8443"}
    assert _post(gallery, headers, peer, trusted_proxies=[PROXY]) == status


@pytest.mark.parametrize(
    "url", ["", "null", "photos.example", "file:///x", "https://x:y", "http://"]
)
def test_what_is_no_origin(url: str) -> None:
    assert origin_of(url) is None
