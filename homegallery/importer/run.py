"""One import: index -> previews and meta data -> database, for all online sources."""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from homegallery.config.model import Settings
from homegallery.database.build import MediaFile, build_entry
from homegallery.database.file import Database
from homegallery.extract.pipeline import Extracted, Extractor
from homegallery.extract.source import FileGroup, SourceFile
from homegallery.importer.caches import DirectoryCaches
from homegallery.importer.failures import (
    FailureList,
    ImportFailure,
    read_failure,
    step_failure,
)
from homegallery.importer.hashing import HashedWork
from homegallery.importer.lock import import_lock
from homegallery.importer.plan import Group
from homegallery.importer.progress import Meter, Phase, Progress, ProgressListener
from homegallery.importer.publish import Publisher
from homegallery.importer.source import SourceImport
from homegallery.importer.tools import MissingTools
from homegallery.index.record import FileRecord
from homegallery.index.scan import ScanCancelled
from homegallery.media.groups import group_sidecars
from homegallery.media.types import media_type
from homegallery.storage.store import Storage, StoredObjects
from homegallery.timestamp import now

log = logging.getLogger(__name__)

REPORT_SECONDS: Final = 0.25
"""Time between two progress reports."""

EMPTY: Final = "the file is empty"
EMPTY_SOURCE: Final = "{} holds no files yet: copy photos there, or mount the directory with them"


@dataclass(slots=True)
class Summary:
    """How an import ended. ``failures`` are those of this import, ``entries`` counts new ones."""

    entries: int = 0
    files: int = 0
    failures: list[ImportFailure] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    offline: list[str] = field(default_factory=list)
    stopped: bool = False
    seconds: float = 0.0


def run_import(
    settings: Settings,
    *,
    workers: int | None = None,
    cancel: threading.Event | None = None,
    on_progress: ProgressListener = lambda _: None,
    on_database: Callable[[], None] = lambda: None,
) -> Summary:
    """Bring the database up to date with the sources.

    ``workers`` is the number of processes, by default one per CPU. ``cancel`` stops
    within about a second and keeps finished work. ``on_database`` is called after
    each write of the database. Raises ``ImportRunningError`` while another one runs.
    """
    start = time.monotonic()
    with import_lock(settings.database.file) as lock:
        run = _Import(settings, cancel or threading.Event(), on_progress, on_database)
        summary = run.run(workers or os.cpu_count() or 1, database_unsure=lock.was_cut_off)
        if not summary.stopped:
            lock.complete()
    summary.seconds = time.monotonic() - start
    return summary


class _Import:
    def __init__(
        self,
        settings: Settings,
        cancel: threading.Event,
        on_progress: ProgressListener,
        on_database: Callable[[], None],
    ) -> None:
        self._settings = settings
        self._cancel = cancel
        self._on_progress = on_progress
        self._failures = FailureList(settings.database.file)
        self._tools = MissingTools(settings.database.file)
        self._publisher = Publisher(settings.database.file, on_database)
        self._storage = Storage(settings.storage.dir)
        self._caches = DirectoryCaches(self._storage)
        self._summary = Summary()
        self._meter = Meter(0)
        self._sources: list[SourceImport] = []
        self._running: dict[tuple[str, str], tuple[SourceImport, HashedWork]] = {}
        self._updated = settings.database.updated or now()
        self._reported = 0.0

    def run(self, workers: int, *, database_unsure: bool) -> Summary:
        try:
            self._scan()
        except ScanCancelled:
            self._summary.stopped = True
        else:
            self._plan(database_unsure=database_unsure)
            try:
                self._process(workers)
            finally:
                self._save(final=True)
        if not self._summary.stopped:
            self._tools.save()
        self._summary.entries = self._publisher.added
        self._report("stopped" if self._summary.stopped else "done", force=True)
        return self._summary

    def _scan(self) -> None:
        for settings in self._settings.sources:
            if settings.offline:
                continue
            self._report("indexing", settings.name, force=True)
            source = SourceImport(settings, cancel=self._cancel)
            self._sources.append(source)
            self._summary.warnings += source.warnings
            if source.offline:
                self._summary.offline.append(source.name)
            elif not source.names:
                self._summary.warnings.append(EMPTY_SOURCE.format(settings.dir))

    def _plan(self, *, database_unsure: bool) -> None:
        unsure = database_unsure or not self._settings.database.file.exists()
        unsure = unsure or any(source.is_new for source in self._sources)
        stored = _stored_names(self._settings.database.file) if unsure else None
        for source in self._sources:
            present = None if stored is None else stored.get(source.name, set())
            unseen = set() if present is None else source.names - present
            redo = self._failures.due(source.name) | self._tools.awaited(source.names) | unseen
            source.prepare(redo=redo, present=present)
            self._publisher.remove(source.name, source.plan.gone)
            self._failures.settle(source.name, source.plan.gone)
            self._fail_empty(source)
        self._meter = Meter(sum(source.plan.files for source in self._sources))

    def _fail_empty(self, source: SourceImport) -> None:
        for filename in source.empty_files:
            if media_type(filename) in self._supported:
                self._settle(source, [filename], [read_failure(source.name, filename, EMPTY)])

    def _process(self, workers: int) -> None:
        if any(source.plan.works for source in self._sources):
            extractor = Extractor(self._settings.extractor, self._storage, workers=workers)
            with extractor:
                for extracted in extractor.extract(self._groups(), cancel=self._cancel):
                    self._take(extracted)
        self._summary.stopped = self._cancel.is_set()

    def _groups(self) -> Iterator[FileGroup]:
        """Hashed groups for the extractor; what is no medium is finished here."""
        for source in self._sources:
            for hashed in source.hashed(self._cancel):
                group = _ranked(hashed.group)
                if group and media_type(group[0].filename) in self._supported:
                    files = tuple(_source_file(source, record) for record in group)
                    self._running[(source.name, files[0].filename)] = (source, hashed)
                    yield files
                else:
                    self._finish(source, hashed, None)

    @property
    def _supported(self) -> list[str]:
        return self._settings.database.supported_types

    def _take(self, extracted: Extracted) -> None:
        primary = extracted.group[0]
        source, hashed = self._running.pop((primary.index, primary.filename))
        self._finish(source, hashed, extracted)

    def _finish(self, source: SourceImport, hashed: HashedWork, done: Extracted | None) -> None:
        failures = [
            read_failure(source.name, failure.filename, failure.reason)
            for failure in hashed.failures
        ]
        entry = None
        if done is not None:
            failures += map(step_failure, done.failures)
            media = [_media_file(file, done) for file in done.group]
            entry = build_entry(media, updated=self._updated, supported_types=self._supported)
            for file in media:
                self._caches.add(file.index, file.filename, file.sha1, file.objects)
        self._settle(source, [record.filename for record in hashed.work.group], failures)
        self._publisher.remove(source.name, hashed.work.replaces)
        self._publisher.add(entry, lambda: source.finish(hashed))
        self._advance(source, len(hashed.work.group))

    def _settle(
        self, source: SourceImport, filenames: list[str], failures: list[ImportFailure]
    ) -> None:
        for failure in failures:
            log.warning(
                "%s: %s: %s: %s",
                source.name, failure["filename"], failure["step"], failure["error"],
            )  # fmt: skip
        self._failures.settle(source.name, filenames, failures)
        self._summary.failures += failures

    def _advance(self, source: SourceImport, files: int) -> None:
        self._summary.files += files
        self._meter.advance(files)
        if self._publisher.is_due:
            self._save(final=False)
        self._report("importing", source.name)

    def _save(self, *, final: bool) -> None:
        """Database before index: the index claims only what the database holds."""
        if final:
            self._caches.save()
        self._publisher.flush()
        for source in self._sources:
            source.save(final=final)
        self._failures.save()

    def _report(self, phase: Phase, source: str = "", *, force: bool = False) -> None:
        now = time.monotonic()
        if not force and now < self._reported + REPORT_SECONDS:
            return
        self._reported = now
        self._on_progress(
            Progress(
                phase=phase,
                source=source,
                done=self._meter.done,
                total=self._meter.total,
                failures=len(self._summary.failures),
                rate=self._meter.rate,
                remaining=self._meter.remaining,
            )
        )


def _stored_names(database_file: Path) -> dict[str, set[str]]:
    """All file names in the database by index."""
    names: dict[str, set[str]] = {}
    if database_file.exists():
        with Database.open(database_file) as database:
            for entry in database.entries():
                for file in entry["files"]:
                    names.setdefault(file["index"], set()).add(file["filename"])
    return names


def _ranked(group: Group) -> Group:
    """The readable files of a group in order, also when its primary is missing."""
    return [record for part in group_sidecars(group) for record in part]


def _source_file(source: SourceImport, record: FileRecord) -> SourceFile:
    return SourceFile(
        index=source.name,
        base=source.settings.dir,
        filename=record.filename,
        sha1=record.sha1sum,
        size=record.size,
        mtime_ms=record.mtime_ms,
    )


def _media_file(file: SourceFile, extracted: Extracted) -> MediaFile:
    return MediaFile(
        index=file.index,
        filename=file.filename,
        sha1=file.sha1,
        size=file.size,
        mtime_ms=file.mtime_ms,
        objects=extracted.objects.get(file.sha1, StoredObjects()),
    )
