"""Looking at everything below a source directory."""

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from homegallery.errors import GalleryError
from homegallery.index.filters import Filters
from homegallery.index.known import Known
from homegallery.index.listing import Listing
from homegallery.index.match import Matcher
from homegallery.index.order import sorted_names
from homegallery.index.record import FileRecord, new_record, now

_Identity = tuple[int, int]
"""Device and inode."""


class ScanCancelled(GalleryError):  # noqa: N818  (not a failure)
    """The import was stopped."""


class _Directory(NamedTuple):
    record: FileRecord
    identity: _Identity | None
    """None when it is known but cannot be looked at now."""
    above: frozenset[_Identity]


class Walk:
    """One walk through a source, in the order of an index.

    Links are followed. What cannot be read gives a warning and keeps what the
    index knew of it: a disk that is not mounted today is not deleted. What is
    gone is left out.
    """

    def __init__(
        self,
        base: Path,
        known: Known,
        filters: Filters,
        matches: Matcher,
        *,
        cancel: threading.Event,
        on_progress: Callable[[int], None] | None = None,
    ) -> None:
        self.warnings: list[str] = []
        self.looked = 0
        """Number of names seen, also of those left out."""
        self._base = os.fspath(base)
        self._known = known
        self._filters = filters
        self._matches = matches
        self._cancelled = cancel.is_set
        self._on_progress = on_progress
        self._created = now()
        self._records: list[FileRecord] = []
        self._stack: list[_Directory | list[FileRecord]] = []

    def run(self) -> list[FileRecord]:
        """All records, unchanged ones as they are known.

        Raises ``ScanCancelled``, and ``OSError`` when the source itself cannot be read.
        """
        with Listing(self._base) as listing:
            status = os.fstat(listing.descriptor)
            self._look("", listing, frozenset([(status.st_dev, status.st_ino)]))
        while self._stack:
            item = self._stack.pop()
            if isinstance(item, list):
                self._records += item
            else:
                self._enter(item)
        return self._records

    def _enter(self, directory: _Directory) -> None:
        record, identity, above = directory
        filename = record.filename
        if identity is None:
            self._keep(record)
            return
        if self._filters.excludes.below(filename):
            self._records.append(record)
            return
        try:
            listing = Listing(f"{self._base}/{filename}")
        except OSError as error:
            self._warn(f"cannot read the directory {filename!r}: {error.strerror}")
            self._keep(record)
            return
        with listing:
            if not listing.names and self._was_mounted(filename, identity):
                self._warn(f"the directory {filename!r} is empty, its disk seems not mounted")
                self._keep(record)
            else:
                self._records.append(record)
                self._look(filename, listing, above | {identity})

    def _look(self, directory: str, listing: Listing, above: frozenset[_Identity]) -> None:
        """Put the content of one directory on the stack, what comes first on top."""
        files: list[FileRecord] = []
        directories: list[_Directory] = []
        known = self._known.inside(directory)
        prefix = f"{directory}/" if directory else ""
        descriptor = listing.descriptor
        # Local names and skipped calls: this loop is most of the time of a scan.
        look, matches, cancelled, filters = os.stat, self._matches, self._cancelled, self._filters
        excluded = filters.excludes.matches if filters.excludes else None
        too_large = filters.too_large if filters.max_size is not None else None
        for name in self._visible(listing):
            if cancelled():
                raise ScanCancelled("the scan was stopped")
            if excluded and excluded(prefix + name):
                continue
            record = known.get(name)
            try:
                status = look(name, dir_fd=descriptor)
            except OSError as error:
                directories += self._unseen(prefix + name, listing, record, error)
                continue
            if too_large and too_large(status, record):
                continue
            if record is None or not matches(record, status):
                record = new_record(prefix + name, status, self._created)
            if record.file_type != "d":
                files.append(record)
            elif (identity := (status.st_dev, status.st_ino)) not in above:
                directories.append(_Directory(record, identity, above))
            else:
                self._warn(f"the link {record.filename!r} leads to a directory above it")
        self._stack.append(files)
        self._stack += directories
        self.looked += len(listing.names)
        if self._on_progress:
            self._on_progress(self.looked)

    def _visible(self, listing: Listing) -> list[str]:
        marker = self._filters.marker
        return [marker] if marker in listing.names else sorted_names(listing.names)

    def _unseen(
        self, filename: str, listing: Listing, known: FileRecord | None, error: OSError
    ) -> list[_Directory]:
        """What stays of a path that cannot be looked at: what is known of it."""
        try:
            link = listing.is_link(filename.rpartition("/")[2])
        except FileNotFoundError:
            self._warn(f"{filename!r} vanished during the scan")
            return []
        except OSError:
            link = False
        what = "the target of the link" if link else "the file"
        self._warn(f"cannot read {what} {filename!r}: {error.strerror}")
        return [] if known is None else [_Directory(known, None, frozenset())]

    def _was_mounted(self, directory: str, identity: _Identity) -> bool:
        known = self._known.get(directory)
        if known is None or known.dev == identity[0]:
            return False
        return bool(self._known.inside(directory))

    def _keep(self, record: FileRecord) -> None:
        """Take a directory, or file, and all below it as it is known."""
        self._records.append(self._known.get(record.filename) or record)
        self._records += self._known.below(record.filename)

    def _warn(self, message: str) -> None:
        self.warnings.append(message)
