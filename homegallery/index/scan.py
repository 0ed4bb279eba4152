"""Comparing a source directory with what the index knows of it."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from operator import is_

from homegallery.config.source import SourceSettings
from homegallery.index.file import Index
from homegallery.index.filters import filters_of
from homegallery.index.known import Known
from homegallery.index.limits import AddLimits
from homegallery.index.match import matcher
from homegallery.index.record import FileRecord
from homegallery.index.walk import ScanCancelled, Walk

__all__ = ["Scan", "ScanCancelled", "scan"]


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scan found.

    ``records`` is everything, in the order of an index; an unchanged path is the
    very object of the known index. ``adds`` and ``changes`` are members of it:
    new paths, and known ones that differ or whose hash is still missing. Their
    files have to be hashed. ``removes`` are known records that are
    gone. An ``offline`` source could not be looked at: everything stays as known.
    A ``limited`` scan left out new paths because of its limits.
    """

    records: list[FileRecord]
    adds: list[FileRecord] = field(default_factory=list)
    changes: list[FileRecord] = field(default_factory=list)
    removes: list[FileRecord] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    offline: bool = False
    limited: bool = False


def scan(
    source: SourceSettings,
    known: Index,
    *,
    cancel: threading.Event,
    on_progress: Callable[[int], None] | None = None,
    limits: AddLimits | None = None,
    keep_known: bool = True,
) -> Scan:
    """Look at a source; nothing is hashed or written.

    ``on_progress`` gets the number of paths looked at, after each directory.
    ``limits`` bounds the new paths. Known files above the size limit of the source
    stay unless ``keep_known`` is false. A source that is missing, unreadable, or
    empty while files are known, is offline. Raises ``ScanCancelled`` and
    ``PatternFileError``.
    """
    by_directory = Known(known.records)
    walk = Walk(
        source.dir,
        by_directory,
        filters_of(source, keep_known=keep_known),
        matcher(source.matcher),
        most_new=limits.of(len(known.records)) if limits else None,
        cancel=cancel,
        on_progress=on_progress,
    )
    try:
        records = walk.run()
    except OSError as error:
        return offline(known, f"cannot read the directory {source.dir}: {error.strerror}")
    if not walk.looked and any(record.file_type == "f" for record in known.records):
        return offline(known, f"the directory {source.dir} is empty, its disk seems not mounted")
    found = compared(known, by_directory, records, walk.warnings)
    return replace(found, limited=True) if walk.limited else found


def offline(known: Index, warning: str) -> Scan:
    """A source that could not be looked at."""
    return Scan(known.records, warnings=[warning], offline=True)


def compared(
    known: Index, by_directory: Known, records: list[FileRecord], warnings: list[str]
) -> Scan:
    """What differs between the ``known`` records and those found."""
    if len(records) == len(known.records) and all(map(is_, records, known.records)):
        return Scan(records, changes=_unhashed(records), warnings=warnings)
    adds: list[FileRecord] = []
    changes: list[FileRecord] = []
    for record in records:
        old = by_directory.get(record.filename)
        if old is None:
            adds.append(record)
        elif old is not record or (not record.sha1sum and record.file_type == "f"):
            changes.append(record)
    found = {record.filename for record in records}
    removes = [record for record in known.records if record.filename not in found]
    return Scan(records, adds, changes, removes, warnings)


def _unhashed(records: Iterable[FileRecord]) -> list[FileRecord]:
    return [record for record in records if not record.sha1sum and record.file_type == "f"]
