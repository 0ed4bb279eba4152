import shutil
import threading
import time
from pathlib import Path

import pytest

from homegallery.importer import course
from homegallery.importer.lock import import_lock
from homegallery.importer.run import run_import, run_part
from homegallery.importer.settling import SETTLED, Settling
from homegallery.importer.summary import Summary
from homegallery.index.file import Index
from homegallery.index.recent import Recent
from homegallery.index.scan import scan
from tests.extract.videos import QUARTERS, make_video, needs_ffmpeg
from tests.gallery import Gallery, jpeg


@pytest.fixture
def imported(gallery: Gallery) -> Gallery:
    gallery.add("2023/a.jpg", jpeg(1))
    gallery.add("2024/b.jpg", jpeg(2))
    gallery.add("2024/b.jpg.xmp", b"<x/>")
    run_import(gallery.settings, workers=1)
    return gallery


def look(gallery: Gallery, *directories: str, settling: Settling = SETTLED) -> Summary:
    summary = run_part(
        gallery.settings, {"Pictures": set(directories)}, workers=1, settling=settling
    )
    assert summary is not None
    return summary


def update(gallery: Gallery) -> Summary:
    return run_import(gallery.settings, workers=1)


def index(gallery: Gallery) -> bytes:
    return gallery.settings.sources[0].index.read_bytes()


def test_a_new_photo_costs_no_index_and_the_next_import_nothing(imported: Gallery) -> None:
    before = index(imported)
    imported.add("2024/new.jpg", jpeg(3))
    imported.add("2023/unseen.jpg", jpeg(4))
    summary = look(imported, "2024")
    assert (summary.entries, summary.files) == (1, 1)
    assert imported.names() == ["2023/a.jpg", "2024/b.jpg", "2024/new.jpg"]
    assert index(imported) == before
    assert look(imported, "2024").files == 0

    imported.pictures.joinpath("2023/unseen.jpg").unlink()
    database = imported.database.read_bytes()
    assert update(imported).files == 0
    assert imported.database.read_bytes() == database
    assert index(imported) != before
    assert not list(imported.database.parent.glob("*.recent"))
    assert update(imported).files == 0


def test_what_came_by_parts_goes_by_parts(imported: Gallery) -> None:
    imported.add("2024/new.jpg", jpeg(3))
    look(imported, "2024")
    imported.add("2024/new.jpg", jpeg(4))
    imported.add("2024/new.heic.jpg", jpeg(5))
    look(imported, "2024")
    assert imported.names() == ["2023/a.jpg", "2024/b.jpg", "2024/new.heic.jpg", "2024/new.jpg"]
    (imported.pictures / "2024" / "new.jpg").rename(imported.pictures / "2023" / "moved.jpg")
    (imported.pictures / "2024" / "b.jpg.xmp").unlink()
    previews = imported.previews()
    look(imported, "2024", "2023")
    assert imported.names() == ["2023/a.jpg", "2023/moved.jpg", "2024/b.jpg", "2024/new.heic.jpg"]
    assert imported.previews() == previews
    assert all(len(entry["files"]) == 1 for entry in imported.entries())
    shutil.rmtree(imported.pictures / "2024")
    look(imported, "")
    assert imported.names() == ["2023/a.jpg", "2023/moved.jpg"]
    assert update(imported).files == 0
    assert imported.names() == ["2023/a.jpg", "2023/moved.jpg"]


def test_a_new_sidecar_makes_its_photo_pass_again(imported: Gallery) -> None:
    imported.add("2023/a.jpg.xmp", b"<x/>")
    look(imported, "2023")
    files = {tuple(file["filename"] for file in entry["files"]) for entry in imported.entries()}
    assert files == {("2023/a.jpg", "2023/a.jpg.xmp"), ("2024/b.jpg", "2024/b.jpg.xmp")}


def test_very_much_is_left_to_a_whole_import(
    imported: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(course, "MOST_PART_FILES", 1)
    imported.add("2024/c.jpg", jpeg(3))
    imported.add("2024/d.jpg", jpeg(4))
    assert run_part(imported.settings, {"Pictures": {"2024"}}) is None
    assert update(imported).files == 2
    imported.add("2024/e.jpg", jpeg(5))
    assert look(imported, "2024").files == 1


def test_files_that_grow_wait(imported: Gallery) -> None:
    imported.add("2024/growing.jpg", jpeg(3))
    imported.add("2024/b.jpg", jpeg(4))
    imported.add("2024/whole.jpg", jpeg(5))
    before = {entry["id"] for entry in imported.entries()}
    growing = frozenset({("Pictures", "2024/growing.jpg"), ("Pictures", "2024/b.jpg")})
    summary = look(imported, "2024", settling=Settling(growing))
    assert summary.waiting == growing
    assert imported.names() == ["2023/a.jpg", "2024/b.jpg", "2024/whole.jpg"]
    assert before <= {entry["id"] for entry in imported.entries()}
    assert look(imported, "2024").files == 3
    assert not before <= {entry["id"] for entry in imported.entries()}


def test_fresh_files_wait_where_nobody_watches(gallery: Gallery) -> None:
    gallery.add("fresh.jpg", jpeg(1))
    summary = run_import(gallery.settings, workers=1, settling=Settling(seconds=3600))
    assert summary.waiting == {("Pictures", "fresh.jpg")}
    assert summary.files == 0
    assert run_import(gallery.settings, workers=1).waiting == set()
    assert gallery.names() == ["fresh.jpg"]


@needs_ffmpeg
def test_slow_steps_are_left_to_the_next_import(imported: Gallery) -> None:
    make_video(imported.pictures / "2024" / "film.mkv", QUARTERS)
    summary = look(imported, "2024")
    assert (summary.entries, summary.pending) == (1, 1)
    [film] = [entry for entry in imported.entries() if entry["type"] == "video"]
    assert not any("video-preview" in path for path in film["previews"])
    update(imported)
    [film] = [entry for entry in imported.entries() if entry["type"] == "video"]
    assert any("video-preview" in path for path in film["previews"])


def test_only_a_whole_look_can_repair(imported: Gallery) -> None:
    parts = {"Pictures": {"2024"}}
    with import_lock(imported.database):
        pass  # was cut off
    assert run_part(imported.settings, parts) is None
    update(imported)
    assert run_part(imported.settings, parts) is not None
    imported.settings.sources[0].index.unlink()
    assert run_part(imported.settings, parts) is None
    update(imported)
    imported.database.unlink()
    assert run_part(imported.settings, parts) is None


def test_a_kill_before_the_index_knows_loses_nothing(
    imported: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported.add("2024/new.jpg", jpeg(3))
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Recent, "append", _interrupted)
        look(imported, "2024")
    assert run_part(imported.settings, {"Pictures": {"2024"}}) is None
    update(imported)
    assert imported.names() == ["2023/a.jpg", "2024/b.jpg", "2024/new.jpg"]
    assert update(imported).files == 0


def _interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def test_an_unplugged_source_keeps_its_entries(imported: Gallery, tmp_path: Path) -> None:
    imported.pictures.rename(tmp_path / "unplugged")
    assert look(imported, "2024").offline == ["Pictures"]
    assert len(imported.names()) == 2


def test_it_can_be_stopped(imported: Gallery) -> None:
    cancel = threading.Event()
    cancel.set()
    imported.add("2024/new.jpg", jpeg(3))
    summary = run_part(imported.settings, {"Pictures": {"2024"}}, cancel=cancel)
    assert summary is not None
    assert summary.stopped
    update(imported)
    assert len(imported.names()) == 3


def test_a_clock_that_is_ahead_does_not_make_files_wait(gallery: Gallery) -> None:
    path = gallery.add("a.jpg", jpeg(1))
    source = gallery.settings.sources[0]
    found = scan(source, Index(None, "", []), cancel=threading.Event())
    ahead = [record._replace(ctime_ms=(time.time() + 3600) * 1000) for record in found.adds]
    found.adds[:] = ahead
    assert path.exists()
    assert Settling(seconds=5).waiting(source.name, found) == set()
    found.adds[:] = [record._replace(ctime_ms=time.time() * 1000 - 1) for record in ahead]
    assert Settling(seconds=3600).waiting(source.name, found) == {"a.jpg"}
