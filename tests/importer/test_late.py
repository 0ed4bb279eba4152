"""Slow steps beside the import: what is shown when, and what a kill costs."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from homegallery.importer import course, lane
from homegallery.importer.failures import FailureList
from homegallery.importer.pending import PendingFiles
from homegallery.importer.progress import Progress
from homegallery.importer.retry import Retry
from homegallery.importer.run import Summary, run_import
from homegallery.index.file import read_index
from tests.extract import strange_steps
from tests.gallery import Gallery
from tests.importer import lane_steps
from tests.importer.extractors import extractor_with


@pytest.fixture(autouse=True)
def lanes(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (course, lane):
        monkeypatch.setattr(module, "Extractor", extractor_with(lane_steps.steps))


def import_changes(
    gallery: Gallery, on_progress: Callable[[Progress], None] = lambda _: None
) -> Summary:
    return run_import(gallery.settings, workers=1, on_progress=on_progress)


def previews(gallery: Gallery, name: str) -> set[str]:
    """Suffixes of the previews of an entry."""
    (found,) = (entry for entry in gallery.entries() if entry["files"][0]["filename"] == name)
    return {path.partition("-")[2] for path in found["previews"]}


def cities(gallery: Gallery) -> list[object]:
    return [dict(entry).get("city") for entry in gallery.entries()]


def pending(gallery: Gallery) -> set[str]:
    return PendingFiles(gallery.database).names("Pictures")


def test_a_video_is_shown_first_and_converted_later(gallery: Gallery) -> None:
    gallery.add("a.mp4", b"a")
    gallery.add("b.jpg", b"b")
    shown: list[set[str]] = []
    run_import(
        gallery.settings, workers=1, on_database=lambda: shown.append(previews(gallery, "a.mp4"))
    )
    assert shown[0] == {lane_steps.POSTER}
    assert shown[-1] == {lane_steps.POSTER, lane_steps.VIDEO}
    assert pending(gallery) == set()
    assert import_changes(gallery).files == 0


def test_what_several_lanes_make_of_a_file_comes_together(gallery: Gallery) -> None:
    gallery.add("a.mp4", b"a")
    gallery.add("b.jpg", b"b")
    import_changes(gallery)
    assert previews(gallery, "a.mp4") == {lane_steps.POSTER, lane_steps.VIDEO}
    assert cities(gallery) == ["Berlin", "Berlin"]


def test_failed_files_are_tried_again_in_all_lanes_when_asked(gallery: Gallery) -> None:
    for name in ("broken.mp4", "broken photo.jpg", "other broken.mp4"):
        gallery.add(name, name.encode())
    assert len(import_changes(gallery).failures) == 3
    (gallery.root / "repaired").touch()
    assert import_changes(gallery).files == 0
    retry = Retry(frozenset({("Pictures", "broken.mp4"), ("Pictures", "broken photo.jpg")}))
    summary = run_import(gallery.settings, workers=1, retry=retry)
    assert (summary.files, summary.failures) == (2, [])
    assert previews(gallery, "broken.mp4") == {lane_steps.POSTER, lane_steps.VIDEO}
    assert previews(gallery, "broken photo.jpg") == {lane_steps.POSTER}
    (left,) = FailureList(gallery.database).items
    assert left["filename"] == "other broken.mp4"


def stopped_at_the_video(gallery: Gallery) -> Summary:
    cancel = threading.Event()

    def stop(progress: Progress) -> None:
        if progress.file_done:
            assert progress.file == "slow.mp4"
            cancel.set()

    return run_import(gallery.settings, workers=1, cancel=cancel, on_progress=stop)


def open_gate(gallery: Gallery) -> None:
    """Slow videos need not wait any more."""
    gate = gallery.root / "gate"
    gate.unlink(missing_ok=True)
    gate.touch()


def test_a_stopped_conversion_is_made_by_the_next_import(gallery: Gallery) -> None:
    os.mkfifo(gallery.root / "gate")
    gallery.add("slow.mp4", b"slow")
    assert stopped_at_the_video(gallery).stopped
    assert previews(gallery, "slow.mp4") == {lane_steps.POSTER}
    assert pending(gallery) == {"slow.mp4"}
    (record,) = read_index(gallery.settings.sources[0].index).records
    assert record.sha1sum
    open_gate(gallery)
    import_changes(gallery)
    assert previews(gallery, "slow.mp4") == {lane_steps.POSTER, lane_steps.VIDEO}
    assert pending(gallery) == set()


KILLED = """
import os, signal, sys
from pathlib import Path
from homegallery.config.load import load_settings
from homegallery.importer import course, lane, run
from tests.importer import lane_steps
from tests.importer.extractors import extractor_with

def kill(progress):
    if progress.file_done:
        os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    lane.Extractor = course.Extractor = extractor_with(lane_steps.steps)
    settings = load_settings(Path(sys.argv[1]), environ={"HOME": "/"}).settings
    run.run_import(settings, workers=1, on_progress=kill)
"""


def test_a_kill_costs_the_running_conversion_only(gallery: Gallery, tmp_path: Path) -> None:
    os.mkfifo(gallery.root / "gate")
    gallery.add("a.mp4", b"a")
    gallery.add("slow.mp4", b"slow and larger, so it comes later")
    script = tmp_path / "killed.py"
    script.write_text(KILLED)
    command = [sys.executable, str(script), str(gallery.root / "gallery.config.yml")]
    killed = subprocess.run(command, check=False, env={**os.environ, "PYTHONPATH": os.getcwd()})
    assert killed.returncode == -signal.SIGKILL
    converted = list(gallery.settings.storage.dir.glob(f"*/*/*-{lane_steps.VIDEO}"))
    times = [path.stat().st_mtime_ns for path in converted]
    assert "slow.mp4" in pending(gallery)
    open_gate(gallery)
    import_changes(gallery)
    for name in ("a.mp4", "slow.mp4"):
        assert previews(gallery, name) == {lane_steps.POSTER, lane_steps.VIDEO}
    assert [path.stat().st_mtime_ns for path in converted] == times
    assert pending(gallery) == set()


def test_a_failed_conversion_is_told_and_not_tried_at_once(gallery: Gallery) -> None:
    gallery.add("broken.mp4", b"broken")
    (failure,) = import_changes(gallery).failures
    assert (failure["filename"], failure["step"]) == ("broken.mp4", "convert")
    assert [item["step"] for item in FailureList(gallery.database).items] == ["convert"]
    assert pending(gallery) == set()
    assert cities(gallery) == ["Berlin"]
    assert import_changes(gallery).files == 0
    full = run_import(gallery.settings, workers=1, full=True)
    assert [item["attempts"] for item in full.failures] == [1]


def test_new_photos_do_not_wait_for_a_conversion(gallery: Gallery) -> None:
    os.mkfifo(gallery.root / "gate")
    gallery.add("slow.mp4", b"slow")
    again, cancel = threading.Event(), threading.Event()
    added = threading.Event()

    def add(progress: Progress) -> None:
        if progress.file_done and not added.is_set():
            added.set()
            gallery.add("b.jpg", b"b")
            again.set()

    def stop() -> None:
        if added.is_set() and "b.jpg" in gallery.names():
            cancel.set()

    run_import(
        gallery.settings, workers=1, cancel=cancel, on_progress=add, on_database=stop, again=again
    )
    assert gallery.names() == ["b.jpg", "slow.mp4"]
    assert previews(gallery, "slow.mp4") == {lane_steps.POSTER}


def test_a_lane_that_breaks_does_not_hold_up_the_import(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    gallery.add("a.mp4", b"a")
    gallery.add("b.mp4", b"b")
    with monkeypatch.context() as patch:
        patch.setattr(lane, "Extractor", extractor_with(strange_steps.no_steps))
        warnings = import_changes(gallery).warnings
    assert sorted(text.partition(" had")[0] for text in warnings) == [
        "the steps of the lane network", "the steps of the lane video",
    ]  # fmt: skip
    assert pending(gallery) == {"a.mp4", "b.mp4"}
    import_changes(gallery)
    assert previews(gallery, "b.mp4") == {lane_steps.POSTER, lane_steps.VIDEO}


def test_a_file_that_is_gone_is_not_waited_for(gallery: Gallery) -> None:
    os.mkfifo(gallery.root / "gate")
    video = gallery.add("slow.mp4", b"slow")
    gallery.add("b.jpg", b"b")
    stopped_at_the_video(gallery)
    video.unlink()
    import_changes(gallery)
    assert gallery.names() == ["b.jpg"]
    assert pending(gallery) == set()
