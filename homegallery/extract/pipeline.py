"""Extraction of many groups in worker processes; a crash costs one step of one file."""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Self

from homegallery.extract.crash import crash_reason, was_killed
from homegallery.extract.failures import Failure, FailureJournal, failure_now
from homegallery.extract.messages import tell
from homegallery.extract.pool import Job, WorkerPool, WorkersError
from homegallery.extract.source import FileGroup, SourceFile
from homegallery.extract.step import Lane, Step
from homegallery.extract.worker import Extracted
from homegallery.index.excludes import read_excludes
from homegallery.storage.store import Storage, StorageError

if TYPE_CHECKING:
    from homegallery.config.model import ExtractorSettings

__all__ = ["Extracted", "Extractor", "Failure", "FileGroup", "SourceFile", "WorkersError"]

log = logging.getLogger(__name__)


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
        self._timeout = job_timeout
        excludes = read_excludes(settings.excludes, settings.exclude_from_file)
        limit = settings.memory_limit if memory_limit is None else memory_limit
        start_arguments = (settings.plain(), storage, excludes, limit, steps, lane)
        self._pool = WorkerPool(workers, start_arguments, job_timeout, self._sweep)

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
        self._pool.close()

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
                while more and not cancel.is_set() and self._pool.has_room:
                    group = next(waiting, None)
                    more = group is not None
                    if group is not None:
                        self._pool.add(group, retry=self._retry(group))
                if not self._pool.running:
                    return
                yield from self._collect(cancel)
        finally:
            if self._pool.running:
                self._pool.stop()

    def _collect(self, cancel: threading.Event) -> Iterator[Extracted]:
        """Wait for the next result, if any soon, and yield it unless it has to be redone."""
        finished = self._pool.finished()
        if finished is None:
            self._report()
        elif not cancel.is_set():
            job, future = finished
            error = future.exception()
            if error is None:
                extracted = future.result()
                tell(extracted.messages)
                yield extracted
            else:
                yield from self._after_crash(job, error)

    def _report(self) -> None:
        for job in self._pool.running.values() if self._on_report else ():
            reported = job.marker.reported()
            file = next((file for file in job.group if reported and file.sha1 == reported[0]), None)
            if reported and file and self._on_report:
                self._on_report(file, reported[1])

    def _after_crash(self, job: Job, error: BaseException) -> Iterator[Extracted]:
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
            self._pool.add(job.group, retry=job.retry, killed=True)
            return
        if entered is None:
            failures = [failure_now(job.group[0], "worker", 0, reason)]
            stored = {sha1: self._storage.load(sha1) for sha1 in job.keys}
            yield Extracted(job.group, stored, failures)
            return
        sha1, step, version = entered
        file = next(file for file in job.group if file.sha1 == sha1)
        objects = self._storage.load(sha1)
        FailureJournal(self._storage, file, objects).add(step, version, reason)
        self._pool.add(job.group, retry=False)

    def _sweep(self, jobs: list[Job]) -> None:
        """Remove what killed workers left, except where others are writing now.

        Network steps leave next to nothing, and another lane may work on the same file.
        """
        if self._lane == "network":
            return
        busy = {sha1 for job in self._pool.running.values() for sha1 in job.keys}
        for sha1 in {sha1 for job in jobs for sha1 in job.keys} - busy:
            self._storage.sweep(sha1)
