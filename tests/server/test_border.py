"""What every answer has in common."""

import logging
from collections.abc import Iterator

import pytest

from tests.server.gallery import Client, Gallery, preview_path


@pytest.fixture
def client(gallery: Gallery) -> Iterator[Client]:
    (gallery.static / "app.js").write_text("1")
    with gallery.running(auth={"users": [{"username": "ann", "password": "x"}]}) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/app.js", 200),
        ("/healthz", 200),
        ("/api/status", 200),
        ("/api/database.json", 200),
        ("/api/database/tree/root", 200),
        ("/api/database/tree/x", 404),
        ("/files/x", 404),
        ("/nothing", 404),
    ],
)
def test_headers_of_every_answer(client: Client, path: str, status: int) -> None:
    answer = client.get(path)
    headers = answer.headers
    assert answer.status_code == status
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "geolocation=()" in headers["permissions-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "cache-control" in headers
    assert "server" not in headers


@pytest.mark.parametrize(
    "path",
    ["/api/status", "/api/events", "/api/sources", f"/files/{preview_path(3)}", "/", "/app.js"],
)
def test_other_sites_may_not_read(client: Client, path: str) -> None:
    origin = {"Origin": "https://evil.example"}
    preflight = client.request(
        "OPTIONS", path, headers={**origin, "Access-Control-Request-Method": "GET"}
    )
    assert preflight.status_code == 405
    for answer in (preflight, client.get(path, headers=origin)):
        assert not [name for name in answer.headers if name.startswith("access-control-")]


def test_an_accident_tells_nothing_of_the_inside(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("/secret/path")

    monkeypatch.setattr(client.context.access, "view", fail)
    answer = client.get("/api/status")
    assert answer.status_code == 500
    assert answer.json() == {"error": {"code": 500, "message": "Internal error"}}
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "/secret/path" in caplog.text


def test_the_log_names_neither_query_nor_user(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "homegallery.server")
    client.get("/api/status?token=secret", auth=("ann", "x"))
    assert "200 GET '/api/status'" in caplog.text
    assert "secret" not in caplog.text
    assert "ann" not in caplog.text


def test_previews_are_too_many_for_the_level_debug(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "homegallery.server")
    client.get("/files/x")
    assert "/files/x" not in caplog.text
    caplog.set_level(5, "homegallery.server")
    client.get("/files/x")
    assert "404 GET '/files/x'" in caplog.text


def test_the_log_has_no_control_characters_of_a_visitor(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "homegallery.server")
    client.get("/x%0A%1B%5B31mforged")
    [message] = [
        record.getMessage() for record in caplog.records if "forged" in record.getMessage()
    ]
    assert message.isprintable()


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
def test_pages_that_load_from_elsewhere_are_off(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
