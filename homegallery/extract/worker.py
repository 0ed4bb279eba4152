"""The worker process: runs all steps on one group of files after another.

Importing this module is cheap; decoders are imported when a worker starts.
"""

import gc
import logging
import os
import signal
import stat
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from homegallery.extract.failures import Failure, FailureJournal, is_lasting, reason_of
from homegallery.extract.marker import Marker
from homegallery.extract.messages import Messages, collect_messages
from homegallery.extract.process import be_modest, end_with_parent, give_memory_back, keep_memory
from homegallery.extract.source import FileGroup, SourceFile
from homegallery.extract.step import (
    Lane,
    NotNowError,
    SourceChangedError,
    Step,
    Work,
    WorkerTools,
)
from homegallery.index.excludes import Excludes
from homegallery.storage.store import Storage, StorageError, StoredObjects

if TYPE_CHECKING:
    from homegallery.config.model import ExtractorSettings

REPORT_SECONDS: Final = 0.25
"""Time between two reports of a long step."""


@dataclass(slots=True)
class Extracted:
    """What is known of a group after all steps.

    ``objects`` by SHA-1; ``failures`` are all that stand, also those of earlier runs that
    are not tried again yet and not those of steps in ``pending`` lanes; ``seconds`` is the
    time spent by step in this run, ``storage`` the rest;
    ``pending`` names the other lanes that have something to do for the group now, and the
    worker's own if it could not do now what there is to do;
    ``messages`` is what the worker logged meanwhile.
    """

    group: FileGroup
    objects: dict[str, StoredObjects] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    pending: frozenset[Lane] = frozenset()
    messages: list[logging.LogRecord] = field(default_factory=list)


class Worker:
    """Steps of one lane, settings and tools of one process."""

    def __init__(
        self,
        steps: list[Step],
        settings: "ExtractorSettings",
        storage: Storage,
        excludes: Excludes | None = None,
        lane: Lane = "files",
    ) -> None:
        self._steps = [step for step in steps if step.lane == lane]
        self._others = [step for step in steps if step.lane != lane]
        self._excludes = excludes
        self._settings = settings
        self._storage = storage
        self._tools = WorkerTools()

    def run(self, group: FileGroup, marker: Marker, *, retry: bool) -> Extracted:
        """Run what is missing on every file of the group; empty files are left out.

        Of excluded files only what exists is told. Raises ``StorageError``.
        """
        start = time.perf_counter()
        result = Extracted(group)
        for file in group:
            if file.size > 0 and file.sha1 and file.sha1 not in result.objects:
                self._run_file(result, file, marker, retry=retry)
        marker.clear()
        if result.failures:
            give_memory_back()
        steps = sum(result.seconds.values())
        result.seconds["storage"] = time.perf_counter() - start - steps
        return result

    def close(self) -> None:
        """Close the tools."""
        self._tools.close()

    def _run_file(
        self, result: Extracted, file: SourceFile, marker: Marker, *, retry: bool
    ) -> None:
        objects = self._storage.load(file.sha1)
        result.objects[file.sha1] = objects
        work = Work(
            file,
            result.group,
            self._settings,
            self._storage,
            self._tools,
            objects,
            report=_throttled(lambda fraction: marker.report(file, fraction)),
        )
        journal = FailureJournal(self._storage, file, objects, self._settings.memory_limit)
        passing: list[Failure] = []
        excluded = self._excludes is not None and self._excludes.hides(file.filename)
        for step in () if excluded else self._steps:
            suffixes = step.writes(work)
            if not suffixes:
                journal.settle(step.name)
            elif all(map(work.has, suffixes)) and not step.outdated(work):
                continue
            elif retry or journal.is_due(step.name, step.version):
                start = time.perf_counter()
                marker.enter(file, step)
                try:
                    passing += _attempt(step, work, journal)
                except NotNowError:
                    result.pending |= {step.lane}
                spent = result.seconds.get(step.name, 0.0)
                result.seconds[step.name] = spent + time.perf_counter() - start
        waiting = [] if excluded else [s for s in self._others if _waits(s, work, journal, retry)]
        result.pending |= {step.lane for step in waiting}
        trying = {step.name for step in waiting}
        standing = [failure for failure in journal.failures if failure.step not in trying]
        result.failures += [*standing, *passing]


def _waits(step: Step, work: Work, journal: FailureJournal, retry: bool) -> bool:
    """Whether a step of another lane has something to do."""
    suffixes = step.writes(work)
    missing = bool(suffixes) and (not all(map(work.has, suffixes)) or step.outdated(work))
    return missing and (retry or journal.is_due(step.name, step.version))


def _throttled(report: Callable[[float], None]) -> Callable[[float], None]:
    """``report``, called as often as somebody can see it."""
    due = 0.0

    def reported(fraction: float) -> None:
        nonlocal due
        if time.monotonic() >= due:
            due = time.monotonic() + REPORT_SECONDS
            report(fraction)

    return reported


def _attempt(step: Step, work: Work, journal: FailureJournal) -> list[Failure]:
    """Run a step; returns a failure that is not the file's fault and so is not kept.

    Raises ``StorageError`` and ``NotNowError``, for the next file would fare no better.
    """
    try:
        _check_source(work.file)
        step.run(work)
    except (StorageError, NotNowError):
        raise
    except Exception as caught:  # noqa: BLE001  # border: one step on one file
        error = _source_error(work.file) or caught
        lasting = is_lasting(error)
        reason = reason_of(error, work.settings.memory_limit)
        failure = journal.add(
            step.name,
            step.version,
            reason,
            lasting=lasting,
            lacked_memory=isinstance(error, MemoryError),
        )
        return [] if lasting else [failure]
    journal.settle(step.name)
    return []


def _source_error(file: SourceFile) -> Exception | None:
    """Why the file cannot be read now, as when its disk was unplugged during a step."""
    try:
        _check_source(file)
        with file.path.open("rb") as content:
            content.read(1)
    except (OSError, SourceChangedError) as error:
        return error
    return None


def _check_source(file: SourceFile) -> None:
    """A pipe would block a decoder; other content would be stored under a wrong key."""
    status = file.path.stat()
    if not stat.S_ISREG(status.st_mode) or status.st_size != file.size:
        raise SourceChangedError("the file has changed since it was indexed")


_worker: Worker | None = None
_messages: Messages | None = None
"""The worker of this process and what it logs; set once by ``start``."""


def start(
    settings: "ExtractorSettings",
    storage: Storage,
    excludes: Excludes,
    memory_limit: int,
    steps: Callable[[], list[Step]] | None = None,
    lane: Lane = "files",
) -> None:
    """Prepare a fresh process; ``memory_limit`` in bytes of its own memory, 0 for none."""
    global _worker, _messages
    # What is loaded here stays. To look through it for garbage meanwhile is a sixth of the start.
    gc.disable()
    # The parent decides about Ctrl-C; its SIGTERM must also end a decoder that hangs.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=end_with_parent, name="end-with-parent", daemon=True).start()
    _messages = collect_messages()
    be_modest(memory_limit)
    keep_memory()
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # else numpy takes memory for each processor
    _worker = Worker(steps() if steps else _built_in_steps(), settings, storage, excludes, lane)
    gc.freeze()
    gc.enable()


def _built_in_steps() -> list[Step]:
    from homegallery.extract.steps import built_in_steps

    return built_in_steps()


def run(group: FileGroup, marker: Marker, *, retry: bool) -> Extracted:
    """The job: see ``Worker.run``."""
    if _worker is None or _messages is None:
        raise RuntimeError("the worker was not started")
    result = _worker.run(group, marker, retry=retry)
    result.messages = _messages.take()
    return result
