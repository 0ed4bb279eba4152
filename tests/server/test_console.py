"""The console of a browser in the log."""

import logging
from typing import Any

import pytest

from tests.server.gallery import Gallery

TOKEN = "0123456789abcdef"
LINE: dict[str, Any] = {
    "clientId": "c",
    "date": "2026-01-01T00:00:00.000Z",
    "debugToken": TOKEN,
    "debugSession": "phone",
    "method": "log",
    "args": ["tapped", 5, "a\nb\x1b[31m"],
}
URL = "/api/debug/console"


def test_a_line_is_logged(gallery: Gallery, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with gallery.running(remoteConsoleToken=TOKEN) as client:
        assert client.post(URL, LINE).status_code == 201
        assert client.post(URL, {**LINE, "method": "table", "args": ["hidden"]}).status_code == 201
    assert "'phone': tapped, 5, a b [31m" in caplog.text
    assert "hidden" not in caplog.text
    assert TOKEN not in caplog.text


@pytest.mark.parametrize(
    "change",
    [
        {"debugToken": "x" * 16},
        {"args": "x"},
        {"clientId": ""},
        {"args": [1] * 101},
        {"date": None},
    ],
)
def test_other_lines_are_refused(
    gallery: Gallery, change: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with gallery.running(remoteConsoleToken=TOKEN) as client:
        assert client.post(URL, {**LINE, **change}).status_code == 400
    assert "tapped" not in caplog.text


@pytest.mark.parametrize("token", [None, "", "short"])
def test_it_is_off_without_a_token_that_is_hard_to_guess(
    gallery: Gallery, token: str | None
) -> None:
    with gallery.running(remoteConsoleToken=token) as client:
        assert client.post(URL, {**LINE, "debugToken": token or "x"}).status_code == 404


def test_other_sites_cannot_write(gallery: Gallery) -> None:
    with gallery.running(remoteConsoleToken=TOKEN) as client:
        answer = client.post(URL, LINE, headers={"Origin": "https://evil.example"})
        assert answer.status_code == 403
