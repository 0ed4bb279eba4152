"""One import per gallery at a time, across processes."""

import errno
import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO

from homegallery.errors import GalleryError

log = logging.getLogger(__name__)

_NO_LOCKS_HERE: Final = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP}


class ImportRunningError(GalleryError):
    """Another import of the same gallery is running."""

    exit_code = 4


class ImportLock:
    """A held lock, which also remembers whether the last import reached its end."""

    def __init__(self, file: TextIO) -> None:
        file.seek(0)
        self._file = file
        self.was_cut_off: Final = bool(file.read().strip())
        self._write(f"{os.getpid()}\n")

    def complete(self) -> None:
        """Note that this import finished everything it had planned."""
        self._write("")

    def _write(self, text: str) -> None:
        self._file.truncate(0)
        self._file.write(text)
        self._file.flush()
        os.fsync(self._file.fileno())


@contextmanager
def import_lock(database_file: Path) -> Iterator[ImportLock]:
    """Hold the lock of the gallery that writes ``database_file``.

    The kernel releases it when the process ends, however it ends, so a stale
    lock file never blocks. Raises ``ImportRunningError`` if it is taken.
    """
    path = database_file.with_name(f"{database_file.name}.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        _lock(file.fileno(), path)
        yield ImportLock(file)


def _lock(descriptor: int, path: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        owner = path.read_text().strip() or "unknown"
        raise ImportRunningError(
            f"Another import of this gallery is running (process {owner}, lock {path})",
            hint="Wait until it has finished, or stop it, then try again.",
        ) from None
    except OSError as error:
        if error.errno not in _NO_LOCKS_HERE:
            raise
        log.warning("No file locks on %s: do not run two imports at once", path.parent)
