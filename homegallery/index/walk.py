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
from homegallery.index.record import FileRecord, new_record
from homegallery.timestamp import now

Identity = tuple[int, int]
"""Device and inode."""


class ScanCancelled(GalleryError):  # noqa: N818  (not a failure)
    """The import was stopped."""


class Directory(NamedTuple):
    """A directory that waits to be looked at."""

    record: FileRecord
    status: os.stat_result | None
    """None when it is known but cannot be looked at now."""
    above: frozenset[Identity]


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
        most_new: int | None = None,
    ) -> None:
        """``most_new`` is how many paths may be taken that are not known."""
        self.warnings: list[str] = []
        self.limited = False
        """Whether new paths were left out."""
        self.looked = 0
        """Number of names seen, also of those left out."""
        self._base = os.fspath(base)
        self._known = known
        self._filters = filters
        self._matches = matches
        self._cancelled = cancel.is_set
        self._on_progress = on_progress
        self._room = most_new
        self._created = now()
        self._records: list[FileRecord] = []
        self._stack: list[Directory | list[FileRecord]] = []

    def run(self) -> list[FileRecord]:
        """All records, unchanged ones as they are known.

        Raises ``ScanCancelled``, and ``OSError`` when the source itself cannot be read.
        """
        with Listing(self._base) as listing:
            self._look("", listing, frozenset([identity(os.fstat(listing.descriptor))]))
        self._empty_stack()
        return self._records

    def _empty_stack(self) -> None:
        while self._stack:
            item = self._stack.pop()
            if isinstance(item, list):
                self._records += item if self._room is None else filter(self._has_room, item)
            elif self._has_room(item.record):
                self._enter(item)

    def _has_room(self, record: FileRecord) -> bool:
        """Whether a path may be taken; counts it if it is new."""
        if self._room is None or self._known.get(record.filename) is not None:
            return True
        if self._room == 0:
            self.limited = True
            return False
        self._room -= 1
        return True

    def _enter(self, directory: Directory) -> None:
        record, status, above = directory
        filename = record.filename
        if status is None:
            self._keep(record)
        elif identity(status) in above:
            self._warn(f"the link {filename!r} leads to a directory above it")
        elif self._filters.excludes.below(filename):
            self._records.append(record)
        else:
            self._read(record, status, above)

    def _read(self, record: FileRecord, status: os.stat_result, above: frozenset[Identity]) -> None:
        filename = record.filename
        try:
            listing = Listing(f"{self._base}/{filename}")
        except OSError as error:
            self._warn(f"cannot read the directory {filename!r}: {error.strerror}")
            self._keep(record)
            return
        with listing:
            if not listing.names and self._was_mounted(filename, status):
                self._warn(f"the directory {filename!r} is empty, its disk seems not mounted")
                self._keep(record)
            else:
                self._records.append(record)
                self._look(filename, listing, above | {identity(status)})

    def _look(self, directory: str, listing: Listing, above: frozenset[Identity]) -> None:
        """Put the content of one directory on the stack, what comes first on top."""
        files: list[FileRecord] = []
        directories: list[Directory] = []
        known = self._known.inside(directory)
        prefix = f"{directory}/" if directory else ""
        descriptor = listing.descriptor
        # Local names and skipped calls: this loop is most of the time of a scan.
        look, matches, cancelled = os.stat, self._matches, self._cancelled
        too_large = self._filters.too_large if self._filters.max_size is not None else None
        for name in self._visible(prefix, listing.names):
            if cancelled():
                raise ScanCancelled("the scan was stopped")
            record = known.get(name)
            status: os.stat_result | None = None
            try:
                status = look(name, dir_fd=descriptor)
            except OSError as error:
                if self._is_gone(prefix + name, listing, error) or record is None:
                    continue
            else:
                if too_large and too_large(status, record):
                    continue
                if record is None or not matches(record, status):
                    record = new_record(prefix + name, status, self._created)
            if record.file_type == "d":
                directories.append(Directory(record, status, above))
            else:
                files.append(record)
        self._stack.append(files)
        self._stack += directories
        self.looked += len(listing.names)
        if self._on_progress:
            self._on_progress(self.looked)

    def _visible(self, prefix: str, names: list[str]) -> list[str]:
        """The names of a directory that no marker or pattern hides, in ascending order."""
        marker, excludes = self._filters.marker, self._filters.excludes
        visible = [marker] if marker in names else sorted_names(names)
        if excludes:
            visible = [name for name in visible if not excludes.matches(prefix + name)]
        return visible

    def _is_gone(self, filename: str, listing: Listing, error: OSError) -> bool:
        """Whether a path that cannot be looked at has vanished; if not it stays as known."""
        try:
            link = listing.is_link(filename.rpartition("/")[2])
        except FileNotFoundError:
            self._warn(f"{filename!r} vanished during the scan")
            return True
        except OSError:
            link = False
        what = "the target of the link" if link else "the file"
        self._warn(f"cannot read {what} {filename!r}: {error.strerror}")
        return False

    def _was_mounted(self, directory: str, status: os.stat_result) -> bool:
        known = self._known.get(directory)
        if known is None or known.dev == status.st_dev:
            return False
        return bool(self._known.inside(directory))

    def _keep(self, record: FileRecord) -> None:
        """Take a directory and all below it as it is known."""
        self._records.append(self._known.get(record.filename) or record)
        self._records += self._known.below(record.filename)

    def _warn(self, message: str) -> None:
        self.warnings.append(message)


def identity(status: os.stat_result) -> Identity:
    """What tells a directory from all others, whatever its path."""
    return status.st_dev, status.st_ino
