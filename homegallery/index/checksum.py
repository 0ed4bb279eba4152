"""SHA-1 of file contents, several files at a time."""

import hashlib
import os
import stat
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from homegallery.index.checkpoint import Checkpoint
from homegallery.index.record import FileRecord
from homegallery.timestamp import now

_CHUNK: Final = 1024 * 1024
_AHEAD: Final = 3
"""Files started per thread before the first of them is waited for."""
_OPEN: Final = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY
"""Opening a pipe or a terminal must neither wait nor take it over."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class HashFailure:
    """A file that could not be hashed; the next import tries again."""

    filename: str
    reason: str


class _Unhashable(Exception):  # noqa: N818  (carries a reason)
    """The content has no checksum worth keeping."""


class _Stopped(Exception):  # noqa: N818  (not a failure)
    """Nobody waits for the checksum any more."""


def hash_files(
    base: Path,
    records: Iterable[FileRecord],
    *,
    checkpoint: Checkpoint,
    cancel: threading.Event,
    threads: int = 4,
) -> Iterator[FileRecord | HashFailure]:
    """Each of ``records`` with its SHA-1, or why it has none, in the same order.

    ``records`` are files relative to ``base``; they are taken as needed, a few
    ahead of what was asked for. A file that changes meanwhile is a failure. Ends
    early, within the time to read a megabyte, once ``cancel`` is set; what is
    hashed by then is in the checkpoint.
    """
    date = now()
    closed = threading.Event()

    def stopped() -> bool:
        return cancel.is_set() or closed.is_set()

    with checkpoint.writing() as add:

        def hashed(record: FileRecord) -> FileRecord | HashFailure:
            try:
                sha1sum = _sha1(base / record.filename, record.size, stopped)
            except OSError as error:
                return HashFailure(record.filename, error.strerror or str(error))
            except _Unhashable as error:
                return HashFailure(record.filename, str(error))
            done = record._replace(sha1sum=sha1sum, sha1sum_date=date)
            add(done)
            return done

        def start(record: FileRecord) -> Future[FileRecord | HashFailure]:
            sha1sum = checkpoint.get(record)
            if sha1sum is None:
                return pool.submit(hashed, record)
            known: Future[FileRecord | HashFailure] = Future()
            known.set_result(record._replace(sha1sum=sha1sum, sha1sum_date=date))
            return known

        pool = ThreadPoolExecutor(threads, thread_name_prefix="hash")
        try:
            for future in _ahead(map(start, records), threads * _AHEAD):
                if cancel.is_set():
                    return
                yield future.result()
        except _Stopped:
            return
        finally:
            closed.set()
            pool.shutdown(cancel_futures=True)


def _ahead(items: Iterable[T], count: int) -> Iterator[T]:
    """``items``, taking ``count`` more than were given out."""
    taken: deque[T] = deque()
    for item in items:
        taken.append(item)
        if len(taken) > count:
            yield taken.popleft()
    yield from taken


def _sha1(path: Path, size: int, stopped: Callable[[], bool]) -> str:
    """Checksum of a regular file that has ``size`` bytes from begin to end."""
    with os.fdopen(os.open(path, _OPEN), "rb", buffering=0) as file:
        before = os.fstat(file.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise _Unhashable("not a regular file")
        if before.st_size != size:
            raise _Unhashable("changed since the scan")
        digest = hashlib.sha1(usedforsecurity=False)
        buffer = memoryview(bytearray(min(size + 1, _CHUNK)))
        left = size
        while left >= 0 and (count := file.readinto(buffer)):
            if stopped():
                raise _Stopped
            digest.update(buffer[:count])
            left -= count
        after = os.fstat(file.fileno())
    if left or (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise _Unhashable("still changing")
    return digest.hexdigest()
