"""One batch of an import: look through all sources, pass what is to do through the pipeline."""

import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing
from typing import Final

from homegallery.config.model import Settings, SourceSettings
from homegallery.extract.pipeline import Extracted, Extractor
from homegallery.extract.source import FileGroup, SourceFile
from homegallery.importer.batch import Batch
from homegallery.importer.failures import EMPTY
from homegallery.importer.hashing import HashedWork
from homegallery.importer.plan import Group
from homegallery.importer.recognition import Recognition
from homegallery.importer.report import Reporter
from homegallery.importer.results import Results
from homegallery.importer.retry import NO_RETRY, Retry
from homegallery.importer.settling import SETTLED, Settling
from homegallery.importer.source import LOST, SourceImport
from homegallery.importer.stored import is_storage_lost, stored_entries
from homegallery.importer.tools import MissingTools
from homegallery.index.file import IndexFileError
from homegallery.media.groups import group_sidecars
from homegallery.media.types import media_type

EMPTY_SOURCE: Final = "{} holds no files yet: copy photos there, or mount the directory with them"
EMPTY_STORAGE: Final = (
    "the storage {} is empty, its disk seems not mounted; if the previews are lost,"
    " make them again with: homegallery run import"
)

Directories = Mapping[str, Collection[str]]
"""Directories to look at, relative to their source, by source name."""


class Round:
    """Index, plan and extraction of one batch."""

    def __init__(
        self,
        settings: Settings,
        batch: Batch,
        results: Results,
        reporter: Reporter,
        cancel: threading.Event,
        *,
        part: Directories | None = None,
        settling: Settling = SETTLED,
    ) -> None:
        """Only the directories of ``part`` are looked at, if given."""
        self._settings = settings
        self._batch = batch
        self._results = results
        self._reporter = reporter
        self._cancel = cancel
        self._part = part
        self._settling = settling
        self._sources: list[SourceImport] = []
        self._unreadable: set[str] = set()
        """Names of sources whose index is damaged."""
        self._running: dict[tuple[str, str], tuple[SourceImport, HashedWork]] = {}

    @property
    def left_out(self) -> int:
        """Number of new and changed files that are too large for this batch."""
        return sum(source.left_out for source in self._sources)

    @property
    def files(self) -> int:
        """Number of files that pass."""
        return sum(source.plan.files for source in self._sources)

    def scan(self) -> None:
        """Look through all sources; raises ``ScanCancelled``."""
        summary = self._results.summary
        for settings in self._settings.sources:
            if settings.offline or (self._part is not None and settings.name not in self._part):
                continue
            self._reporter.report("indexing", settings.name, force=True)
            try:
                with summary.timing("scan"):
                    source = self._look_at(settings)
            except IndexFileError as error:
                self._unreadable.add(settings.name)
                summary.went_offline(settings.name)
                self._warn(f"{error}. {error.hint}")
                continue
            self._sources.append(source)
            summary.waiting |= {(source.name, filename) for filename in source.waiting}
            summary.warnings += [w for w in source.warnings if w not in summary.warnings]
            if source.offline:
                summary.went_offline(source.name)
            elif self._part is None and not source.names and not source.waiting:
                self._warn(EMPTY_SOURCE.format(settings.dir))

    def _look_at(self, settings: SourceSettings) -> SourceImport:
        return SourceImport(
            settings,
            cancel=self._cancel,
            limit=self._batch.limit(settings),
            directories=self._part[settings.name] if self._part else None,
            settling=self._settling,
        )

    def plan(
        self,
        tools: MissingTools,
        recognition: Recognition,
        *,
        database_unsure: bool,
        full: bool,
        retry: Retry = NO_RETRY,
    ) -> None:
        """Find what is to do; all files if ``full``, else those that are not as they were.

        And those to ``retry``.
        """
        database, storage = self._settings.database.file, self._settings.storage.dir
        anew = full or any(source.is_new for source in self._sources)
        if not anew and self._part is None and is_storage_lost(database, storage):
            self._warn(EMPTY_STORAGE.format(storage))
        unsure = anew or database_unsure or not database.exists()
        stored = stored_entries(database) if unsure else None
        for source in self._sources:
            names = source.names
            present = None if stored is None else stored.get(source.name, [])
            redo = names if full else self._due(source) | tools.awaited(names)
            if self._part is None:
                redo |= recognition.awaited(names)
            redo |= set() if present is None else names.difference(*present)
            redo |= retry.names(source.name)
            source.prepare(redo=redo, present=present)
            self._results.forget(source.name, source.plan.gone)
            self._results.failures.settle(source.name, source.plan.vanished)
            self._fail_empty(source, source.empty_files(retry.names(source.name)))
        if stored is not None and self._part is None:
            self._restore(stored)
        self._results.sources = self._sources
        self._reporter.meter.total += self.files

    def process(self, extractor: Extractor) -> None:
        """Pass all groups through the pipeline; ends early when cancelled."""
        for extracted in extractor.extract(self._groups(), cancel=self._cancel):
            primary = extracted.group[0]
            source, hashed = self._running.pop((primary.index, primary.filename))
            if extracted.failures and source.is_lost:
                self._lose(source)
            else:
                self._finish(source, hashed, extracted)
            for late, lane, done in self._results.late.finished(wait=False):
                self._results.finish_late(late, lane, done)

    def _restore(self, stored: Mapping[str, Collection[Collection[str]]]) -> None:
        """Entries of sources that are not connected come back if the database was lost."""
        online = {source.name for source in self._sources if not source.offline}
        for settings in self._settings.sources:
            if settings.name not in online | self._unreadable:
                present = set[str]().union(*stored.get(settings.name, ()))
                self._results.restore(settings, present)

    def _due(self, source: SourceImport) -> set[str]:
        """Files whose steps failed or were not reached."""
        late = self._results.late
        pending = late.pending.names(source.name) - late.waiting(source.name)
        return self._results.failures.due(source.name) | pending

    def _fail_empty(self, source: SourceImport, filenames: Iterable[str]) -> None:
        for filename in filenames:
            if media_type(filename) in self._supported:
                self._results.fail(source.name, filename, EMPTY)

    def _groups(self) -> Iterator[FileGroup]:
        """Hashed groups for the extractor; what is no medium is finished here."""
        for source in self._sources:
            with closing(source.hashed(self._cancel)) as works:
                for hashed in self._timed(works):
                    if hashed.failures and source.is_lost:
                        self._lose(source)
                        break
                    if (files := self._files(source, hashed)) is not None:
                        yield files

    def _timed(self, works: Iterator[HashedWork]) -> Iterator[HashedWork]:
        """Count the time that is spent waiting for checksums."""
        while True:
            with self._results.summary.timing("hash"):
                hashed = next(works, None)
            if hashed is None:
                return
            yield hashed

    def _files(self, source: SourceImport, hashed: HashedWork) -> FileGroup | None:
        """The group for the extractor, None if it needs no extraction."""
        if source.was_known(failure.filename for failure in hashed.failures):
            self._results.postpone(source, hashed)
            self._advance(source, hashed)
            return None
        group = _ranked(hashed.group)
        if group and media_type(group[0].filename) in self._supported:
            files = tuple(
                SourceFile.of(source.name, source.settings.dir, record) for record in group
            )
            self._running[(source.name, files[0].filename)] = (source, hashed)
            return files
        self._finish(source, hashed, None)
        return None

    def _finish(self, source: SourceImport, hashed: HashedWork, done: Extracted | None) -> None:
        self._results.finish(source, hashed, done)
        self._advance(source, hashed)

    def _advance(self, source: SourceImport, hashed: HashedWork) -> None:
        files = len(hashed.work.group)
        self._results.summary.files += files
        self._reporter.meter.advance(files)
        self._results.save_if_due()
        self._reporter.report("importing", source.name)

    def _lose(self, source: SourceImport) -> None:
        """The disk of a source went away: what is not done is left as it was."""
        self._results.summary.went_offline(source.name)
        self._warn(LOST.format(source.settings.dir))

    def _warn(self, message: str) -> None:
        if message not in self._results.summary.warnings:
            self._results.summary.warnings.append(message)

    @property
    def _supported(self) -> list[str]:
        return self._settings.database.supported_types


def _ranked(group: Group) -> Group:
    """The readable files of a group in order, also when its primary is missing."""
    return [record for part in group_sidecars(group) for record in part]
