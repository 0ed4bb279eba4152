"""What an import knows and finds of a source, and where it notes what it has done."""

import threading
from collections.abc import Collection
from typing import Protocol

from homegallery.config.model import SourceSettings
from homegallery.index.file import Index, read_index, write_index
from homegallery.index.part import scan_part
from homegallery.index.recent import Recent, with_recent
from homegallery.index.record import FileRecord
from homegallery.index.scan import Scan, scan


class Look(Protocol):
    """A look at all or some directories of a source."""

    known: Index
    """What the index knew there before."""
    scan: Scan

    def write(self, records: list[FileRecord]) -> None:
        """Note durably that the index now knows ``records`` there; equal ones cost nothing."""


class WholeLook:
    """A look at everything; the index file is written anew."""

    def __init__(self, source: SourceSettings, cancel: threading.Event) -> None:
        """Raises ``ScanCancelled``."""
        self._source = source
        self._recent = Recent(source.index)
        index = read_index(source.index)
        recent = self._recent.read(index.created)
        self.known = with_recent(index, recent)
        self.scan = scan(source, self.known, cancel=cancel)
        self._on_disk = None if index.created is None or recent else index.records

    def write(self, records: list[FileRecord]) -> None:
        """Replace the index file if it differs."""
        if records != self._on_disk:
            write_index(self._source.index, str(self._source.dir), records)
            self._on_disk = records
            self._recent.clear()


class PartLook:
    """A look at some directories; changes are added to the recent ones of the index."""

    def __init__(
        self, source: SourceSettings, directories: Collection[str], cancel: threading.Event
    ) -> None:
        """Raises ``ScanCancelled``."""
        self._recent = Recent(source.index)
        self.known, self.scan = scan_part(source, directories, cancel=cancel)
        self._on_disk = {record.filename: record for record in self.known.records}

    def write(self, records: list[FileRecord]) -> None:
        """Append what differs."""
        now = {record.filename: record for record in records}
        changed = [record for record in records if self._on_disk.get(record.filename) != record]
        self._recent.append(self.known.created, changed, self._on_disk.keys() - now.keys())
        self._on_disk = now
