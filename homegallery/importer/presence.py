"""Whether the directory of a source is still the one that was looked at."""

import os
from pathlib import Path


class Presence:
    """Notices that a disk was unplugged or unmounted since this was made."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._device = _device(directory)
        self._lost = False

    @property
    def is_lost(self) -> bool:
        """Whether the directory went away, became empty or is on another device; once
        lost it stays so, for what was found in it is no longer sure."""
        if self._device is not None and not self._lost:
            self._lost = _device(self._directory) != self._device
        return self._lost


def _device(directory: Path) -> int | None:
    """Device of a directory that can be read and holds something, else None."""
    try:
        with os.scandir(directory) as names:
            return directory.stat().st_dev if next(names, None) is not None else None
    except OSError:
        return None
