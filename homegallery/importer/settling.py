"""Files that somebody may still be writing to: they wait for a later import."""

import time
from dataclasses import dataclass
from typing import Final

from homegallery.importer.changes import Place
from homegallery.index.scan import Scan

POLLED_SECONDS: Final = 5.0
"""Without a watcher a file counts as whole when it did not change for this time."""


@dataclass(frozen=True, slots=True)
class Settling:
    """``growing`` files as a watcher knows them, and those changed in the last ``seconds``."""

    growing: frozenset[Place] = frozenset()
    seconds: float = 0.0

    def waiting(self, source: str, scan: Scan) -> set[str]:
        """Names of new and changed files of a source that are not whole yet.

        A change in the future, as of a server with another clock, counts as long ago.
        """
        now = time.time() * 1000
        return {
            record.filename
            for record in (*scan.adds, *scan.changes)
            if (source, record.filename) in self.growing
            or (record.file_type == "f" and 0 <= now - record.ctime_ms < self.seconds * 1000)
        }


SETTLED: Final = Settling()
"""Nobody writes to any file."""
