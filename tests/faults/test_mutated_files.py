"""Files as a broken disk or a hostile sender makes them, through all steps."""

import os
import re
import shutil
import tempfile
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from homegallery.config.extractor import ExtractorSettings
from homegallery.extract.pipeline import Extracted, Extractor, FileGroup
from homegallery.extract.step import Lane
from homegallery.storage.layout import key_of
from homegallery.storage.store import Storage
from tests.extract import strange_steps
from tests.extract.photos import source_file
from tests.faults.mutations import SHARES, huge_png, whole_files, write_mutations
from tests.gallery import jpeg
from tests.shared import SHARED, needs_shared

HAS_FFMPEG: Final = shutil.which("ffmpeg") is not None
LIMIT: Final = 512 << 20
"""Bytes of its own memory that a worker may take here."""
LIBRARIES: Final = 256 << 20
"""Bytes that a worker shares with others at most: programs and libraries."""
SIZES: Final = {"preview_sizes": [128, 64]}


@dataclass
class Place:
    """Directories that workers see; in those for files and work nothing may change."""

    root: Path
    peak: int = 0
    """Most bytes that a worker had in memory."""

    @property
    def files(self) -> Path:
        return self.root / "files"

    @property
    def storage(self) -> Storage:
        return Storage(self.root / "storage")

    def strangers(self) -> list[str]:
        """What is neither a source nor an object nor a link to one."""
        found = [path for path in self.root.rglob("*") if path.is_file() or path.is_symlink()]
        return [
            str(path)
            for path in found
            if path.parent != self.files
            and key_of(path.relative_to(self.storage.root).as_posix() if self._has(path) else "")
            is None
        ]

    def _has(self, path: Path) -> bool:
        return self.storage.root in path.parents

    def extract(
        self, groups: Iterable[FileGroup], lane: Lane = "files", workers: int = 2
    ) -> dict[str, Extracted]:
        """Results by name of the primary file."""
        settings = ExtractorSettings.model_validate({"image": {"previewSizes": [128, 64]}})
        results = {}
        with Extractor(
            settings,
            self.storage,
            workers=workers,
            lane=lane,
            job_timeout=40,
            memory_limit=LIMIT if lane == "files" else 0,
        ) as extractor:
            for result in extractor.extract(groups, cancel=threading.Event()):
                self.peak = max(self.peak, *_resident())
                results[result.group[0].filename] = result
        return results


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    for name in ("files", "work", "temporary"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return Place(tmp_path)


def _resident() -> list[int]:
    """Most bytes each of our child processes had in memory."""
    peaks = [0]
    for task in Path("/proc/self/task").iterdir():
        for child in (task / "children").read_text().split():
            try:
                status = Path(f"/proc/{child}/status").read_text()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if match := re.search(r"VmHWM:\s*(\d+) kB", status):
                peaks.append(int(match[1]) << 10)
    return peaks


def _groups(paths: Iterable[Path]) -> list[FileGroup]:
    return [(source_file(path, path.parent),) for path in paths]


def _contents(paths: Iterable[Path]) -> dict[Path, tuple[bytes, int]]:
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in paths}


def _check(place: Place, paths: list[Path], results: dict[str, Extracted]) -> None:
    assert results.keys() == {path.name for path in paths}
    unexplained = [
        failure
        for result in results.values()
        for failure in result.failures
        if failure.step == "worker" or not failure.error
    ]
    assert unexplained == []
    assert place.strangers() == []
    assert 0 < place.peak < LIMIT + LIBRARIES


def test_mutated_files_end_in_a_result_each(place: Place) -> None:
    whole = whole_files(place.root / "temporary", videos=HAS_FFMPEG)
    for left in (place.root / "temporary").iterdir():
        left.unlink()
    paths = write_mutations(place.files, whole, seed=1)
    assert not HAS_FFMPEG or len(paths) == sum(SHARES.values()) == 2000
    before = _contents(paths)
    results = place.extract(_groups(paths))
    _check(place, paths, results)
    made = sum(bool(result.objects) for result in results.values())
    assert made > len(paths) / 2, "most mutations leave something to decode"

    videos = [result.group for result in results.values() if "video" in result.pending]
    converted = place.extract(videos[:40], lane="video", workers=1)
    assert len(converted) == len(videos[:40])
    assert place.strangers() == []
    assert _contents(paths) == before


@needs_shared
def test_broken_files_of_others_end_in_a_result_each(place: Place) -> None:
    assert SHARED is not None
    paths = sorted(path for path in (SHARED / "media/broken").iterdir() if path.is_file())
    _check(place, paths, place.extract(_groups(paths)))


def test_a_picture_that_needs_too_much_memory_costs_only_itself(place: Place) -> None:
    (place.files / "bomb.png").write_bytes(huge_png(40_000))
    (place.files / "good.jpg").write_bytes(jpeg())
    paths = [place.files / "bomb.png", place.files / "good.jpg"]
    results = place.extract(_groups(paths), workers=1)
    _check(place, paths, results)
    assert [failure.step for failure in results["bomb.png"].failures] == ["previews"]
    assert results["good.jpg"].failures == []


def test_a_step_cannot_take_more_memory_than_allowed(place: Place) -> None:
    """The worker goes on, and the next step has all of its memory again."""
    for name in ("hungry-1.jpg", "good.jpg", "hungry-2.jpg", "last.jpg"):
        (place.files / name).write_bytes(name.encode())
    groups = _groups(sorted(place.files.iterdir()))
    settings = ExtractorSettings()
    steps = strange_steps.steps
    with Extractor(settings, place.storage, workers=1, steps=steps) as extractor:
        results = list(extractor.extract(groups, cancel=threading.Event()))
    reasons = {result.group[0].filename: [f.error for f in result.failures] for result in results}
    limit = "needs more memory than extractor.memoryLimit (1024 MB)"
    assert reasons == {
        "good.jpg": [],
        "hungry-1.jpg": [limit],
        "hungry-2.jpg": [limit],
        "last.jpg": [],
    }
    pids = {
        place.storage.load(group[0].sha1).meta["exif"]["pid"]
        for group in groups
        if "hungry" not in group[0].filename
    }
    assert len(pids) == 1
    assert os.getpid() not in pids
