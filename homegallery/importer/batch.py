"""Small files first: an import in several rounds, each with a limit of size."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from homegallery.config.model import SourceSettings
from homegallery.index.record import FileRecord
from homegallery.index.scan import Scan

SMALL_FILE: Final = 20 << 20
"""Bytes; photos are smaller, most videos are larger (spec cli 3)."""
MEDIUM_FILE: Final = 200 << 20


@dataclass(frozen=True, slots=True)
class Batch:
    """One round over all sources, leaving out files of more than ``max_file_size`` bytes.

    With ``small_files`` the limit is 20 MB where neither the batch nor the source sets one.
    """

    max_file_size: int | None = None
    small_files: bool = False

    def limit(self, source: SourceSettings) -> int | None:
        """Bytes beyond the limit of the source itself, which its scan observes."""
        if self.small_files and self.max_file_size is None and source.max_file_size is None:
            return SMALL_FILE
        return self.max_file_size


ONE_BATCH: Final = (Batch(),)


def batches(*, initial: bool = False, small_files: bool = False) -> tuple[Batch, ...]:
    """The rounds of an import: one, or three with growing limits for the first import."""
    limits = (SMALL_FILE, MEDIUM_FILE, None) if initial else (None,)
    return tuple(Batch(limit, small_files) for limit in limits)


def within(scan: Scan, known: Sequence[FileRecord], limit: int | None) -> tuple[Scan, int]:
    """The scan without new and changed files of more than ``limit`` bytes, and their number."""
    if limit is None or scan.offline:
        return scan, 0
    large = {
        record.filename
        for record in (*scan.adds, *scan.changes)
        if record.file_type == "f" and record.size > limit
    }
    return without(scan, known, large), len(large)


def without(scan: Scan, known: Sequence[FileRecord], names: Collection[str]) -> Scan:
    """The scan without these new and changed files.

    Such a changed file stays as it is ``known``, and so does its entry.
    """
    if not names:
        return scan
    before = {record.filename: record for record in known if record.filename in names}
    return replace(
        scan,
        records=[
            before.get(record.filename, record)
            for record in scan.records
            if record.filename not in names or record.filename in before
        ],
        adds=[record for record in scan.adds if record.filename not in names],
        changes=[record for record in scan.changes if record.filename not in names],
    )
