"""Full imports and imports in batches, with several and with vanishing sources."""

import shutil
import threading
from typing import Any

import pytest

from homegallery.config.load import load_settings
from homegallery.config.model import Settings
from homegallery.events.log import append_events, read_events
from homegallery.importer import round as rounds
from homegallery.importer.batch import Batch
from homegallery.importer.failures import FailureList
from homegallery.importer.progress import Progress
from homegallery.importer.run import Summary, run_import
from homegallery.importer.source import SourceImport
from homegallery.index.file import read_index
from homegallery.index.record import FileRecord
from homegallery.index.walk import Walk
from homegallery.storage.store import Storage
from tests.gallery import Gallery, jpeg


def run(gallery: Gallery, settings: Settings | None = None, *, full: bool = False) -> Summary:
    return run_import(settings or gallery.settings, workers=1, full=full)


def indexed(gallery: Gallery) -> set[str]:
    return {record.filename for record in read_index(gallery.settings.sources[0].index).records}


def with_sources(gallery: Gallery, *lines: str, remote: str = "") -> Settings:
    """The settings of the gallery with other sources, each a line of YAML."""
    config = gallery.root / "other.config.yml"
    sources = "".join(f"  - {line}\n" for line in lines)
    config.write_text(
        f"baseDir: {gallery.root}\n"
        "configDir: '{baseDir}/config'\n"
        "cacheDir: '{baseDir}/cache'\n"
        f"sources:{'' if lines else ' []'}\n{sources}"
        "extractor: {image: {previewSizes: [128, 64]}}\n" + remote
    )
    return load_settings(config, environ={"HOME": "/"}).settings


def test_a_full_import_of_unchanged_files_changes_nothing(gallery: Gallery) -> None:
    gallery.add("2024/a.jpg", jpeg(1, taken="2024:05:01 10:00:00"))
    gallery.add("b.jpg", jpeg(2))
    gallery.add("notes.txt", b"no photo")
    run(gallery)
    index = gallery.settings.sources[0].index
    before = gallery.database.read_bytes(), index.read_bytes(), gallery.previews()
    summary = run(gallery, full=True)
    assert summary.files == 3
    assert "previews" not in summary.seconds_by_step
    assert {"scan", "storage", "database", "index"} <= summary.seconds_by_step.keys()
    assert before == (gallery.database.read_bytes(), index.read_bytes(), gallery.previews())


def test_a_full_import_makes_what_is_missing(gallery: Gallery) -> None:
    gallery.add("a.jpg", jpeg())
    run(gallery)
    previews = gallery.previews()
    for path in previews:
        (gallery.settings.storage.dir / path).unlink()
    assert run(gallery).files == 0
    summary = run(gallery, full=True)
    assert gallery.previews().keys() == previews.keys()
    assert summary.seconds_by_step["previews"] > 0


def test_a_stopped_full_import_does_not_forget_what_is_known(gallery: Gallery) -> None:
    for number in range(30):
        gallery.add(f"{number:02}.jpg", jpeg(number))
    run(gallery)
    before = gallery.settings.sources[0].index.read_bytes()
    cancel = threading.Event()

    def stop(progress: Progress) -> None:
        if progress.phase == "importing":
            cancel.set()

    stopped = run_import(gallery.settings, workers=1, full=True, cancel=cancel, on_progress=stop)
    assert stopped.stopped
    assert gallery.settings.sources[0].index.read_bytes() == before


def test_batches_bring_small_files_first_and_all_in_the_end(gallery: Gallery) -> None:
    small, large = jpeg(1, (60, 40)), jpeg(2, (900, 700))
    limit = len(small) + 100
    gallery.add("small.jpg", small)
    gallery.add("large.jpg", large)
    shown: list[list[str]] = []
    run_import(
        gallery.settings,
        workers=1,
        batches=[Batch(limit), Batch(len(large)), Batch()],
        on_database=lambda: shown.append(gallery.names()),
    )
    assert shown == [["small.jpg"], ["large.jpg", "small.jpg"]]
    run_import(gallery.settings, workers=1, batches=[Batch(limit)])
    assert gallery.names() == ["large.jpg", "small.jpg"]


def test_a_changed_file_that_is_too_large_for_a_batch_keeps_its_entry(gallery: Gallery) -> None:
    gallery.add("a.jpg", jpeg(1, (60, 40)))
    run(gallery)
    (old,) = gallery.entries()
    gallery.add("a.jpg", jpeg(2, (900, 700)))
    run_import(gallery.settings, workers=1, batches=[Batch(2000)])
    assert gallery.entries() == [old]
    run(gallery)
    assert gallery.entries()[0]["id"] != old["id"]


def test_batches_that_would_find_nothing_are_left_out(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int | None] = []

    def counted(*arguments: Any, limit: int | None = None, **options: Any) -> SourceImport:
        looked.append(limit)
        return SourceImport(*arguments, limit=limit, **options)

    monkeypatch.setattr(rounds, "SourceImport", counted)
    gallery.add("a.jpg", jpeg())
    run_import(gallery.settings, workers=1, batches=[Batch(10), Batch(10**6), Batch()])
    assert looked == [10, 10**6]


def test_two_indexes_share_one_directory(gallery: Gallery) -> None:
    gallery.add("a.jpg", jpeg(1))
    gallery.add("raw/b.jpg", jpeg(2))
    settings = with_sources(
        gallery,
        "{dir: '{baseDir}/Pictures', index: '{configDir}/Most.idx', excludes: ['raw/']}",
        "{dir: '{baseDir}/Pictures', index: '{configDir}/Raw.idx', excludes: ['/*.jpg']}",
    )
    run(gallery, settings)
    found = {
        (entry["files"][0]["index"], entry["files"][0]["filename"]) for entry in gallery.entries()
    }
    assert found == {("Most", "a.jpg"), ("Raw", "raw/b.jpg")}
    before = gallery.database.read_bytes()
    run(gallery, settings, full=True)
    assert gallery.database.read_bytes() == before


def test_entries_of_an_offline_source_stay(gallery: Gallery) -> None:
    gallery.add("a.jpg", jpeg(1))
    run(gallery)
    offline = with_sources(gallery, "{dir: '{baseDir}/Pictures', offline: true}")
    shutil.move(gallery.pictures, gallery.root / "shelf")
    assert run(gallery, offline, full=True).dropped == {}
    assert gallery.names() == ["a.jpg"]


@pytest.mark.parametrize("configured", [True, False])
def test_a_lost_database_is_built_again_also_of_offline_sources(
    gallery: Gallery, configured: bool
) -> None:
    gallery.add("2024/a.jpg", jpeg(1))
    gallery.add("b.jpg", jpeg(2))
    gallery.add("notes.txt", b"no photo")
    run(gallery)
    before = gallery.entries()
    gallery.database.unlink()
    shutil.move(gallery.pictures, gallery.root / "shelf")
    offline = with_sources(
        gallery, f"{{dir: '{{baseDir}}/Pictures', offline: {str(configured).lower()}}}"
    )
    for _ in range(2):
        run(gallery, offline)
        assert [entry["hash"] for entry in gallery.entries()] == [e["hash"] for e in before]


def test_files_hidden_from_the_database_leave_with_a_full_import(gallery: Gallery) -> None:
    gallery.add("a.jpg", jpeg(1))
    gallery.add("private/b.jpg", jpeg(2))
    run(gallery)
    database = gallery.settings.database.model_copy(update={"excludes": ["private/"]})
    hiding = gallery.settings.model_copy(update={"database": database})
    run(gallery, hiding, full=True)
    assert gallery.names() == ["a.jpg"]
    run(gallery, full=True)
    assert gallery.names() == ["a.jpg", "private/b.jpg"]


def test_entries_of_a_source_that_is_not_configured_leave_with_a_full_import(
    gallery: Gallery,
) -> None:
    gallery.add("a.jpg", jpeg(1))
    other = gallery.root / "Other"
    other.mkdir()
    (other / "b.jpg").write_bytes(jpeg(2))
    run(gallery)
    settings = with_sources(gallery, "'{baseDir}/Other'")
    assert run(gallery, settings).dropped == {}
    assert gallery.names() == ["a.jpg", "b.jpg"]
    fetching = with_sources(gallery, "'{baseDir}/Other'", remote="remote: {url: 'http://x'}\n")
    assert run(gallery, fetching, full=True).dropped == {}
    assert run(gallery, with_sources(gallery), full=True).dropped == {}
    assert gallery.names() == ["a.jpg", "b.jpg"]
    assert run(gallery, settings, full=True).dropped == {"Pictures": 1}
    assert gallery.names() == ["b.jpg"]


def test_a_disk_that_goes_away_during_the_scan_loses_nothing(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    gallery.add("a.jpg", jpeg(1))
    gallery.add("b.jpg", jpeg(2))
    run(gallery)
    walk = Walk.run

    def unplugged(self: Walk) -> list[FileRecord]:
        (gallery.pictures / "b.jpg").unlink()
        found = walk(self)
        shutil.move(gallery.pictures, gallery.root / "shelf")
        return found

    with monkeypatch.context() as patch:
        patch.setattr(Walk, "run", unplugged)
        assert run(gallery).offline == ["Pictures"]
    assert gallery.names() == ["a.jpg", "b.jpg"]
    shutil.move(gallery.root / "shelf", gallery.pictures)
    run(gallery)
    assert gallery.names() == ["a.jpg"]


@pytest.mark.parametrize("step", ["hash", "extract"])
def test_a_disk_that_goes_away_during_the_work_loses_nothing(
    gallery: Gallery, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = gallery.add("00.jpg", jpeg(100))
    run(gallery)
    changed.write_bytes(jpeg(101, (200, 100)))
    for number in range(1, 20):
        gallery.add(f"{number:02}.jpg", jpeg(number))
    shelf = gallery.root / "shelf"
    name = "hashed" if step == "hash" else "finish"
    original = getattr(SourceImport, name)

    def unplugged(*arguments: object) -> object:
        if gallery.pictures.exists():
            shutil.move(gallery.pictures, shelf)
        return original(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(SourceImport, name, unplugged)
        summary = run(gallery)
    assert summary.offline == ["Pictures"]
    assert summary.failures == FailureList(gallery.database).items == []
    assert "00.jpg" in gallery.names()
    shutil.move(shelf, gallery.pictures)
    again = run(gallery)
    assert again.failures == []
    assert gallery.names() == [f"{number:02}.jpg" for number in range(20)]
    assert {entry["width"] for entry in gallery.entries()} == {160, 200}


def tag(gallery: Gallery, target: str, name: str, action: str = "addTag") -> None:
    append_events(
        gallery.settings.events.file,
        [
            {
                "type": "userAction",
                "id": f"{name}-{action}",
                "targetIds": [target],
                "actions": [{"action": action, "value": name}],
                "date": "2024-01-01T00:00:00.000Z",
            }
        ],
    )


def stated(gallery: Gallery, target: str) -> list[tuple[str, str]]:
    return [
        (action["action"], action["value"])
        for event in read_events(gallery.settings.events.file)
        if target in event["targetIds"]
        for action in event["actions"]
    ]


def test_an_edited_photo_keeps_its_tags_and_its_old_previews(gallery: Gallery) -> None:
    gallery.add("a.jpg", jpeg(1))
    run(gallery)
    (old,) = (entry["id"] for entry in gallery.entries())
    tag(gallery, old, "sea")
    tag(gallery, old, "tmp", "removeTag")
    previews = gallery.previews()
    gallery.add("a.jpg", jpeg(2))
    for _ in range(2):
        run(gallery)
        run(gallery, full=True)
        (new,) = (entry["id"] for entry in gallery.entries())
        assert stated(gallery, new) == [("addTag", "sea"), ("removeTag", "tmp")]
    assert previews.items() <= gallery.previews().items()
    assert Storage(gallery.settings.storage.dir).load(old).files


def test_photos_that_exchange_their_names_keep_their_own_tags(gallery: Gallery) -> None:
    gallery.add("a.jpg", jpeg(1))
    gallery.add("b.jpg", jpeg(2))
    run(gallery)
    ids = {entry["files"][0]["filename"]: entry["id"] for entry in gallery.entries()}
    tag(gallery, ids["a.jpg"], "sea")
    (gallery.pictures / "a.jpg").rename(gallery.pictures / "c")
    (gallery.pictures / "b.jpg").rename(gallery.pictures / "a.jpg")
    (gallery.pictures / "c").rename(gallery.pictures / "b.jpg")
    run(gallery)
    assert stated(gallery, ids["b.jpg"]) == []
    assert stated(gallery, ids["a.jpg"]) == [("addTag", "sea")]
