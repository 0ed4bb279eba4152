"""Writing files so that neither a kill nor a power loss leaves half of one.

Every durable file of the gallery is written here: a temporary file in the same
directory, fsync, rename, fsync of the directory. A reader sees the old file or
the new one. A kill leaves at most a temporary file, which ``sweep`` removes.
"""

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

TEMP_PREFIX = ".hg-"
TEMP_SUFFIX = ".tmp"
STALE_SECONDS = 24 * 3600.0
"""A temporary file older than this belongs to no running process."""


@contextmanager
def replacing(path: Path, *, sync: bool = True) -> Iterator[BinaryIO]:
    """Open a temporary file that takes the place of ``path`` on success.

    On an exception the old file stays and the temporary one is removed.
    ``sync=False`` skips both fsyncs: still whole or absent after a kill, but a
    power loss may lose or empty it; only for what can be computed again.
    Parent directories are created.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temp = path.with_name(f"{TEMP_PREFIX}{secrets.token_hex(6)}{TEMP_SUFFIX}")
    try:
        with temp.open("xb") as file:
            yield file
            file.flush()
            if sync:
                os.fsync(file.fileno())
        temp.replace(path)
    except BaseException:
        with suppress(OSError):
            temp.unlink()
        raise
    if sync:
        sync_directory(path.parent)


def write_bytes(path: Path, data: bytes, *, sync: bool = True) -> None:
    """Replace ``path`` by ``data``; see ``replacing``."""
    with replacing(path, sync=sync) as file:
        file.write(data)


def sync_directory(directory: Path) -> None:
    """Make a rename or a new name in ``directory`` survive a power loss."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sweep(directory: Path, *, older_than: float = STALE_SECONDS) -> int:
    """Remove temporary files that a killed process left in ``directory``.

    ``older_than`` in seconds; returns the number of removed files.
    """
    limit = time.time() - older_than
    removed = 0
    for temp in directory.glob(f"{TEMP_PREFIX}*{TEMP_SUFFIX}"):
        with suppress(OSError):
            if temp.stat().st_mtime <= limit:
                temp.unlink()
                removed += 1
    return removed
