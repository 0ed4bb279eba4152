"""What a running import tells the terminal, the log and the browser."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

Phase = Literal["idle", "indexing", "importing", "done", "stopped", "failed"]

KNOWN_AFTER: Final = 8
"""Finished files from which on the rate says something."""

WINDOW_SECONDS: Final = 30.0
"""The rate is the mean over this time: long enough to be calm, short enough to be true."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A snapshot of an import.

    ``done`` and ``total`` count files; ``total`` grows while sources are scanned.
    ``rate`` is files per second over the last half minute, ``remaining`` seconds
    or None while unknown. ``message`` is one line for a person. ``pending`` counts photos
    and videos that are shown already and wait for a conversion or an address; ``file`` is
    the one that is converted now, ``file_done`` how much of it is done, from 0 to 1.
    """

    phase: Phase = "idle"
    source: str = ""
    done: int = 0
    total: int = 0
    failures: int = 0
    rate: float = 0.0
    remaining: float | None = None
    message: str = ""
    pending: int = 0
    file: str = ""
    file_done: float = 0.0


ProgressListener = Callable[[Progress], None]


class Meter:
    """Turns a count of finished files into a rate and a remaining time."""

    def __init__(self, total: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.total = total
        self.done = 0
        self._clock = clock
        self._marks: deque[tuple[float, int]] = deque([(clock(), 0)])

    def advance(self, files: int) -> None:
        """Count ``files`` as finished now."""
        self.done += files
        now = self._clock()
        self._marks.append((now, self.done))
        while len(self._marks) > 2 and self._marks[0][0] < now - WINDOW_SECONDS:
            self._marks.popleft()

    @property
    def rate(self) -> float:
        """Files per second, 0 before anything is finished."""
        start, before = self._marks[0]
        seconds = self._clock() - start
        return (self.done - before) / seconds if seconds > 0 else 0.0

    @property
    def remaining(self) -> float | None:
        """Seconds until all files are finished, None while nobody can know.

        The first files start the processes that work on them.
        """
        if self.done < KNOWN_AFTER:
            return None
        rate = self.rate
        return (self.total - self.done) / rate if rate else None
