"""The course of an import: its rounds, and after them what is slow."""

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Final

from homegallery.config.model import Settings
from homegallery.extract.choice import StepChoice
from homegallery.extract.pipeline import Extractor
from homegallery.importer.batch import ONE_BATCH, Batch
from homegallery.importer.late import LateWork
from homegallery.importer.progress import ProgressListener
from homegallery.importer.recognition import Recognition
from homegallery.importer.report import Reporter
from homegallery.importer.results import Results
from homegallery.importer.retry import NO_RETRY, Retry
from homegallery.importer.round import Directories, Round
from homegallery.importer.settling import Settling
from homegallery.importer.spare import SpareWorker
from homegallery.importer.stored import orphans
from homegallery.importer.summary import Summary
from homegallery.importer.tools import MissingTools
from homegallery.index.scan import ScanCancelled
from homegallery.storage.store import Storage

MOST_PART_FILES: Final = 200
"""More are left to a whole import."""
PART_FILES_PER_WORKER: Final = 8
"""To start another process costs as much as a few photos."""


class Course:
    """Scans, passes files through the pipeline, waits for slow steps, writes."""

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
        self._steps = StepChoice.of(settings)
        self._recognition = Recognition(settings.database.file, self._steps.vision)
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
        """All batches and what is slow, see ``run_import``; ends early when cancelled."""
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

    def run_part(self, workers: int, spare: SpareWorker | None) -> Summary | None:
        """One round over some directories; the slow steps are only noted."""
        try:
            round_ = self._round(ONE_BATCH[0], full=False, unsure=False)
            if round_.files > MOST_PART_FILES:
                return None
            workers = min(workers, 1 + round_.files // PART_FILES_PER_WORKER)
            with self._part_extractor(workers, spare) as extractor:
                self._process(round_, extractor)
        except _Stopped:
            self._summary.stopped = True
        finally:
            self._results.save(final=True)
        self._summary.pending = self._late.count
        self._reporter.report("stopped" if self._summary.stopped else "done", force=True)
        return self._summary

    def _part_extractor(
        self, workers: int, spare: SpareWorker | None
    ) -> AbstractContextManager[Extractor]:
        if spare is not None and workers == 1:
            return nullcontext(spare.extractor())
        return Extractor(
            self._settings.extractor, self._storage, workers=workers, steps=self._steps
        )

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
            self._settings.extractor,
            self._storage,
            workers=workers,
            steps=self._steps,
            retry=self._retry.wants,
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
        round_.plan(
            self._tools, self._recognition, database_unsure=unsure, full=full, retry=self._retry
        )
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
            self._recognition.save()

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
