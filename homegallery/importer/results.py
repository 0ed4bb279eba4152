"""What becomes of a finished group: an entry, its failures, its claim in the index."""

import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial

from homegallery.config.model import Settings, SourceSettings
from homegallery.database.build import MediaFile, build_entry
from homegallery.database.rebuild import EntryBuilder
from homegallery.extract.pipeline import Extracted
from homegallery.extract.source import FileGroup, SourceFile
from homegallery.extract.step import Lane
from homegallery.importer.caches import DirectoryCaches
from homegallery.importer.failures import FailureList, ImportFailure, read_failure, step_failure
from homegallery.importer.hashing import HashedWork
from homegallery.importer.late import Late, LateWork
from homegallery.importer.offline import offline_entries
from homegallery.importer.publish import Publisher
from homegallery.importer.source import SourceImport
from homegallery.importer.succession import Successions
from homegallery.importer.summary import Summary
from homegallery.index.excludes import read_excludes
from homegallery.storage.store import Storage, StoredObjects
from homegallery.timestamp import now

log = logging.getLogger(__name__)


class Results:
    """Takes what was made of groups and writes it, in an order that survives a kill.

    Events of edited files and the database come first, then the objects are made to last,
    then the lists of pending and failed files, then the index: each claims only what is on
    the disk already.
    """

    def __init__(
        self, settings: Settings, on_database: Callable[[], None], late: LateWork, storage: Storage
    ) -> None:
        self.summary = Summary()
        self.failures = FailureList(settings.database.file, settings.extractor.memory_limit)
        self.late = late
        self.sources: Sequence[SourceImport] = ()
        """Whose indexes are written with the database."""
        self._settings = settings
        self._storage = storage
        self._publisher = Publisher(settings.database.file, on_database)
        self._caches = DirectoryCaches(storage)
        self._successions = Successions(settings.events.file)
        self._unsynced = False
        database = settings.database
        self._hidden = read_excludes(database.excludes, database.exclude_from_file)
        self._updated = settings.database.updated or now()

    def finish(self, source: SourceImport, hashed: HashedWork, done: Extracted | None) -> None:
        """Take a group; ``done`` is None if it is no medium or none of it could be read."""
        names = [record.filename for record in hashed.work.group]
        failures = [
            read_failure(source.name, failure.filename, failure.reason)
            for failure in hashed.failures
        ]
        self.late.forget(source.name, hashed.work.replaces)
        if done is not None:
            self.summary.spend(done.seconds)
            failures += map(step_failure, done.failures)
            self.late.add(done.group, done.pending, failures)
        self._settle(source.name, names, failures)
        self._publisher.remove(source.name, hashed.work.replaces)
        for old, new in source.successors(hashed.group):
            self._successions.add(old, new)
        on_stored = partial(source.finish, hashed)
        if done is None:
            self._publisher.add(None, on_stored)
        else:
            self._publish(done.group, done.objects, on_stored)

    def postpone(self, source: SourceImport, hashed: HashedWork) -> None:
        """Note why a changed file cannot be read now; its entry and its index record stay."""
        names = [failure.filename for failure in hashed.failures]
        self._settle(
            source.name,
            names,
            [read_failure(source.name, fault.filename, fault.reason) for fault in hashed.failures],
        )

    def finish_late(self, late: Late, lane: Lane, done: Extracted) -> None:
        """Take what a lane made of a group; what others made of it meanwhile counts as well."""
        self.summary.spend(done.seconds)
        failures = {(item["filename"], item["step"]): item for item in late.failures}
        new = {(failure.filename, failure.step): step_failure(failure) for failure in done.failures}
        late.failures = [*(failures | new).values()]
        self._settle(
            late.group[0].index,
            [file.filename for file in late.group],
            late.failures,
            fresh=[item for key, item in new.items() if key not in failures],
        )
        objects = {file.sha1: self._storage.load(file.sha1) for file in late.group if file.sha1}
        settle = partial(self.late.settle, late, lane)
        self._publish(late.group, objects, (lambda: None) if lane in done.pending else settle)

    def forget(self, index: str, filenames: Collection[str]) -> None:
        """Files are gone, and their entries with them."""
        self.late.forget(index, filenames)
        self.failures.settle(index, filenames)
        self._publisher.remove(index, filenames)

    def fail(self, index: str, filename: str, reason: str) -> None:
        """Note a file that cannot be read."""
        self._settle(index, [filename], [read_failure(index, filename, reason)])

    def restore(self, source: SourceSettings, present: Collection[str]) -> None:
        """Bring back entries of an offline source that the database lacks."""
        supported = self._settings.database.supported_types
        builder = EntryBuilder(
            self._storage,
            updated=self._updated,
            supported_types=supported,
            excludes=self._hidden,
            disabled=self._settings.plugin_manager.disabled,
        )
        for entry in offline_entries(source, builder, present, supported):
            self._publisher.add(entry, lambda: None)
            self.save_if_due()

    def save_if_due(self) -> None:
        """Publish what was collected when it is worth it."""
        if self._publisher.is_due:
            self.save(final=False)

    def save(self, *, final: bool) -> None:
        """Write everything; ``final`` also what can wait.

        That is the index, and the list of pending files, which it relies on: both grow with
        the library. A kill costs another look at what they do not tell.
        """
        timing = self.summary.timing
        if final:
            with timing("caches"):
                self._caches.save()
        with timing("events"):
            self._successions.save()
        with timing("database"):
            self._publisher.flush()
        due = [source for source in self.sources if final or source.is_due]
        if final or due:
            with timing("storage"):
                self._sync_objects()
        with timing("index"):
            self.failures.save()
            if final or due:
                self.late.pending.save()
            for source in due:
                source.save()
        self.summary.entries = self._publisher.added

    def _sync_objects(self) -> None:
        """Before something claims objects, they are on the disk as well as that."""
        if self._unsynced:
            self._storage.sync()
            self._unsynced = False

    def _publish(
        self,
        group: FileGroup,
        objects: dict[str, StoredObjects],
        on_stored: Callable[[], None],
    ) -> None:
        self._unsynced = True
        with self.summary.timing("entry"):
            media = [_media_file(file, objects.get(file.sha1)) for file in group]
            for file in media:
                self._caches.add(file.index, file.filename, file.sha1, file.objects)
            shown = [file for file in media if not self._hidden.hides(file.filename)]
            supported = self._settings.database.supported_types
            updated = self._updated
            entry = (
                build_entry(
                    shown,
                    updated=updated,
                    supported_types=supported,
                    disabled=self._settings.plugin_manager.disabled,
                )
                if shown
                else None
            )
            self._publisher.add(entry, on_stored)

    def _settle(
        self,
        index: str,
        filenames: Collection[str],
        failures: list[ImportFailure],
        fresh: Iterable[ImportFailure] | None = None,
    ) -> None:
        """Replace what is known of the files; ``fresh`` failures are told, by default all."""
        told = list(failures if fresh is None else fresh)
        for failure in told:
            log.warning(
                "%s: %s: %s: %s", index, failure["filename"], failure["step"], failure["error"]
            )
        self.failures.settle(index, filenames, failures)
        self.summary.failures += told


def _media_file(file: SourceFile, objects: StoredObjects | None) -> MediaFile:
    return MediaFile(
        index=file.index,
        filename=file.filename,
        sha1=file.sha1,
        size=file.size,
        mtime_ms=file.mtime_ms,
        objects=objects or StoredObjects(),
    )
