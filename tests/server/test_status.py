"""GET /api/status and /healthz."""

from pathlib import Path

import pytest

import homegallery
from homegallery.importer.progress import Progress
from homegallery.server.routes.status import FAILURES
from tests.server.gallery import Gallery
from tests.server.test_events import Importer


def test_status_without_import(gallery: Gallery) -> None:
    with gallery.running() as client:
        status = client.get("/api/status").json()
        root = client.get("/api/database/tree/root").json()["hash"]
    assert status["version"] == homegallery.__version__
    assert (status["entries"], status["rootHash"], status["problem"]) == (12, root, "")
    assert status["import"]["phase"] == "idle"
    assert status["failures"] == []
    assert status["tools"].keys() == {"exiftool", "ffmpeg"}


def test_import_and_its_failures(gallery: Gallery) -> None:
    importer = Importer()
    importer.progress = Progress(phase="importing", source="Pictures", done=1, total=2, rate=0.5)
    failure = {"index": "Pictures", "filename": "a.jpg", "step": "x", "error": "e", "time": "t"}
    importer.failures = [failure] * (FAILURES + 1)
    with gallery.running(importer) as client:
        status = client.get("/api/status").json()
    assert status["import"]["source"] == "Pictures"
    assert status["import"]["remaining"] is None
    assert status["failures"] == [failure] * FAILURES


def test_a_missing_source_is_offline(gallery: Gallery) -> None:
    photos = gallery.root / "photos"
    with gallery.running() as client:
        for offline in (True, False):
            assert client.get("/api/status").json()["sources"] == [
                {"name": "Pictures", "dir": str(photos), "offline": offline}
            ]
            photos.mkdir(exist_ok=True)


def test_missing_tools_are_told(gallery: Gallery, monkeypatch: pytest.MonkeyPatch) -> None:
    tools = gallery.root / "bin"
    tools.mkdir()
    (tools / "ffmpeg").write_text("#!/bin/sh\n")
    (tools / "ffmpeg").chmod(0o755)
    monkeypatch.setenv("PATH", str(tools))
    with gallery.running() as client:
        assert client.get("/api/status").json()["tools"] == {"exiftool": False, "ffmpeg": True}


def test_an_unreadable_database_is_told(gallery: Gallery) -> None:
    Path(gallery.database).write_bytes(b"nonsense")
    with gallery.running() as client:
        status = client.get("/api/status").json()
        assert client.get("/").status_code == 200
    assert "database.db" in status["problem"]
    assert status["entries"] == 0
