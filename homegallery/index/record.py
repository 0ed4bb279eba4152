"""One file or directory of a source, as the index knows it."""

import os
import stat
from typing import Final, Literal, NamedTuple

FileType = Literal["f", "d", "l", "o"]

_TYPES: Final[dict[int, FileType]] = {
    stat.S_IFREG: "f",
    stat.S_IFDIR: "d",
    stat.S_IFLNK: "l",
}


class FileRecord(NamedTuple):
    """State of one path below the source directory, links followed.

    A named tuple, because a library has as many of these as it has files: it is
    built three times as fast as a frozen dataclass.

    ``filename`` is relative to the source, parts joined by ``/``; bytes that are
    not UTF-8 are surrogate escapes. Times ending in ``_ms`` are milliseconds
    since 1970, see ``milliseconds``. ``created`` and ``sha1sum_date`` are ISO
    times. ``sha1sum`` is empty while the content is not hashed, and always for
    directories.
    """

    filename: str
    size: int
    file_type: FileType
    mtime_ms: float
    ctime_ms: float
    atime_ms: float
    birthtime_ms: float
    ino: int
    dev: int
    mode: int
    nlink: int
    uid: int
    gid: int
    rdev: int
    blksize: int
    blocks: int
    created: str
    sha1sum: str = ""
    sha1sum_date: str | None = None


def milliseconds(nanoseconds: int) -> float:
    """Time in milliseconds, bit for bit as Node computes it from the two parts of a timespec.

    Dividing the nanoseconds by a million gives another double for one time in
    four, and a file whose ctime differs in the last bit is hashed again.
    """
    return nanoseconds // 1_000_000_000 * 1000 + nanoseconds % 1_000_000_000 / 1e6


def file_type(mode: int) -> FileType:
    """Type by ``st_mode``; pipes, sockets and devices are other."""
    return _TYPES.get(stat.S_IFMT(mode), "o")


def new_record(filename: str, status: os.stat_result, created: str) -> FileRecord:
    """Record of a path that was just looked at, not hashed yet.

    Linux tells Python no birth time; the ctime stands in, as in libuv without statx.
    """
    ctime = milliseconds(status.st_ctime_ns)
    birth: float | None = getattr(status, "st_birthtime", None)
    return FileRecord(
        filename=filename,
        size=status.st_size,
        file_type=file_type(status.st_mode),
        mtime_ms=milliseconds(status.st_mtime_ns),
        ctime_ms=ctime,
        atime_ms=milliseconds(status.st_atime_ns),
        birthtime_ms=ctime if birth is None else birth * 1000,
        ino=status.st_ino,
        dev=status.st_dev,
        mode=status.st_mode,
        nlink=status.st_nlink,
        uid=status.st_uid,
        gid=status.st_gid,
        rdev=status.st_rdev,
        blksize=status.st_blksize,
        blocks=status.st_blocks,
        created=created,
    )
