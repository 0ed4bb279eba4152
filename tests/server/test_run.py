"""The real server, in a process of its own."""

import json
import shutil
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from homegallery.server.errors import ServerError
from homegallery.server.run import serve
from tests.server.gallery import WAIT, Gallery, make_entry

_SERVER = """
import sys
from homegallery.config.model import Settings
from homegallery.server.run import serve

serve(
    Settings.model_validate_json(sys.argv[1]),
    on_ready=lambda url: print(url, flush=True),
)
print("stopped", flush=True)
"""


@contextmanager
def running(gallery: Gallery, **server: Any) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """The server in a process of its own, and its address."""
    settings = gallery.settings(**server).model_dump_json(by_alias=True)
    command = [sys.executable, "-W", "error", "-c", _SERVER, settings]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def _events(lines: Iterator[str]) -> Iterator[dict[str, object]]:
    for line in lines:
        if line.startswith("data: "):
            yield json.loads(line.removeprefix("data: "))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stops_cleanly_with_an_open_event_stream(gallery: Gallery, number: signal.Signals) -> None:
    with (
        running(gallery) as (process, url),
        httpx.Client(base_url=url, timeout=WAIT) as client,
        client.stream("GET", "api/events/stream") as response,
    ):
        events = _events(response.iter_lines())
        assert next(events)["type"] == "pong"
        process.send_signal(number)
        assert all(event["type"] in ("import", "server") for event in events)
        assert process.stdout is not None
        assert process.stdout.read() == "stopped\n"
        assert process.wait(WAIT) == 0


def test_follows_the_database(gallery: Gallery) -> None:
    with running(gallery) as (_, url), httpx.Client(base_url=url, timeout=WAIT) as client:
        root = client.get("api/database/tree/root").json()["hash"]
        with client.stream("GET", "api/events/stream") as response:
            events = _events(response.iter_lines())
            assert next(events)["rootHash"] == root
            gallery.write([make_entry(1, "2026-01-01")])
            event = next(event for event in events if event["type"] == "server")
        assert event["action"] == "databaseReloaded"
        assert event["rootHash"] != root
        assert event["rootHash"] == client.get("api/database/tree/root").json()["hash"]


def test_an_address_in_use_is_named(gallery: Gallery) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServerError, match=f"127.0.0.1 port {port}") as caught:
            serve(gallery.settings(port=port))
    assert "--port" in caught.value.hint


@pytest.mark.parametrize("content", [None, "nonsense"])
def test_a_certificate_that_cannot_be_used_is_named(gallery: Gallery, content: str | None) -> None:
    key, cert = gallery.root / "key.pem", gallery.root / "cert.pem"
    if content:
        key.write_text(content)
        cert.write_text(content)
    with pytest.raises(ServerError, match=r"server\.key, server\.cert: .*cert\.pem"):
        serve(gallery.settings(key=key, cert=cert))


@pytest.mark.parametrize(("given", "missing"), [("key", "cert"), ("cert", "key")])
def test_half_of_a_certificate_does_not_serve_without_encryption(
    gallery: Gallery, given: str, missing: str
) -> None:
    with pytest.raises(ServerError, match=f"server.{missing} is missing"):
        serve(gallery.settings(**{given: gallery.root / "x.pem"}))


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
def test_https(gallery: Gallery) -> None:
    key, cert = gallery.root / "key.pem", gallery.root / "cert.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(
        [*command, *names, "-keyout", str(key), "-out", str(cert)], check=True, capture_output=True
    )
    context = ssl.create_default_context(cafile=cert)
    with (
        running(gallery, key=key, cert=cert) as (_, url),
        httpx.Client(base_url=url, verify=context, timeout=WAIT) as client,
    ):
        assert url.startswith("https://127.0.0.1:")
        assert client.get("healthz").text == "ok"


def test_the_server_process_stays_small() -> None:
    heavy = ("PIL", "numpy", "pillow_heif", "exiftool", "tzfpy", "cv2")
    code = f"import sys, homegallery.server.run; print([n for n in {heavy} if n in sys.modules])"
    answer = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    assert answer.stdout == "[]\n"
