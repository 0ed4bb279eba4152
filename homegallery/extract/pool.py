"""The worker processes, and the jobs they work on."""

import multiprocessing
import queue
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Final

from pebble import ProcessPool

from homegallery.errors import GalleryError
from homegallery.extract import worker
from homegallery.extract.marker import Marker
from homegallery.extract.scratch import scratch_directory
from homegallery.extract.source import FileGroup
from homegallery.extract.worker import Extracted

IN_FLIGHT_PER_WORKER: Final = 8
"""Enough to keep workers busy while the caller writes the database."""

_POLL_SECONDS: Final = 0.1
_RESTARTS: Final = 3


class WorkersError(GalleryError):
    """Worker processes cannot be started."""


@dataclass(frozen=True, slots=True)
class Job:
    """A group to be extracted; ``marker`` tells how far the worker came."""

    number: int
    group: FileGroup
    marker: Marker
    retry: bool
    killed: bool = False
    """Whether a worker was killed over it before."""

    @property
    def keys(self) -> Iterator[str]:
        """SHA-1 of the files."""
        return (file.sha1 for file in self.group if file.sha1)


class WorkerPool:
    """Gives jobs to worker processes, which start with the first one.

    ``start_arguments`` are those of ``worker.start``, ``timeout`` is seconds per job or
    None. ``on_killed`` is told the jobs whose processes were ended at work.
    """

    def __init__(
        self,
        workers: int,
        start_arguments: tuple[Any, ...],
        timeout: float | None,
        on_killed: Callable[[list[Job]], None],
    ) -> None:
        self.running: dict[int, Job] = {}
        """Jobs without a result, by number."""
        self._workers = workers
        self._start_arguments = start_arguments
        self._timeout = timeout
        self._on_killed = on_killed
        self._pool: ProcessPool | None = None
        self._markers = scratch_directory()
        self._numbers = count()
        self._done: queue.SimpleQueue[tuple[Job, Future[Extracted]]] = queue.SimpleQueue()
        self._restarts = 0

    @property
    def has_room(self) -> bool:
        """Whether more jobs keep the workers busier."""
        return len(self.running) < self._workers * IN_FLIGHT_PER_WORKER

    def add(self, group: FileGroup, *, retry: bool, killed: bool = False) -> None:
        """Start or queue a job."""
        number = next(self._numbers)
        marker = Marker(Path(self._markers.name) / str(number))
        self._submit(Job(number, group, marker, retry, killed))

    def finished(self) -> tuple[Job, Future[Extracted]] | None:
        """The next job with its result or error, None if there is none within a moment.

        Raises ``WorkersError`` if processes die again and again without a result.
        """
        try:
            job, future = self._done.get(timeout=_POLL_SECONDS)
        except queue.Empty:
            if self._pool is not None and not self._pool.active:
                self._restart()
            return None
        if job.number not in self.running:
            return None
        error = future.exception()
        if isinstance(error, BrokenProcessPool):
            self._restart()
            return None
        del self.running[job.number]
        if error is None:
            self._restarts = 0
        return job, future

    def stop(self) -> None:
        """End all processes, also those at work, within a second; jobs are forgotten."""
        jobs = list(self.running.values())
        self.running.clear()
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
            self._pool = None
        self._done = queue.SimpleQueue()
        self._on_killed(jobs)

    def close(self) -> None:
        """Stop, for the last time."""
        self.stop()
        self._markers.cleanup()

    def _submit(self, job: Job) -> None:
        self.running[job.number] = job
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

    def _restart(self) -> None:
        """An idle worker died, which breaks the whole pool: give all jobs to a new one."""
        self._restarts += 1
        if self._restarts > _RESTARTS:
            raise WorkersError(
                "worker processes end as soon as they start",
                hint="check the free memory, and the log for what they say",
            )
        jobs = list(self.running.values())
        self.stop()
        for job in jobs:
            self._submit(job)
