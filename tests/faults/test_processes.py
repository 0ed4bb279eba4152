"""Faults in imports with all their processes, as users start them."""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest

from homegallery.importer.progress import Progress
from homegallery.importer.run import run_import
from tests.extract.videos import make_video
from tests.faults import home
from tests.faults.disk import Kind
from tests.gallery import Gallery, jpeg, make_gallery

ROOT: Final = Path(__file__).parents[2]
NAMES: Final = [f"{number:02}.jpg" for number in range(12)]


@pytest.fixture
def gallery(tmp_path: Path) -> Gallery:
    gallery = make_gallery(tmp_path / "home")
    for number, name in enumerate(NAMES):
        gallery.add(name, jpeg(number))
    return gallery


def run_command(
    gallery: Gallery, role: str, kind: Kind, at: int
) -> "subprocess.CompletedProcess[str]":
    """``run import`` in which one kind of process meets a fault; all of them end with it."""
    once = gallery.root.parent / "once"
    paths = [str(ROOT / "tests/faults/startup"), str(ROOT)]
    process = subprocess.Popen(
        [sys.executable, "-m", "homegallery", "run", "import", "--workers", "1",
         "--config", str(gallery.root / "gallery.config.yml")],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(paths),
            "HOMEGALLERY_TEST_DISK": f"{role}:{kind}:{at}:{gallery.root}:{once}",
            "HOME": str(gallery.root),
            "COLUMNS": "500",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )  # fmt: skip
    with process:
        output, errors = process.communicate()  # ends when the last process closes its pipes
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    once.unlink(missing_ok=True)
    return subprocess.CompletedProcess(process.args, process.returncode, output, errors)


def complete(gallery: Gallery, names: list[str] = NAMES) -> None:
    """The next import: it finishes what was begun, and keeps what was made."""
    home.check_readable(gallery)
    made = gallery.previews()
    home.let_time_pass(gallery)
    assert run_import(gallery.settings, workers=1).failures == []
    assert gallery.names() == sorted(names)
    assert all(entry["previews"] for entry in gallery.entries())
    assert made.items() <= gallery.previews().items()
    assert home.temporary_files(gallery) == []
    assert home.failures(gallery) == set()
    assert run_import(gallery.settings, workers=1).files == 0


@pytest.mark.parametrize(("role", "at"), [("main", 1), ("main", 20), ("worker", 1), ("worker", 25)])
def test_a_full_disk_ends_the_import_with_one_message(gallery: Gallery, role: str, at: int) -> None:
    result = run_command(gallery, role, "full", at)
    assert result.returncode == 1, result.stderr
    assert "No space left on device" in result.stderr
    assert str(gallery.root) in result.stderr
    assert "Traceback" not in result.stderr
    assert home.failures(gallery) == set()
    assert list(gallery.settings.storage.dir.rglob("*-failures.json")) == []
    complete(gallery)


@pytest.mark.parametrize("at", [2, 17])
def test_a_worker_killed_by_the_kernel_costs_no_photo(gallery: Gallery, at: int) -> None:
    """It was killed for the memory of others, so its photo gets another chance at once."""
    result = run_command(gallery, "worker", "kill", at)
    assert result.returncode == 0, result.stderr
    assert "was killed" in result.stderr
    assert gallery.names() == NAMES
    assert all(len(entry["previews"]) == 2 for entry in gallery.entries())
    assert home.temporary_files(gallery) == []
    complete(gallery)


@pytest.mark.parametrize("at", [8, 40, 55])
def test_a_killed_import_is_completed_by_the_next(gallery: Gallery, at: int) -> None:
    names = NAMES
    if shutil.which("ffmpeg"):
        make_video(gallery.pictures / "film.mp4", "testsrc=s=64x48")
        names = [*NAMES, "film.mp4"]
    result = run_command(gallery, "main", "kill", at)
    assert result.returncode == -signal.SIGKILL, result.stderr
    complete(gallery, names)
    films = [e for e in gallery.entries() if e["files"][0]["filename"] == "film.mp4"]
    storage = gallery.settings.storage.dir
    assert len(list(storage.rglob("*-video-preview-720.mp4"))) == len(films)


@pytest.mark.parametrize("moment", ["indexing", "importing", "published"])
def test_a_source_that_goes_away_keeps_its_photos(gallery: Gallery, moment: str) -> None:
    away = gallery.root / "unplugged"

    def unplug() -> None:
        if gallery.pictures.exists():
            gallery.pictures.rename(away)

    def listen(progress: Progress) -> None:
        if progress.phase == moment:
            unplug()

    gallery.add("old.jpg", jpeg(100))
    run_import(gallery.settings, workers=1)
    for number, name in enumerate(NAMES):
        gallery.add(name, jpeg(200 + number))
    summary = run_import(
        gallery.settings,
        workers=1,
        on_progress=listen,
        on_database=unplug if moment == "published" else lambda: None,
    )
    assert summary.failures == []
    assert summary.offline == ["Pictures"]
    assert gallery.names() == [*NAMES, "old.jpg"]
    away.rename(gallery.pictures)
    complete(gallery, [*NAMES, "old.jpg"])
