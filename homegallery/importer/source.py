"""One source directory during an import: what is known, what is to do, what is done."""

import hashlib
import threading
import time
from collections.abc import Collection, Generator, Iterable, Iterator
from functools import cached_property
from typing import Final

from homegallery.config.model import SourceSettings
from homegallery.importer.batch import within, without
from homegallery.importer.hashing import HashedWork, hash_works
from homegallery.importer.look import Look, PartLook, WholeLook
from homegallery.importer.plan import Plan, Work, plan_source
from homegallery.importer.presence import Presence
from homegallery.importer.settling import SETTLED, Settling
from homegallery.index.checkpoint import Checkpoint
from homegallery.index.order import order_key
from homegallery.index.record import FileRecord
from homegallery.index.scan import Scan

EMPTY_SHA1: Final = hashlib.sha1(b"", usedforsecurity=False).hexdigest()

LOST: Final = "the directory {} disappeared, its disk seems not mounted any more"

INDEX_SECONDS: Final = 60.0
"""Time between index writes: what a kill costs in repeated look-ups, not in work."""


class SourceImport:
    """Scans a source and writes its index as its files get finished.

    Of a file whose entry is not in the database yet, the index on disk keeps what it
    knew before, so a killed import finds it again. Checksums are in the checkpoint and
    previews in the storage, so nothing is computed twice.
    """

    def __init__(
        self,
        settings: SourceSettings,
        *,
        cancel: threading.Event,
        limit: int | None = None,
        directories: Collection[str] | None = None,
        settling: Settling = SETTLED,
    ) -> None:
        """Read the index and walk the directory; raises ``ScanCancelled``.

        Only ``directories`` are looked at, if given. New and changed files of more than
        ``limit`` bytes are ``left_out``; those that are not whole are ``waiting``.
        """
        self.settings = settings
        self.name = settings.name
        self.plan = Plan()
        self._presence = Presence(settings.dir)
        self._look: Look
        if directories is None:
            self._look = WholeLook(settings, cancel)
        else:
            self._look = PartLook(settings, directories, cancel)
        self._known = self._look.known
        self._checkpoint = Checkpoint(settings.index)
        found = self._look.scan
        if not found.offline and self._presence.is_lost:
            found = Scan(self._known.records, warnings=[LOST.format(settings.dir)], offline=True)
        self.waiting = settling.waiting(settings.name, found)
        found = without(found, self._known.records, self.waiting)
        self._scan, self.left_out = within(found, self._known.records, limit)
        self._finished: dict[str, FileRecord] = {}
        self._written = time.monotonic()

    @property
    def is_new(self) -> bool:
        """Whether nothing of this source was indexed yet, as after deleting the index."""
        return isinstance(self._look, WholeLook) and not self._known.records

    @property
    def offline(self) -> bool:
        """Whether the directory could not be scanned; its entries stay."""
        return self._scan.offline

    @property
    def is_lost(self) -> bool:
        """Whether the directory has gone away since the scan; looks at it."""
        return self._presence.is_lost

    @property
    def warnings(self) -> list[str]:
        """What the scan could not read, a line each."""
        return self._scan.warnings

    @property
    def names(self) -> set[str]:
        """Names of all files found, empty while the source is offline."""
        if self.offline:
            return set()
        return {record.filename for record in self._scan.records if record.file_type == "f"}

    def empty_files(self, retry: Collection[str]) -> list[str]:
        """Files without content that are new, changed or to ``retry``."""
        wanted = {record.filename for record in (*self._scan.adds, *self._scan.changes)}
        wanted |= set(retry)
        return [
            record.filename
            for record in self._scan.records
            if record.filename in wanted and _is_empty(record)
        ]

    def prepare(
        self, *, redo: Collection[str], present: Collection[Collection[str]] | None
    ) -> None:
        """Plan the work, see ``plan_source``; nothing is to do while offline."""
        if not self.offline:
            known = self._known.records
            self.plan = plan_source(self._scan, known, redo=redo, present=present)

    def was_known(self, filenames: Iterable[str]) -> bool:
        """Whether an earlier import knew the content of one of these files."""
        return any(self._before[name].sha1sum for name in filenames if name in self._before)

    def successors(self, records: Iterable[FileRecord]) -> Iterator[tuple[str, str]]:
        """Old and new SHA-1 of those files that were edited.

        Content that had a name before was not edited but moved here, with its own past.
        """
        for record in records:
            old = self._before.get(record.filename)
            edited = old is not None and old is not record and old.sha1sum
            if old and edited and record.sha1sum not in self._contents:
                yield old.sha1sum, record.sha1sum

    @cached_property
    def _before(self) -> dict[str, FileRecord]:
        """What the index knew of the files that are not as they were."""
        fresh = {record.filename for record in (*self._scan.changes, *self._scan.removes)}
        return {
            record.filename: record for record in self._known.records if record.filename in fresh
        }

    @cached_property
    def _contents(self) -> set[str]:
        return {record.sha1sum for record in self._known.records}

    def hashed(self, cancel: threading.Event) -> Generator[HashedWork]:
        """All planned groups, hashed."""
        return hash_works(self.settings.dir, self.plan.works, self._checkpoint, cancel)

    def finish(self, hashed: HashedWork) -> None:
        """The database holds what this group became, or it never will."""
        unread = {failure.filename for failure in hashed.failures}
        for record in hashed.work.group:
            if record.filename in unread:
                self._finished[record.filename] = record
        for record in hashed.group:
            self._finished[record.filename] = record

    @property
    def is_due(self) -> bool:
        """Whether the last write of the index is a while ago."""
        return time.monotonic() >= self._written + INDEX_SECONDS

    def save(self) -> None:
        """Write the index if it changed."""
        if self.offline:
            return
        self._look.write(self._records())
        self._written = time.monotonic()
        if all(map(self._is_finished, self.plan.works)):
            self._checkpoint.clear()

    def _is_finished(self, work: Work) -> bool:
        return work.group[0].filename in self._finished

    def _records(self) -> list[FileRecord]:
        """What the index may claim: what is finished, and what it knew before of the rest."""
        unfinished = {
            name
            for work in self.plan.works
            if not self._is_finished(work)
            for name in (*work.replaces, *(record.filename for record in work.group))
        }
        new = {record.filename for record in self._scan.adds} & unfinished
        records = [
            self._claim(record, unfinished)
            for record in self._scan.records
            if record.filename not in new
        ]
        lost = [record for record in self._scan.removes if record.filename in unfinished]
        return sorted([*records, *lost], key=order_key) if lost else records

    def _claim(self, record: FileRecord, unfinished: Collection[str]) -> FileRecord:
        if record.filename in unfinished:
            return self._before.get(record.filename, record)
        if _is_empty(record) and not record.sha1sum:
            return record._replace(sha1sum=EMPTY_SHA1)
        return self._finished.get(record.filename, record)


def _is_empty(record: FileRecord) -> bool:
    return record.file_type == "f" and record.size == 0
