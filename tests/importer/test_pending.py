from pathlib import Path

import pytest

from homegallery import durable
from homegallery.importer import course, lane, publish
from homegallery.importer.pending import PendingFiles
from homegallery.importer.run import run_import
from tests.gallery import Gallery
from tests.importer import lane_steps
from tests.importer.extractors import extractor_with


def test_files_are_kept_across_restarts(tmp_path: Path) -> None:
    database = tmp_path / "database.db"
    pending = PendingFiles(database)
    for name in ("a.mp4", "caf\udce9.mp4"):
        pending.add("Videos", name)
    pending.add("Other", "a.mp4")
    pending.discard("Videos", "a.mp4")
    pending.save()
    again = PendingFiles(database)
    assert again.names("Videos") == {"caf\udce9.mp4"}
    assert again.names("Other") == {"a.mp4"}
    assert again.names("None") == set()


def test_it_is_written_when_the_index_is_and_not_with_each_part_of_the_database(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A library of videos puts tens of thousands of names there."""
    monkeypatch.setattr(publish, "PAUSE_SECONDS", 0)
    monkeypatch.setattr(publish, "PAUSE_FACTOR", 0)
    for module in (course, lane):
        monkeypatch.setattr(module, "Extractor", extractor_with(lane_steps.steps))
    for number in range(20):
        gallery.add(f"{number}.mp4", str(number).encode())
    writes: list[str] = []
    write = durable.write_bytes

    def counting(path: Path, data: bytes, **options: bool) -> None:
        writes.append(path.name)
        write(path, data, **options)

    monkeypatch.setattr(durable, "write_bytes", counting)
    databases: list[None] = []
    run_import(gallery.settings, workers=1, on_database=lambda: databases.append(None))
    assert len(databases) > 5
    assert 1 <= writes.count("database.db.pending.json") <= 2
    assert PendingFiles(gallery.database).names("Pictures") == set()


def test_an_empty_list_leaves_no_file(tmp_path: Path) -> None:
    pending = PendingFiles(tmp_path / "database.db")
    pending.add("Videos", "a.mp4")
    pending.save()
    pending.discard("Videos", "a.mp4")
    pending.save()
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_list_is_empty(tmp_path: Path) -> None:
    (tmp_path / "database.db.pending.json").write_bytes(b'["a')
    assert PendingFiles(tmp_path / "database.db").names("Videos") == set()
