import os
from pathlib import Path

import pytest

from homegallery.index.match import matcher
from homegallery.index.record import FileRecord, new_record

NAMES = ["size-ctime-inode", "size-ctime", "size", "whatever"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "a.jpg"
    file.write_bytes(b"photo")
    return file


@pytest.fixture
def known(path: Path) -> FileRecord:
    return new_record("a.jpg", path.stat(), "")


@pytest.mark.parametrize("name", NAMES)
def test_an_untouched_file_is_unchanged(name: str, path: Path, known: FileRecord) -> None:
    assert matcher(name)(known, path.stat())


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("size-ctime-inode", ["size", "ctime_ms", "ino"]),
        ("whatever", ["size", "ctime_ms", "ino"]),
        ("size-ctime", ["size", "ctime_ms"]),
        ("size", ["size"]),
    ],
)
def test_only_the_named_fields_count(
    name: str, fields: list[str], path: Path, known: FileRecord
) -> None:
    numbers = ["size", "ctime_ms", "ino", "mtime_ms", "atime_ms", "dev", "uid", "mode"]
    noticed = [
        field
        for field in numbers
        if not matcher(name)(known._replace(**{field: getattr(known, field) + 1}), path.stat())
    ]
    assert noticed == fields


@pytest.mark.parametrize("name", NAMES)
def test_a_directory_in_place_of_a_file_is_a_change(
    name: str, path: Path, known: FileRecord
) -> None:
    assert not matcher(name)(known._replace(file_type="d", mode=0), path.stat())


def test_the_last_bit_of_the_ctime_counts(path: Path, known: FileRecord) -> None:
    other = known._replace(ctime_ms=known.ctime_ms + 0.00025)
    assert other.ctime_ms != known.ctime_ms
    assert not matcher("size-ctime")(other, path.stat())


def test_inodes_are_compared_as_doubles(path: Path, known: FileRecord) -> None:
    values = list(path.stat())
    values[1] = 2**60 + 1
    status = os.stat_result([*values, *values[7:10], *[path.stat().st_ctime_ns] * 3])
    beyond = known._replace(ino=2**60, ctime_ms=known.ctime_ms)
    assert beyond.ino != status.st_ino
    assert matcher("whatever")(beyond, status)
