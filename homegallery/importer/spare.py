"""A worker process that stays for a while after a photo, for photos seldom come alone."""

import time
from collections.abc import Callable
from typing import Final

from homegallery.config.model import Settings
from homegallery.extract.choice import StepChoice
from homegallery.extract.pipeline import Extractor
from homegallery.storage.store import Storage

SPARE_SECONDS: Final = 120.0
"""How long its 100 MB are spent on saving the second that a start takes."""


class SpareWorker:
    """An extractor of one process, started when it is asked for."""

    def __init__(self, settings: Settings, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._clock = clock
        self._extractor: Extractor | None = None
        self._used = 0.0

    def extractor(self) -> Extractor:
        """The extractor; its time begins again."""
        self._used = self._clock()
        if self._extractor is None:
            storage = Storage(self._settings.storage.dir)
            steps = StepChoice.of(self._settings)
            self._extractor = Extractor(self._settings.extractor, storage, workers=1, steps=steps)
        return self._extractor

    def idle_in(self) -> float | None:
        """Seconds until ``close`` is due, None without a process."""
        if self._extractor is None:
            return None
        return max(0.0, self._used + SPARE_SECONDS - self._clock())

    def close(self) -> None:
        """End the process."""
        if self._extractor is not None:
            self._extractor.close()
            self._extractor = None
