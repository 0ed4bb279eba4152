import os
from pathlib import Path

import pytest

from homegallery.index.record import file_type, milliseconds, new_record


@pytest.mark.parametrize(
    ("nanoseconds", "expected"),
    [
        # What Node 20 answers for files with these times.
        (1413363302318850201, 1413363302318.85),
        (1968855419926405871, 1968855419926.4058),
        (1059782730617139797, 1059782730617.1398),
        (1287458749087338309, 1287458749087.3384),
        (489016108321111109, 489016108321.1111),
        (-50262477837734416, -50262477837.73441),
        (-26613124725586169, -26613124725.58617),
        (1700000000000000000, 1700000000000.0),
    ],
)
def test_milliseconds_are_those_of_node(nanoseconds: int, expected: float) -> None:
    assert milliseconds(nanoseconds) == expected


def test_plain_division_would_give_another_double() -> None:
    assert milliseconds(1413363302318850201) != 1413363302318850201 / 1e6


def test_a_new_record_holds_what_the_file_system_says(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"photo")
    os.utime(path, ns=(1968855419926405871, 1413363302318850201))
    status = path.stat()
    record = new_record("2024/a.jpg", status, "2026-01-01T00:00:00.000Z")
    assert (record.filename, record.size, record.file_type) == ("2024/a.jpg", 5, "f")
    assert (record.atime_ms, record.mtime_ms) == (1968855419926.4058, 1413363302318.85)
    assert record.birthtime_ms == record.ctime_ms == milliseconds(status.st_ctime_ns)
    assert (record.ino, record.dev, record.mode) == (status.st_ino, status.st_dev, status.st_mode)
    assert (record.sha1sum, record.sha1sum_date) == ("", None)


def test_pipes_and_devices_are_other(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert file_type((tmp_path / "pipe").stat().st_mode) == "o"
    assert file_type(Path("/dev/null").stat().st_mode) == "o"
    assert file_type(tmp_path.stat().st_mode) == "d"
