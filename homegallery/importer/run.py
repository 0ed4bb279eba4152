"""One import: index -> previews and meta data -> database, for all online sources."""

import os
import threading
import time
from collections.abc import Callable, Sequence
from typing import Final

from homegallery.config.model import Settings
from homegallery.extract.pipeline import Extractor
from homegallery.importer.batch import ONE_BATCH, Batch
from homegallery.importer.late import LateWork
from homegallery.importer.leftovers import sweep
from homegallery.importer.lock import import_lock
from homegallery.importer.progress import ProgressListener
from homegallery.importer.report import Reporter
from homegallery.importer.results import Results
from homegallery.importer.retry import NO_RETRY, Retry
from homegallery.importer.round import Directories, Round
from homegallery.importer.settling import SETTLED, Settling
from homegallery.importer.stored import orphans
from homegallery.importer.summary import Summary
from homegallery.importer.tools import MissingTools
from homegallery.index.scan import ScanCancelled
from homegallery.storage.store import Storage

__all__ = ["Summary", "run_import", "run_part"]

MOST_PART_FILES: Final = 200
"""More are left to a whole import."""
PART_FILES_PER_WORKER: Final = 8
"""To start another process costs as much as a few photos."""


def run_import(
    settings: Settings,
    *,
    workers: int | None = None,
    cancel: threading.Event | None = None,
    on_progress: ProgressListener = lambda _: None,
    on_database: Callable[[], None] = lambda: None,
    full: bool = False,
    batches: Sequence[Batch] = ONE_BATCH,
    again: threading.Event | None = None,
    settling: Settling = SETTLED,
    retry: Retry = NO_RETRY,
) -> Summary:
    """Bring the database up to date with the sources.

    ``full`` passes every file through the pipeline, which computes what is missing and
    builds all entries anew, otherwise only what changed. ``workers`` is the number of
    processes, by default one per CPU. ``cancel`` stops within a second or two and keeps
    finished work. ``on_database`` is called after each write of the database. Setting
    ``again`` while only conversions and addresses are waited for looks for new files once
    more. Files that are ``settling`` wait for another import; those to ``retry`` are
    tried again now. Raises ``ImportRunningError``
    while another import runs.
    """
    start = time.monotonic()
    with import_lock(settings.database.file) as lock:
        sweep(settings)
        run = _Import(
            settings,
            cancel or threading.Event(),
            on_progress,
            on_database,
            settling=settling,
            storage=Storage(settings.storage.dir, lock.cut_off_since),
            retry=retry,
        )
        summary = run.run(
            workers or os.cpu_count() or 1,
            batches,
            again or threading.Event(),
            full=full,
            database_unsure=lock.was_cut_off,
        )
        if not summary.stopped:
            lock.complete()
    summary.seconds = time.monotonic() - start
    return summary


def run_part(
    settings: Settings,
    part: Directories,
    *,
    workers: int | None = None,
    cancel: threading.Event | None = None,
    on_progress: ProgressListener = lambda _: None,
    settling: Settling = SETTLED,
) -> Summary | None:
    """Import what changed in a few directories, see ``scan_part``, in a fraction of the time.

    Slow steps are left to the next whole import. Returns None if only that can tell what
    is to do, as after a kill or without an index, or if it is very much. Raises as
    ``run_import`` does.
    """
    start = time.monotonic()
    with import_lock(settings.database.file) as lock:
        if lock.was_cut_off:
            return None
        summary = None
        if _is_complete(settings, part):
            cancel = cancel or threading.Event()
            storage = Storage(settings.storage.dir)
            run = _Import(
                settings, cancel, on_progress, lambda: None,
                settling=settling, storage=storage, part=part,
            )  # fmt: skip
            summary = run.run_part(workers or os.cpu_count() or 1)
        if summary is None or not summary.stopped:
            lock.complete()
    if summary is not None:
        summary.seconds = time.monotonic() - start
    return summary


def _is_complete(settings: Settings, part: Directories) -> bool:
    indexes = [source.index for source in settings.sources if source.name in part]
    return all(path.exists() for path in (settings.database.file, *indexes))


class _Import:
    def __init__(
        self,
        settings: Settings,
        cancel: threading.Event,
        on_progress: ProgressListener,
        on_database: Callable[[], None],
        *,
        settling: Settling,
        storage: Storage,
        part: Directories | None = None,
        retry: Retry = NO_RETRY,
    ) -> None:
        self._settings = settings
        self._retry = retry
        self._cancel = cancel
        self._settling = settling
        self._part = part
        self._tools = MissingTools(settings.database.file)
        self._storage = storage
        self._late = LateWork(settings, self._storage, deferred=part is not None, retry=retry)
        self._results = Results(settings, on_database, self._late, self._storage)
        self._summary = self._results.summary
        self._reporter = Reporter(on_progress, self._summary, self._late)

    def run(
        self,
        workers: int,
        batches: Sequence[Batch],
        again: threading.Event,
        *,
        full: bool,
        database_unsure: bool,
    ) -> Summary:
        try:
            self._rounds(workers, batches, full=full, database_unsure=database_unsure)
            while self._late.is_busy or again.is_set():
                if again.is_set():
                    again.clear()
                    self._rounds(workers, batches)
                self._take_late()
        except _Stopped:
            self._summary.stopped = True
        finally:
            self._late.close()
            self._results.save(final=True)
        self._summary.warnings += self._late.warnings
        self._reporter.report("stopped" if self._summary.stopped else "done", force=True)
        return self._summary

    def run_part(self, workers: int) -> Summary | None:
        """One round over some directories; the slow steps are only noted."""
        try:
            round_ = self._round(ONE_BATCH[0], full=False, unsure=False)
            if round_.files > MOST_PART_FILES:
                return None
            workers = min(workers, 1 + round_.files // PART_FILES_PER_WORKER)
            with Extractor(self._settings.extractor, self._storage, workers=workers) as extractor:
                self._process(round_, extractor)
        except _Stopped:
            self._summary.stopped = True
        finally:
            self._results.save(final=True)
        self._summary.pending = self._late.count
        self._reporter.report("stopped" if self._summary.stopped else "done", force=True)
        return self._summary

    def _rounds(
        self,
        workers: int,
        batches: Sequence[Batch],
        *,
        full: bool = False,
        database_unsure: bool = False,
    ) -> None:
        """All batches; those after one that left nothing out would find nothing."""
        extractor = Extractor(
            self._settings.extractor, self._storage, workers=workers, retry=self._retry.wants
        )
        with extractor:
            for number, batch in enumerate(batches):
                first = number == 0
                round_ = self._round(batch, full=full and first, unsure=database_unsure and first)
                self._process(round_, extractor)
                if not round_.left_out:
                    break
        if full:
            self._drop_orphans()
        self._late.start_videos()

    def _round(self, batch: Batch, *, full: bool, unsure: bool) -> Round:
        round_ = Round(
            self._settings,
            batch,
            self._results,
            self._reporter,
            self._cancel,
            part=self._part,
            settling=self._settling,
        )
        try:
            round_.scan()
        except ScanCancelled:
            raise _Stopped from None
        round_.plan(self._tools, database_unsure=unsure, full=full, retry=self._retry)
        return round_

    def _process(self, round_: Round, extractor: Extractor) -> None:
        try:
            round_.process(extractor)
        finally:
            self._results.save(final=True)
        if self._cancel.is_set():
            raise _Stopped
        if self._part is None:
            self._tools.save()

    def _take_late(self) -> None:
        """Wait a moment for what the lanes have finished, and publish it."""
        for late, lane, done in self._late.finished(wait=True):
            self._results.finish_late(late, lane, done)
        self._results.save_if_due()
        self._reporter.report("importing")
        if self._cancel.is_set():
            raise _Stopped

    def _drop_orphans(self) -> None:
        """Entries of indexes that are no longer configured leave with a full import.

        Not if there are no sources at all, for that is rather a mistake, and not if photos
        are fetched from elsewhere, for those have indexes of their own.
        """
        configured = {source.name for source in self._settings.sources}
        if not configured or self._settings.remote.url:
            return
        for index, names in orphans(self._settings.database.file, configured).items():
            self._results.forget(index, names)
            self._summary.dropped[index] = len(names)


class _Stopped(Exception):  # noqa: N818  (not a failure)
    """The import was cancelled."""
