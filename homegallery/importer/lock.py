"""One import per gallery at a time, across processes."""

import errno
import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from homegallery import durable
from homegallery.errors import GalleryError

log = logging.getLogger(__name__)

_LENGTH: Final = 32
"""Bytes of the file: written over in one piece, so that a kill leaves the old or the new."""
_NO_LOCKS_HERE: Final = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP}


class ImportRunningError(GalleryError):
    """Another import of the same gallery is running."""

    exit_code = 4


class ImportLock:
    """A held lock, which also remembers whether the last import reached its end.

    ``cut_off_since`` is when the first import began that did not, in seconds of the
    epoch, or None. It is the time of the file, which is never empty in between.
    """

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor
        since = os.fstat(descriptor).st_mtime if _owner(descriptor) else None
        self.cut_off_since: Final = since
        with durable.naming(path):
            os.pwrite(descriptor, f"{os.getpid()}\n".ljust(_LENGTH).encode(), 0)
            if since is not None:
                os.utime(descriptor, (since, since))
            os.fsync(descriptor)

    @property
    def was_cut_off(self) -> bool:
        """Whether the import before this one did not reach its end."""
        return self.cut_off_since is not None

    def complete(self) -> None:
        """Note that this import finished everything it had planned."""
        with durable.naming(self._path):
            os.ftruncate(self._descriptor, 0)
            os.fsync(self._descriptor)


@contextmanager
def import_lock(database_file: Path) -> Iterator[ImportLock]:
    """Hold the lock of the gallery that writes ``database_file``.

    The kernel releases it when the process ends, however it ends, so a stale
    lock file never blocks. Raises ``ImportRunningError`` if it is taken.
    """
    path = database_file.with_name(f"{database_file.name}.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        _lock(descriptor, path)
        yield ImportLock(path, descriptor)
    finally:
        os.close(descriptor)


def _owner(descriptor: int) -> str:
    return os.pread(descriptor, _LENGTH, 0).decode(errors="replace").strip()


def _lock(descriptor: int, path: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        owner = _owner(descriptor) or "unknown"
        raise ImportRunningError(
            f"Another import of this gallery is running (process {owner}, lock {path})",
            hint="Wait until it has finished, or stop it, then try again.",
        ) from None
    except OSError as error:
        if error.errno not in _NO_LOCKS_HERE:
            raise
        log.warning("No file locks on %s: do not run two imports at once", path.parent)
