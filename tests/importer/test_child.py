"""The import in a process of its own."""

import logging
import multiprocessing
import os
import select
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from homegallery.importer.child import ImportProcessError, import_in_child
from homegallery.importer.lock import ImportRunningError, import_lock
from homegallery.importer.progress import Progress
from tests.gallery import Gallery, jpeg

PATIENCE = 60.0


def test_progress_messages_and_result_reach_the_server(
    gallery: Gallery, caplog: pytest.LogCaptureFixture
) -> None:
    gallery.add("a.jpg", jpeg())
    gallery.add("bad.jpg", b"bad")
    seen: list[Progress] = []
    with caplog.at_level(logging.INFO):
        summary = import_in_child(
            gallery.settings, workers=1, cancel=threading.Event(), on_progress=seen.append
        )
    assert summary.entries == 2
    assert [failure["filename"] for failure in summary.failures] == ["bad.jpg"]
    assert seen[-1].phase == "done"
    assert any("bad.jpg" in record.getMessage() for record in caplog.records)


def test_errors_keep_their_kind_and_hint(gallery: Gallery) -> None:
    with import_lock(gallery.database), pytest.raises(ImportRunningError) as caught:
        import_in_child(
            gallery.settings, workers=1, cancel=threading.Event(), on_progress=lambda _: None
        )
    assert caught.value.hint


def test_a_killed_import_is_an_error_and_not_the_end(gallery: Gallery) -> None:
    for number in range(20):
        gallery.add(f"{number}.jpg", jpeg(number))

    def kill(progress: Progress) -> None:
        if progress.phase == "importing":
            for child in multiprocessing.active_children():
                child.kill()

    with pytest.raises(ImportProcessError, match="exit code -9"):
        import_in_child(gallery.settings, workers=1, cancel=threading.Event(), on_progress=kill)


SERVER = """
import os, sys, threading
from pathlib import Path
from homegallery.config.load import load_settings
from homegallery.importer.child import import_in_child

def tell(progress):
    if progress.phase == "importing":
        print("importing", flush=True)

if __name__ == "__main__":
    settings = load_settings(Path(sys.argv[1]), environ={"HOME": "/"}).settings
    import_in_child(settings, workers=1, cancel=threading.Event(), on_progress=tell)
"""


def test_an_import_ends_with_its_server(gallery: Gallery, tmp_path: Path) -> None:
    for number in range(200):
        gallery.add(f"{number}.jpg", jpeg(number))
    script = tmp_path / "server.py"
    script.write_text(SERVER)
    server = subprocess.Popen(
        [sys.executable, str(script), str(gallery.root / "gallery.config.yml")],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": os.getcwd()},
    )  # fmt: skip
    with server:
        assert server.stdout is not None
        assert server.stdout.readline() == "importing\n"
        lock = gallery.database.with_name("database.db.lock")
        child = os.pidfd_open(int(lock.read_text()))
        server.kill()
    ended, _, _ = select.select([child], [], [], PATIENCE)
    os.close(child)
    assert ended
    assert len(gallery.names()) < 200
    with import_lock(gallery.database) as held:
        assert held.was_cut_off
