"""Looking at everything below a source directory."""

import os
import threading
from bisect import bisect_left
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from homegallery.errors import GalleryError
from homegallery.index.filters import Filters
from homegallery.index.match import Matcher
from homegallery.index.order import order_key, sorted_names
from homegallery.index.record import FileRecord, new_record, now

_Identity = tuple[int, int]
"""Device and inode."""


class ScanCancelled(GalleryError):  # noqa: N818  (not a failure)
    """The import was stopped."""


class _Directory(NamedTuple):
    record: FileRecord
    visible: bool
    """False when it is known but cannot be looked at now."""
    identity: _Identity
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
        known: Mapping[str, FileRecord],
        filters: Filters,
        matches: Matcher,
        *,
        cancel: threading.Event,
        on_progress: Callable[[int], None] | None = None,
    ) -> None:
        self.warnings: list[str] = []
        self._base = os.fspath(base)
        self._known = known
        self._filters = filters
        self._matches = matches
        self._cancel = cancel
        self._on_progress = on_progress
        self._created = now()
        self._records: list[FileRecord] = []
        self._stack: list[_Directory | list[FileRecord]] = []
        self.looked = 0

    def run(self) -> list[FileRecord]:
        """All records, unchanged ones as they are known.

        Raises ``ScanCancelled``, and ``OSError`` when the source itself cannot be read.
        """
        status = Path(self._base).stat()
        root = (status.st_dev, status.st_ino)
        self._look("", self._entries(""), frozenset([root]))
        while self._stack:
            item = self._stack.pop()
            if isinstance(item, list):
                self._records += item
            else:
                self._enter(item)
        return self._records

    def _entries(self, filename: str) -> dict[str, os.DirEntry[str]]:
        with os.scandir(f"{self._base}/{filename}") as listing:
            entries = {entry.name: entry for entry in listing}
        marker = self._filters.marker
        return {marker: entries[marker]} if marker in entries else entries

    def _enter(self, directory: _Directory) -> None:
        record = directory.record
        filename = record.filename
        if not directory.visible:
            self._keep(filename)
        elif self._filters.excludes.below(filename):
            self._records.append(record)
        else:
            try:
                entries = self._entries(filename)
            except OSError as error:
                self._warn(f"cannot read the directory {filename!r}: {error.strerror}")
                self._keep(filename, record)
                return
            if not entries and self._looks_unmounted(directory):
                self._warn(f"the directory {filename!r} is empty, its disk seems not mounted")
                self._keep(filename)
                return
            self._records.append(record)
            self._look(f"{filename}/", entries, directory.above | {directory.identity})

    def _look(
        self, prefix: str, entries: dict[str, os.DirEntry[str]], above: frozenset[_Identity]
    ) -> None:
        """Put the content of one directory on the stack, what comes first on top."""
        files: list[FileRecord] = []
        directories: list[_Directory] = []
        known, matches, cancelled = self._known, self._matches, self._cancel.is_set
        excluded = self._filters.excludes.matches if self._filters.excludes else None
        for name in sorted_names(entries):
            if cancelled():
                raise ScanCancelled("the scan was stopped")
            filename = prefix + name
            if excluded and excluded(filename):
                continue
            entry = entries[name]
            old = known.get(filename)
            try:
                status = entry.stat()
            except OSError as error:
                directories += self._unseen(entry, filename, old, error)
                continue
            if old is not None and matches(old, status):
                record = old
            else:
                record = new_record(filename, status, self._created)
            if record.file_type == "d":
                identity = (status.st_dev, status.st_ino)
                if identity in above:
                    self._warn(f"the link {filename!r} leads back to a directory above it")
                else:
                    directories.append(_Directory(record, True, identity, above))
            elif not self._filters.too_large(status.st_size, old):
                files.append(record)
        self._stack.append(files)
        self._stack += directories
        self.looked += len(entries)
        if self._on_progress:
            self._on_progress(self.looked)

    def _unseen(
        self, entry: os.DirEntry[str], filename: str, old: FileRecord | None, error: OSError
    ) -> list[_Directory]:
        """What stays of an entry that cannot be looked at: what is known of it."""
        if isinstance(error, FileNotFoundError) and not entry.is_symlink():
            self._warn(f"{filename!r} vanished during the scan")
            return []
        what = "the target of the link" if entry.is_symlink() else "the file"
        self._warn(f"cannot read {what} {filename!r}: {error.strerror}")
        return [] if old is None else [_Directory(old, False, (0, 0), frozenset())]

    def _looks_unmounted(self, directory: _Directory) -> bool:
        filename = directory.record.filename
        old = self._known.get(filename)
        return (
            old is not None
            and old.dev != directory.identity[0]
            and bool(self._known_below(filename))
        )

    def _keep(self, filename: str, otherwise: FileRecord | None = None) -> None:
        record = self._known.get(filename, otherwise)
        self._records += [record] if record else []
        self._records += sorted(self._known_below(filename), key=order_key)

    def _known_below(self, filename: str) -> list[FileRecord]:
        names = self._known_names
        # "0" follows "/", so this spans all names that start with the directory.
        first, last = (bisect_left(names, filename + end) for end in "/0")
        return [self._known[name] for name in names[first:last]]

    @cached_property
    def _known_names(self) -> list[str]:
        return sorted(self._known)

    def _warn(self, message: str) -> None:
        self.warnings.append(message)
