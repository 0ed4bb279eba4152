"""Looking at a few directories of a source only, as a watcher names them."""

import errno
import os
import threading
from collections.abc import Collection
from pathlib import Path, PurePosixPath

from homegallery.config.source import SourceSettings
from homegallery.index.file import Index, read_part
from homegallery.index.filters import filters_of
from homegallery.index.known import Known
from homegallery.index.listing import Listing
from homegallery.index.match import matcher
from homegallery.index.recent import Recent, read_known, with_recent
from homegallery.index.record import FileRecord
from homegallery.index.scan import Scan, compared, offline
from homegallery.index.walk import Directory, Identity, Walk, identity


def scan_part(
    source: SourceSettings, directories: Collection[str], *, cancel: threading.Event
) -> tuple[Index, Scan]:
    """Look at what lies directly in ``directories``, and at all of a new one in them.

    Names are relative to the source, ``""`` is the source itself; of a directory that is
    gone the nearest one above is looked at. Returns what was known of these directories
    and what a scan of them finds. Raises as ``scan`` and ``read_index`` do.
    """
    try:
        present = _present(source.dir, directories)
    except OSError as error:
        message = f"cannot read the directory {source.dir}: {error.strerror}"
        return (nothing := Index(None, "", [])), offline(nothing, message)
    known = _known(source, present)
    by_directory = Known(known.records)
    walk = _PartWalk(
        source.dir, by_directory, filters_of(source), matcher(source.matcher), cancel=cancel
    )
    records = walk.look_into(present)
    if "" in present and not walk.looked and known.records:
        message = f"the directory {source.dir} is empty, its disk seems not mounted"
        return known, offline(known, message)
    return known, compared(known, by_directory, records, walk.warnings)


def _present(base: Path, directories: Collection[str]) -> set[str]:
    """The directories, or what is left above them; ``OSError`` if the source is not there."""
    if not base.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "it is not there")
    found = set()
    for directory in directories:
        present = directory
        while present and not (base / present).is_dir():
            present = present.rpartition("/")[0]
        found.add(present)
    return found


def _known(source: SourceSettings, directories: set[str]) -> Index:
    """What is known in the directories, and below those directories in them that are gone."""
    part = read_part(source.index, directories)
    recent = Recent(source.index).read(part.created)
    known = _within(with_recent(part, recent), directories, [])
    lost = [
        record.filename
        for record in known.records
        if record.file_type == "d" and not (source.dir / record.filename).is_dir()
    ]
    if not lost:
        return known
    return _within(read_known(source.index), directories, lost)


def _within(index: Index, directories: set[str], lost: list[str]) -> Index:
    below = tuple(f"{directory}/" for directory in lost)
    records = [
        record
        for record in index.records
        if record.filename.rpartition("/")[0] in directories or record.filename.startswith(below)
    ]
    return index._replace(records=records)


class _PartWalk(Walk):
    """A walk that starts in some directories and stays out of known ones."""

    def look_into(self, directories: Collection[str]) -> list[FileRecord]:
        """All records in the directories and below new ones, in no order."""
        self._entered: set[str] = set()
        for directory in sorted(directories):  # a new one may be below another one
            if directory in self._entered:
                continue
            if self._is_hidden(directory):
                self._stay(directory)
            else:
                self._start(directory)
        return self._records

    def _start(self, directory: str) -> None:
        try:
            listing = Listing(f"{self._base}/{directory}")
        except OSError as error:
            self._warn(f"cannot read the directory {directory!r}: {error.strerror}")
            self._stay(directory)
            return
        with listing:
            device = os.fstat(listing.descriptor).st_dev
            known = self._known.inside(directory).values()
            if not listing.names and any(record.dev != device for record in known):
                self._warn(f"the directory {directory!r} is empty, its disk seems not mounted")
                self._stay(directory)
            else:
                self._look(directory, listing, self._identities(directory))
        self._empty_stack()

    def _enter(self, directory: Directory) -> None:
        if self._known.get(directory.record.filename):
            self._records.append(directory.record)
        else:
            self._entered.add(directory.record.filename)
            super()._enter(directory)

    def _stay(self, directory: str) -> None:
        self._records += self._known.inside(directory).values()

    def _is_hidden(self, directory: str) -> bool:
        """Whether a pattern hides the directory, or a pattern or marker one above it."""
        marker, excludes = self._filters.marker, self._filters.excludes
        above = [str(parent) for parent in PurePosixPath(directory).parents] if directory else []
        return (
            excludes.matches(directory)
            or any(excludes.matches(parent) or excludes.below(parent) for parent in above[:-1])
            or any(Path(self._base, parent, marker).exists() for parent in above)
        )

    def _identities(self, directory: str) -> frozenset[Identity]:
        """Of the directory and those above it in the source."""
        parents = PurePosixPath(directory).parents if directory else ()
        paths = [self._base, *(f"{self._base}/{parent}" for parent in (directory, *parents))]
        return frozenset(identity(os.stat(path)) for path in paths)  # noqa: PTH116
