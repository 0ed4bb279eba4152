"""Writing files so that neither a kill nor a power loss leaves half of one.

Every durable file of the gallery is written here: a temporary file, fsync, rename,
fsync of the directory. A reader sees the old file or the new one. A kill leaves at
most a temporary file, which ``sweep`` removes. Errors name the file.
"""

import ctypes
import fcntl
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

TEMP_PREFIX: Final = ".hg-"
TEMP_SUFFIX: Final = ".tmp"
STALE_SECONDS: Final = 10.0
"""A temporary file that nobody has locked or written to for so long has lost its process."""


@contextmanager
def replacing(
    path: Path, *, sync: bool = True, temp_dir: Path | None = None, mark: str = ""
) -> Iterator[BinaryIO]:
    """Open a temporary file that takes the place of ``path`` on success.

    On an exception the old file stays and the temporary one is removed.
    ``sync=False`` skips both fsyncs: still whole or absent after a kill, but a
    power loss may lose or tear it; only for what can be computed again.
    Parent directories are created. The temporary file is beside ``path`` or in
    ``temp_dir`` on the same file system; its name begins with ``mark``, see ``sweep``.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    directory = path.parent if temp_dir is None else temp_dir
    temp = directory / f"{TEMP_PREFIX}{mark}{secrets.token_hex(6)}{TEMP_SUFFIX}"
    try:
        with naming(path, temp), temp.open("xb") as file:
            hold(file.fileno())
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


def append(path: Path, descriptor: int, data: bytes) -> None:
    """Write all of ``data``: a disk that is almost full takes a part without an error."""
    with naming(path):
        while data:
            data = data[os.write(descriptor, data) :]


def sync_directory(directory: Path) -> None:
    """Make a rename or a new name in ``directory`` survive a power loss."""
    _sync(directory)


def sync_file(path: Path) -> None:
    """Make the content of a file that another program wrote survive a power loss."""
    _sync(path)


def sync_filesystem(directory: Path) -> None:
    """Make all that was written to the disk of ``directory`` survive a power loss.

    For many files at once, in the time of one. Raises ``OSError`` if the disk fails.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "syncfs"):
        os.sync()
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        if libc.syncfs(descriptor) != 0:
            error = ctypes.get_errno()
            raise OSError(error, os.strerror(error), str(directory))
    finally:
        os.close(descriptor)


@contextmanager
def naming(path: Path, temp: Path | None = None) -> Iterator[None]:
    """Name ``path`` in errors of the block that know no file, as those of a full disk.

    Also in those about ``temp``, a name that says nothing to anybody.
    """
    try:
        yield
    except OSError as error:
        if error.errno is not None and error.filename in (None, temp and str(temp)):
            error.filename = str(path)
        raise


def sweep(directory: Path, *, mark: str = "", older_than: float = STALE_SECONDS) -> int:
    """Remove temporary files that a killed process left in ``directory``.

    Only those with ``mark`` that were not written to for ``older_than`` seconds and that
    no process holds; returns the number of removed files.
    """
    limit = time.time() - older_than
    removed = 0
    for temp in directory.glob(f"{TEMP_PREFIX}{mark}*{TEMP_SUFFIX}"):
        with suppress(OSError):
            if temp.stat().st_mtime <= limit and not _is_held(temp):
                temp.unlink()
                removed += 1
    return removed


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        with naming(path):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _is_held(temp: Path) -> bool:
    with temp.open("rb") as file:
        return not hold(file.fileno())


def hold(descriptor: int) -> bool:
    """Tell ``sweep`` that a temporary file is in use, until it is closed.

    Returns whether nobody else holds it. Where locks are unknown, age has to do.
    """
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True
