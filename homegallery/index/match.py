"""Is a known path unchanged? The three answers a source can choose from."""

import os
from collections.abc import Callable
from typing import Final

from homegallery.index.record import FileRecord, file_type, milliseconds

Matcher = Callable[[FileRecord, os.stat_result], bool]


def _same_size(known: FileRecord, status: os.stat_result) -> bool:
    return known.size == status.st_size and known.file_type == file_type(status.st_mode)


def _same_size_ctime(known: FileRecord, status: os.stat_result) -> bool:
    return (
        known.size == status.st_size
        and known.ctime_ms == milliseconds(status.st_ctime_ns)
        and known.file_type == file_type(status.st_mode)
    )


def _same_size_ctime_inode(known: FileRecord, status: os.stat_result) -> bool:
    return (
        known.size == status.st_size
        # The original keeps inode numbers as doubles.
        and (known.ino == status.st_ino or float(known.ino) == float(status.st_ino))
        and known.ctime_ms == milliseconds(status.st_ctime_ns)
        and (known.mode == status.st_mode or known.file_type == file_type(status.st_mode))
    )


_MATCHERS: Final[dict[str, Matcher]] = {
    "size": _same_size,
    "size-ctime": _same_size_ctime,
}


def matcher(name: str) -> Matcher:
    """The matcher called ``name``; ``size-ctime-inode`` for that and every unknown name."""
    return _MATCHERS.get(name, _same_size_ctime_inode)
