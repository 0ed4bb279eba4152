"""Finished entries go to the database in portions, often at first, rarely later."""

import logging
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from homegallery.database.entry import Entry, primary_key
from homegallery.database.merge import merge_database

log = logging.getLogger(__name__)

FIRST_ENTRIES: Final = 8
"""So many photos are shown at once when an import starts."""

PAUSE_SECONDS: Final = 2.0
PAUSE_FACTOR: Final = 10.0
"""Publishing takes at most about a tenth of the time, however big the database is."""


class Publisher:
    """Collects entries and merges them into the database when it is worth it."""

    def __init__(
        self,
        database_file: Path,
        on_database: Callable[[], None],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._file = database_file
        self._on_database = on_database
        self._clock = clock
        self._entries: list[Entry] = []
        self._replaced: set[tuple[str, str]] = set()
        self._finish: list[Callable[[], None]] = []
        self._due: float | None = None
        self._stored: set[int] = set()

    def remove(self, index: str, filenames: Iterable[str]) -> None:
        """Drop the entries that hold one of these files at the next flush."""
        self._replaced.update((index, filename) for filename in filenames)

    def add(self, entry: Entry | None, on_stored: Callable[[], None]) -> None:
        """Store ``entry`` (None: only what it replaces goes); then call ``on_stored``."""
        if entry is not None:
            self._entries.append(entry)
        self._finish.append(on_stored)

    @property
    def added(self) -> int:
        """Number of entries on disk, each counted once however often it was built."""
        return len(self._stored)

    @property
    def is_due(self) -> bool:
        """Whether a flush is worth it now."""
        if self._due is None:
            return len(self._entries) >= FIRST_ENTRIES
        return self._clock() >= self._due

    def flush(self) -> None:
        """Merge what was collected; afterwards it is on disk."""
        start = self._clock()
        if self._entries or self._replaced:
            merge = merge_database(self._file, added=self._entries, removed=self._replaced)
            log.debug("%d new of %d entries are in the database", len(self._entries), merge.count)
            # Hashes, for the names of a big library take several times the memory.
            self._stored.update(hash(primary_key(entry)) for entry in self._entries)
            self._entries = []
            self._replaced = set()
            self._on_database()
        for on_stored in self._finish:
            on_stored()
        self._finish = []
        took = self._clock() - start
        self._due = self._clock() + max(PAUSE_SECONDS, PAUSE_FACTOR * took)
