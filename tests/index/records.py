"""Records made up for tests."""

from typing import Any, cast

from homegallery.index.record import FileRecord, FileType

DATE = "2026-01-01T10:00:00.000Z"


def record(filename: str, *, file_type: str = "f", **fields: Any) -> FileRecord:
    made = FileRecord(
        filename=filename,
        size=10,
        file_type=cast("FileType", file_type),
        mtime_ms=1700000000000.25,
        ctime_ms=1700000000001.5,
        atime_ms=1700000000002.75,
        birthtime_ms=1700000000000,
        ino=77,
        dev=1,
        mode=0o40755 if file_type == "d" else 0o100644,
        nlink=1,
        uid=1000,
        gid=1000,
        rdev=0,
        blksize=4096,
        blocks=8,
        created=DATE,
        sha1sum="" if file_type == "d" else "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        sha1sum_date=None if file_type == "d" else DATE,
    )
    return made._replace(**fields)
