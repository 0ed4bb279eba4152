"""The whole way of a photo, with real worker processes."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from homegallery.config.load import load_settings
from homegallery.importer import hashing
from homegallery.importer.failures import FailureList
from homegallery.importer.lock import ImportRunningError, import_lock
from homegallery.importer.progress import Progress
from homegallery.importer.run import Summary, run_import
from homegallery.index.checksum import HashFailure, hash_files
from homegallery.index.file import read_index
from homegallery.index.record import FileRecord
from tests.gallery import Gallery, jpeg


def import_all(gallery: Gallery) -> Summary:
    return run_import(gallery.settings, workers=1)


def indexed(gallery: Gallery) -> set[str]:
    return {record.filename for record in read_index(gallery.settings.sources[0].index).records}


def test_photos_become_entries_with_previews(gallery: Gallery) -> None:
    gallery.add("2024/a.jpg", jpeg(1, taken="2024:05:01 10:00:00"))
    gallery.add("b.png", jpeg(2))
    gallery.add("notes.txt", b"no photo")
    summary = import_all(gallery)
    assert (summary.entries, summary.files, summary.failures) == (2, 3, [])
    entry = next(e for e in gallery.entries() if e["files"][0]["filename"] == "2024/a.jpg")
    assert entry["date"].startswith("2024-05-01")
    assert (entry["width"], entry["height"]) == (160, 120)
    assert len(entry["previews"]) == 2
    assert all((gallery.settings.storage.dir / path).stat().st_size for path in entry["previews"])
    assert indexed(gallery) == {"2024", "2024/a.jpg", "b.png", "notes.txt"}


def test_a_second_import_changes_nothing(gallery: Gallery) -> None:
    gallery.add("a.jpg", jpeg())
    import_all(gallery)
    before = gallery.database.read_bytes(), gallery.settings.sources[0].index.read_bytes()
    summary = import_all(gallery)
    assert (summary.entries, summary.files) == (0, 0)
    assert before == (gallery.database.read_bytes(), gallery.settings.sources[0].index.read_bytes())


def test_progress_counts_up_to_all_files(gallery: Gallery) -> None:
    for number in range(3):
        gallery.add(f"{number}.jpg", jpeg(number))
    seen: list[Progress] = []
    run_import(gallery.settings, workers=1, on_progress=seen.append)
    assert [seen[0].phase, seen[-1].phase] == ["indexing", "done"]
    assert (seen[-1].done, seen[-1].total, seen[-1].failures) == (3, 3, 0)


def test_a_renamed_photo_keeps_its_previews(gallery: Gallery) -> None:
    path = gallery.add("a.jpg", jpeg())
    import_all(gallery)
    previews = gallery.previews()
    path.rename(gallery.pictures / "b.jpg")
    import_all(gallery)
    assert gallery.names() == ["b.jpg"]
    assert gallery.previews() == previews


def test_a_changed_photo_gets_a_new_entry_and_a_removed_one_leaves(gallery: Gallery) -> None:
    gallery.add("a.jpg", jpeg(1))
    removed = gallery.add("b.jpg", jpeg(2))
    import_all(gallery)
    (old,) = (e["id"] for e in gallery.entries() if e["files"][0]["filename"] == "a.jpg")
    gallery.add("a.jpg", jpeg(3))
    removed.unlink()
    import_all(gallery)
    (entry,) = gallery.entries()
    assert entry["files"][0]["filename"] == "a.jpg"
    assert entry["id"] != old


def test_a_sidecar_joins_and_leaves_its_photo(gallery: Gallery) -> None:
    gallery.add("a.jpg", jpeg())
    import_all(gallery)
    sidecar = gallery.add("a.jpg.xmp", b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>")
    import_all(gallery)
    assert [len(entry["files"]) for entry in gallery.entries()] == [2]
    sidecar.unlink()
    import_all(gallery)
    assert [len(entry["files"]) for entry in gallery.entries()] == [1]


def test_without_its_index_everything_comes_back_from_the_storage(gallery: Gallery) -> None:
    gallery.add("a.jpg", jpeg(1))
    vanished = gallery.add("b.jpg", jpeg(2))
    import_all(gallery)
    previews = gallery.previews()
    gallery.settings.sources[0].index.unlink()
    vanished.unlink()
    import_all(gallery)
    assert gallery.names() == ["a.jpg"]
    assert gallery.previews() == previews


def test_a_lost_database_is_built_again(gallery: Gallery) -> None:
    gallery.add("a.jpg", jpeg())
    import_all(gallery)
    previews = gallery.previews()
    gallery.database.unlink()
    import_all(gallery)
    assert gallery.names() == ["a.jpg"]
    assert gallery.previews() == previews


def test_an_unplugged_disk_keeps_its_photos(gallery: Gallery) -> None:
    gallery.add("a.jpg", jpeg())
    import_all(gallery)
    shutil.move(gallery.pictures, gallery.root / "elsewhere")
    assert import_all(gallery).offline == ["Pictures"]
    gallery.pictures.mkdir()
    assert import_all(gallery).offline == ["Pictures"]
    assert gallery.names() == ["a.jpg"]
    assert indexed(gallery) == {"a.jpg"}


def test_an_empty_source_says_what_to_do(gallery: Gallery) -> None:
    (warning,) = import_all(gallery).warnings
    assert str(gallery.pictures) in warning
    assert "mount" in warning


def test_a_lost_storage_is_told_and_made_again_by_a_full_import(gallery: Gallery) -> None:
    gallery.add("a.jpg", jpeg())
    assert import_all(gallery).warnings == []
    made = gallery.previews().keys()
    shutil.rmtree(gallery.settings.storage.dir)
    (warning,) = import_all(gallery).warnings
    assert str(gallery.settings.storage.dir) in warning
    assert "homegallery run import" in warning
    assert run_import(gallery.settings, workers=1, full=True).warnings == []
    assert gallery.previews().keys() == made


HOSTILE_NAMES = [b"-o.jpg", b"new\nline.jpg", b"\xff\xfe.jpg", b"sp ace ' \"#%.jpg", b"},{.jpg"]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_any_file_name_is_imported(gallery: Gallery, name: bytes) -> None:
    gallery.add(os.fsdecode(name), jpeg())
    assert import_all(gallery).failures == []
    assert gallery.names() == [os.fsdecode(name)]
    assert len(gallery.entries()[0]["previews"]) == 2
    assert import_all(gallery).files == 0


def test_bad_files_are_one_failure_each_and_the_rest_goes_on(gallery: Gallery) -> None:
    gallery.add("good.jpg", jpeg())
    gallery.add("empty.jpg", b"")
    gallery.add("text.jpg", b"this is no picture")
    gallery.add("empty.txt", b"")
    summary = import_all(gallery)
    assert sorted((f["filename"], f["step"]) for f in summary.failures) == [
        ("empty.jpg", "read"), ("text.jpg", "previews"),
    ]  # fmt: skip
    assert all(failure["error"] for failure in summary.failures)
    assert "good.jpg" in gallery.names()
    assert len(FailureList(gallery.database).items) == 2
    assert import_all(gallery).failures == []
    assert len(FailureList(gallery.database).items) == 2
    gallery.add("text.jpg", jpeg(1))
    gallery.add("empty.jpg", jpeg(2))
    import_all(gallery)
    assert FailureList(gallery.database).items == []


def test_an_unreadable_file_is_tried_again_with_each_import(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root may read every file, so the failure is made here."""

    def failing(base: Path, records: Iterable[FileRecord], **options: Any) -> Iterator[object]:
        for result in hash_files(base, records, **options):
            unreadable = isinstance(result, FileRecord) and result.filename == "a.jpg"
            yield HashFailure("a.jpg", "permission denied") if unreadable else result

    gallery.add("a.jpg", jpeg())
    gallery.add("b.jpg", jpeg(1))
    with monkeypatch.context() as patch:
        patch.setattr(hashing, "hash_files", failing)
        (failure,) = import_all(gallery).failures
    assert (failure["filename"], failure["step"]) == ("a.jpg", "read")
    assert gallery.names() == ["b.jpg"]
    assert import_all(gallery).failures == []
    assert gallery.names() == ["a.jpg", "b.jpg"]


def test_a_cancelled_import_keeps_finished_work_and_goes_on_later(gallery: Gallery) -> None:
    for number in range(40):
        gallery.add(f"{number:02}.jpg", jpeg(number))
    cancel = threading.Event()
    summary = run_import(gallery.settings, workers=1, cancel=cancel, on_database=cancel.set)
    assert summary.stopped
    finished = set(gallery.names())
    assert 0 < len(finished) < 40
    previews = gallery.previews()
    assert not import_all(gallery).stopped
    assert gallery.names() == [f"{number:02}.jpg" for number in range(40)]
    assert previews.items() <= gallery.previews().items()


def test_stopping_while_looking_keeps_the_checksums_of_an_earlier_import(gallery: Gallery) -> None:
    gallery.add("a.jpg", jpeg())
    other = gallery.root / "Other"
    other.mkdir()
    (other / "b.jpg").write_bytes(jpeg(1))
    settings = load_settings(
        gallery.root / "gallery.config.yml", environ={"HOME": "/"}, overrides={"sources+": [other]}
    ).settings
    index = settings.sources[0].index
    index.parent.mkdir()
    checkpoint = index.with_name(f"{index.name}.checkpoint")
    checkpoint.write_bytes(b"")
    cancel = threading.Event()

    def stop_at_the_second(progress: Progress) -> None:
        if progress.source == "Other":
            cancel.set()

    summary = run_import(settings, workers=1, cancel=cancel, on_progress=stop_at_the_second)
    assert summary.stopped
    assert checkpoint.exists()
    assert not index.exists()


KILLED = """
import os, signal, sys
from pathlib import Path
from homegallery.config.load import load_settings
from homegallery.importer.run import run_import

if __name__ == "__main__":
    settings = load_settings(Path(sys.argv[1]), environ={"HOME": "/"}).settings
    run_import(settings, workers=1, on_database=lambda: os.kill(os.getpid(), signal.SIGKILL))
"""


def test_a_killed_import_is_repaired_by_the_next(gallery: Gallery, tmp_path: Path) -> None:
    for number in range(20):
        gallery.add(f"{number:02}.jpg", jpeg(number))
    script = tmp_path / "killed.py"
    script.write_text(KILLED)
    command = [sys.executable, str(script), str(gallery.root / "gallery.config.yml")]
    killed = subprocess.run(command, check=False, env={**os.environ, "PYTHONPATH": os.getcwd()})
    assert killed.returncode == -signal.SIGKILL
    assert 0 < len(gallery.names()) < 20
    import_all(gallery)
    assert gallery.names() == [f"{number:02}.jpg" for number in range(20)]
    assert import_all(gallery).files == 0


def test_a_program_installed_later_completes_what_is_there(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shutil.which("exiftool") is None:
        pytest.skip("exiftool is not installed")
    gallery.add("a.jpg", jpeg(taken="2024:05:01 10:00:00"))
    with monkeypatch.context() as patch:
        patch.setenv("PATH", "/nowhere")
        import_all(gallery)
    (exif,) = gallery.settings.storage.dir.glob("*/*/*-exif.json")
    assert "ExifToolVersion" not in exif.read_text()
    assert gallery.entries()[0]["date"].startswith("2024-05-01")
    import_all(gallery)
    assert "ExifToolVersion" in exif.read_text()
    assert import_all(gallery).files == 0


def test_a_second_import_at_the_same_time_is_refused(gallery: Gallery) -> None:
    with import_lock(gallery.database), pytest.raises(ImportRunningError):
        import_all(gallery)


def test_a_damaged_index_holds_up_its_source_only(gallery: Gallery) -> None:
    gallery.add("a.jpg", jpeg(1))
    import_all(gallery)
    other = gallery.root / "Other"
    other.mkdir()
    (other / "b.jpg").write_bytes(jpeg(2))
    config = gallery.root / "gallery.config.yml"
    config.write_text(config.read_text().replace("Pictures']", "Pictures', '{baseDir}/Other']"))
    settings = load_settings(config, environ={"HOME": str(gallery.root)}).settings
    index = gallery.settings.sources[0].index
    index.write_bytes(index.read_bytes()[:50])
    summary = run_import(settings, workers=1)
    assert summary.offline == ["Pictures"]
    assert any(str(index) in warning and "remove it" in warning for warning in summary.warnings)
    assert gallery.names() == ["a.jpg", "b.jpg"]
    run_import(settings, workers=1, full=True)
    assert gallery.names() == ["a.jpg", "b.jpg"]
    index.unlink()
    assert run_import(settings, workers=1).offline == []
    assert gallery.names() == ["a.jpg", "b.jpg"]
