import os
from pathlib import Path

import pytest

from homegallery.index import checkpoint as checkpoint_module
from homegallery.index.checkpoint import Checkpoint
from tests.index.records import record

HASH = "da39a3ee5e6b4b0d3255bfef95601890afd80709"
NAMES = ["a.jpg", "b\n},{.jpg", "bad\udcff.jpg"]


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "sub" / "Pictures.idx"


def written(index: Path) -> Path:
    with Checkpoint(index).writing() as add:
        for name in NAMES:
            add(record(name))
    return index.with_name("Pictures.idx.checkpoint")


def test_a_later_import_finds_the_hashes(index: Path) -> None:
    assert written(index).is_file()
    later = Checkpoint(index)
    assert [later.get(record(name, sha1sum="")) for name in NAMES] == [HASH] * 3
    assert later.get(record("other.jpg")) is None


@pytest.mark.parametrize("field", ["size", "ctime_ms", "ino"])
def test_a_changed_file_has_no_hash(index: Path, field: str) -> None:
    written(index)
    changed = record("a.jpg")
    changed = changed._replace(**{field: getattr(changed, field) + 1})
    assert Checkpoint(index).get(changed) is None


def test_two_imports_append(index: Path) -> None:
    written(index)
    with Checkpoint(index).writing() as add:
        add(record("later.jpg", sha1sum="ab" * 20))
    again = Checkpoint(index)
    assert again.get(record("a.jpg")) == HASH
    assert again.get(record("later.jpg")) == "ab" * 20


@pytest.mark.parametrize("lost", [1, 20, 60])
def test_a_torn_tail_is_cut_off(index: Path, lost: int) -> None:
    path = written(index)
    os.truncate(path, path.stat().st_size - lost)
    checkpoint = Checkpoint(index)
    assert checkpoint.get(record(NAMES[1])) == HASH
    assert checkpoint.get(record(NAMES[2])) is None
    with checkpoint.writing() as add:
        add(record(NAMES[2]))
    assert [Checkpoint(index).get(record(name)) for name in NAMES] == [HASH] * 3


def test_a_damaged_line_is_passed_over(index: Path) -> None:
    path = written(index)
    first, second, third = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(first + b"\0" * len(second) + b"\n[1]\n5\n" + third)
    checkpoint = Checkpoint(index)
    found = [checkpoint.get(record(name)) for name in NAMES]
    assert found == [HASH, None, HASH]


def test_clear_removes_the_file_and_forgets(index: Path) -> None:
    path = written(index)
    checkpoint = Checkpoint(index)
    checkpoint.clear()
    assert not path.exists()
    assert checkpoint.get(record("a.jpg")) is None
    checkpoint.clear()


def test_it_reaches_the_disk_at_intervals(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(descriptor))
    monkeypatch.setattr(checkpoint_module, "SYNC_SECONDS", 0.0)
    with Checkpoint(index).writing() as add:
        assert len(synced) == 1, "its name is on the disk"
        add(record("a.jpg"))
        add(record("b.jpg"))
        assert len(synced) == 3
    assert len(synced) == 4
