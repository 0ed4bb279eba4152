"""Extraction of many groups in worker processes; a crash costs one step of one file."""

import logging
import multiprocessing
import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from pebble import ProcessPool

from homegallery.errors import GalleryError
from homegallery.extract import worker
from homegallery.extract.crash import crash_reason, was_killed
from homegallery.extract.failures import Failure, FailureJournal, failure_now
from homegallery.extract.marker import Marker
from homegallery.extract.source import FileGroup, SourceFile
from homegallery.extract.step import Lane, Step
from homegallery.extract.worker import Extracted
from homegallery.index.excludes import read_excludes
from homegallery.storage.store import Storage, StorageError

if TYPE_CHECKING:
    from homegallery.config.model import ExtractorSettings

__all__ = ["Extracted", "Extractor", "Failure", "FileGroup", "SourceFile", "WorkersError"]

log = logging.getLogger(__name__)

IN_FLIGHT_PER_WORKER: Final = 8
"""Enough to keep workers busy while the caller writes the database."""

_POLL_SECONDS: Final = 0.1
_RESTARTS: Final = 3


class WorkersError(GalleryError):
    """Worker processes cannot be started."""


@dataclass(frozen=True, slots=True)
class _Job:
    number: int
    group: FileGroup
    marker: Marker
    retry: bool
    killed: bool = False
    """Whether a worker was killed over it before."""


class Extractor:
    """Runs the steps on groups of files in worker processes.

    Only steps of ``lane`` run. ``job_timeout`` is seconds per group or None,
    ``memory_limit`` bytes per worker (0 for none) instead of the configured one, ``steps``
    a function of a module that returns others than the built-in ones. Failed steps of the
    groups that ``retry`` wants run again however lately they failed. ``on_report`` gets
    files at work and how much of them is done, from 0 to 1. Processes start with the first
    job, stay between calls of ``extract`` and end with the block. Raises
    ``PatternFileError`` if the file with excludes cannot be read.
    """

    def __init__(
        self,
        settings: "ExtractorSettings",
        storage: Storage,
        *,
        workers: int,
        lane: Lane = "files",
        job_timeout: float | None = 300,
        memory_limit: int | None = None,
        steps: Callable[[], list[Step]] | None = None,
        retry: Callable[[FileGroup], bool] = lambda _: False,
        on_report: Callable[[SourceFile, float], None] | None = None,
    ) -> None:
        self._storage = storage
        self._lane = lane
        self._retry = retry
        self._on_report = on_report
        self._workers = workers
        self._timeout = job_timeout
        excludes = read_excludes(settings.excludes, settings.exclude_from_file)
        limit = settings.memory_limit if memory_limit is None else memory_limit
        self._start_arguments = (settings, storage, excludes, limit, steps, lane)
        self._pool: ProcessPool | None = None
        self._markers = TemporaryDirectory(prefix="homegallery-")
        self._numbers = count()
        self._running: dict[int, _Job] = {}
        self._done: queue.SimpleQueue[tuple[_Job, Future[Extracted]]] = queue.SimpleQueue()
        self._restarts = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all processes, also those at work, within a second."""
        self._stop()
        self._markers.cleanup()

    def extract(
        self, groups: Iterable[FileGroup], *, cancel: threading.Event
    ) -> Iterator[Extracted]:
        """Results as they get finished, at most a few groups per worker ahead.

        Setting ``cancel`` ends the iteration and the work at hand within a second;
        objects made so far stay. Raises ``WorkersError`` if processes die again and again
        without a result, and ``StorageError`` if the storage is full.
        """
        waiting = iter(groups)
        more = True
        try:
            while not cancel.is_set():
                while more and not cancel.is_set() and self._has_room:
                    group = next(waiting, None)
                    more = group is not None
                    if group is not None:
                        self._submit(self._job(group, retry=self._retry(group)))
                if not self._running:
                    return
                yield from self._collect(cancel)
        finally:
            if self._running:
                self._stop()

    @property
    def _has_room(self) -> bool:
        return len(self._running) < self._workers * IN_FLIGHT_PER_WORKER

    def _job(self, group: FileGroup, *, retry: bool, killed: bool = False) -> _Job:
        number = next(self._numbers)
        marker = Marker(Path(self._markers.name) / str(number))
        return _Job(number, group, marker, retry, killed)

    def _submit(self, job: _Job) -> None:
        self._running[job.number] = job
        if self._pool is None:
            self._pool = ProcessPool(
                max_workers=self._workers,
                initializer=worker.start,
                initargs=self._start_arguments,
                context=multiprocessing.get_context("spawn"),
            )
        try:
            future = self._pool.schedule(
                worker.run, (job.group, job.marker), {"retry": job.retry}, timeout=self._timeout
            )
        except RuntimeError:  # the pool broke while nothing ran
            self._restart()
        else:
            future.add_done_callback(lambda done: self._done.put((job, done)))

    def _collect(self, cancel: threading.Event) -> Iterator[Extracted]:
        """Wait for the next result, if any soon, and yield it unless it has to be redone."""
        try:
            job, future = self._done.get(timeout=_POLL_SECONDS)
        except queue.Empty:
            if self._pool is not None and not self._pool.active:
                self._restart()
            self._report()
            return
        if cancel.is_set() or job.number not in self._running:
            return
        error = future.exception()
        if isinstance(error, BrokenProcessPool):
            self._restart()
            return
        del self._running[job.number]
        if error is None:
            self._restarts = 0
            yield future.result()
        else:
            yield from self._after_crash(job, error)

    def _report(self) -> None:
        for job in self._running.values() if self._on_report else ():
            reported = job.marker.reported()
            file = next((file for file in job.group if reported and file.sha1 == reported[0]), None)
            if reported and file and self._on_report:
                self._on_report(file, reported[1])

    def _after_crash(self, job: _Job, error: BaseException) -> Iterator[Extracted]:
        """Record what the worker died of and do the rest of the group.

        Whom the kernel kills is not always who took the memory, so a kill counts only if
        it happens again.
        """
        if isinstance(error, StorageError):
            raise error
        reason = crash_reason(error, self._timeout)
        log.warning("%s: %s", job.group[0].filename, reason)
        self._sweep([job])
        entered = job.marker.read()
        job.marker.clear()
        if was_killed(error) and not job.killed:
            self._submit(self._job(job.group, retry=job.retry, killed=True))
            return
        if entered is None:
            failures = [failure_now(job.group[0], "worker", 0, reason)]
            stored = {sha1: self._storage.load(sha1) for sha1 in _keys(job)}
            yield Extracted(job.group, stored, failures)
            return
        sha1, step, version = entered
        file = next(file for file in job.group if file.sha1 == sha1)
        objects = self._storage.load(sha1)
        FailureJournal(self._storage, file, objects).add(step, version, reason)
        self._submit(self._job(job.group, retry=False))

    def _restart(self) -> None:
        """An idle worker died, which breaks the whole pool: give all jobs to a new one."""
        self._restarts += 1
        if self._restarts > _RESTARTS:
            raise WorkersError(
                "worker processes end as soon as they start",
                hint="check the free memory, and the log for what they say",
            )
        jobs = list(self._running.values())
        self._stop()
        for job in jobs:
            self._submit(job)

    def _stop(self) -> None:
        jobs = list(self._running.values())
        self._running.clear()
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
            self._pool = None
        self._done = queue.SimpleQueue()
        self._sweep(jobs)

    def _sweep(self, jobs: Iterable[_Job]) -> None:
        """Remove what killed workers left, except where others are writing now.

        Network steps leave next to nothing, and another lane may work on the same file.
        """
        if self._lane == "network":
            return
        busy = {sha1 for job in self._running.values() for sha1 in _keys(job)}
        for sha1 in {sha1 for job in jobs for sha1 in _keys(job)} - busy:
            self._storage.sweep(sha1)


def _keys(job: _Job) -> Iterator[str]:
    return (file.sha1 for file in job.group if file.sha1)
