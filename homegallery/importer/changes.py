"""What a watcher has seen change, until it is worth an import."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

SETTLE_SECONDS: Final = 2.0
"""A file that nobody closed counts as whole when it was left alone for this time."""

Place = tuple[str, str]
"""Source name, and a file or directory relative to that source."""


@dataclass(frozen=True, slots=True)
class Seen:
    """``directories`` to look into by source name; ``growing`` files are not whole yet.

    ``everywhere``: only a look at everything tells what changed.
    """

    directories: dict[str, set[str]] = field(default_factory=dict)
    growing: frozenset[Place] = frozenset()
    everywhere: bool = False


class Changes:
    """Collects what changes; several threads may tell and ask.

    A change is due ``delay`` seconds after the last one, so that a burst is taken at
    once, but at most ``max_delay`` seconds after the first. A file being written waits
    until it is closed, and at most until it has settled.
    """

    def __init__(
        self, *, delay: float, max_delay: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._delay = min(delay, max_delay)
        self._max_delay = max_delay
        self._clock = clock
        self._lock = threading.Lock()
        self._directories: dict[str, set[str]] = {}
        self._growing: dict[Place, float] = {}
        self._everywhere = False
        self._first = self._last = 0.0

    def add(self, source: str, directory: str) -> None:
        """Something in ``directory`` is new, whole or gone."""
        with self._lock:
            self._add(source, directory, self._clock())

    def add_below(self, source: str, directory: str) -> None:
        """All that is in ``directory`` and below it may be shown or hidden now."""
        with self._lock:
            self._everywhere = True
            self._add(source, directory, self._clock())

    def wrote(self, source: str, filename: str) -> None:
        """A file was made or written to; more may follow."""
        with self._lock:
            self._growing[source, filename] = self._clock()

    def closed(self, source: str, filename: str) -> None:
        """Nobody writes to the file any more, or it is gone."""
        with self._lock:
            self._growing.pop((source, filename), None)
            self._add(source, filename.rpartition("/")[0], self._clock())

    def is_growing(self, source: str, filename: str) -> bool:
        """Whether the file was written to and not closed since."""
        return (source, filename) in self._growing

    def due_in(self) -> float | None:
        """Seconds until ``take`` is worth it, None while nothing has changed."""
        with self._lock:
            moments = [written + SETTLE_SECONDS for written in self._growing.values()]
            if self._directories:
                moments.append(min(self._last + self._delay, self._first + self._max_delay))
            return max(0.0, min(moments) - self._clock()) if moments else None

    def take(self) -> Seen:
        """Everything collected; it is not told again."""
        with self._lock:
            now = self._clock()
            for place, written in list(self._growing.items()):
                if now >= written + SETTLE_SECONDS:
                    del self._growing[place]
                    source, filename = place
                    self._add(source, filename.rpartition("/")[0], now)
            directories, self._directories = self._directories, {}
            everywhere, self._everywhere = self._everywhere, False
            return Seen(directories, frozenset(self._growing), everywhere)

    def put_back(self, seen: Seen) -> None:
        """Tell again what was taken."""
        add = self.add_below if seen.everywhere else self.add
        for source, directories in seen.directories.items():
            for directory in directories:
                add(source, directory)

    def growing(self) -> frozenset[Place]:
        """Files that were written to and not closed since."""
        with self._lock:
            return frozenset(self._growing)

    def _add(self, source: str, directory: str, now: float) -> None:
        if not self._directories:
            self._first = now
        self._last = now
        self._directories.setdefault(source, set()).add(directory)
