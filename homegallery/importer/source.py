"""One source directory during an import: what is known, what is to do, what is done."""

import hashlib
import threading
import time
from collections.abc import Collection, Iterator
from typing import Final

from homegallery.config.model import SourceSettings
from homegallery.importer.hashing import HashedWork, hash_works
from homegallery.importer.plan import Plan, Work, plan_source
from homegallery.index.checkpoint import Checkpoint
from homegallery.index.file import read_index, write_index
from homegallery.index.record import FileRecord
from homegallery.index.scan import Scan, scan

EMPTY_SHA1: Final = hashlib.sha1(b"", usedforsecurity=False).hexdigest()

INDEX_SECONDS: Final = 60.0
"""Time between index writes: what a kill costs in repeated look-ups, not in work."""


class SourceImport:
    """Scans a source and writes its index as its files get finished.

    The index on disk names only files whose entries are in the database, so a
    killed import finds the others again. Their checksums are in the checkpoint
    and their previews in the storage, so nothing is computed twice.
    """

    def __init__(self, settings: SourceSettings, *, cancel: threading.Event) -> None:
        """Read the index and walk the directory; raises ``ScanCancelled``."""
        self.settings = settings
        self.name = settings.name
        self.plan = Plan()
        self._known = read_index(settings.index)
        self._checkpoint = Checkpoint(settings.index)
        self._scan: Scan = scan(settings, self._known, cancel=cancel, on_progress=None)
        self._finished: dict[str, FileRecord] = {}
        self._written = time.monotonic()

    @property
    def is_new(self) -> bool:
        """Whether nothing of this source was indexed yet, as after deleting the index."""
        return not self._known.records

    @property
    def offline(self) -> bool:
        """Whether the directory cannot be read now; its entries stay."""
        return self._scan.offline

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

    @property
    def empty_files(self) -> list[str]:
        """New or changed files without content."""
        fresh = (*self._scan.adds, *self._scan.changes)
        return [record.filename for record in fresh if _is_empty(record)]

    def prepare(self, *, redo: Collection[str], present: Collection[str] | None) -> None:
        """Plan the work, see ``plan_source``; nothing is to do while offline."""
        if not self.offline:
            self.plan = plan_source(self._scan, redo=redo, present=present)

    def hashed(self, cancel: threading.Event) -> Iterator[HashedWork]:
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

    def save(self, *, final: bool = False) -> None:
        """Write the index if it changed and the last write is a while ago, or if ``final``."""
        due = final or time.monotonic() >= self._written + INDEX_SECONDS
        if self.offline or not due:
            return
        records = list(self._records())
        if records != self._known.records or self._known.created is None:
            write_index(self.settings.index, str(self.settings.dir), records)
            self._written = time.monotonic()
        if all(map(self._is_finished, self.plan.works)):
            self._checkpoint.clear()

    def _is_finished(self, work: Work) -> bool:
        return work.group[0].filename in self._finished

    def _records(self) -> Iterator[FileRecord]:
        """What the index may claim: finished files, and old ones nothing is planned for.

        A file with unfinished work is left out, so that the next import finds it as new.
        """
        unfinished = {
            record.filename
            for work in self.plan.works
            if not self._is_finished(work)
            for record in work.group
        }
        for record in self._scan.records:
            if _is_empty(record) and not record.sha1sum:
                yield record._replace(sha1sum=EMPTY_SHA1)
            elif record.filename not in unfinished:
                yield self._finished.get(record.filename, record)


def _is_empty(record: FileRecord) -> bool:
    return record.file_type == "f" and record.size == 0
