"""Programs that were missing at the last import: when one appears, its files come again."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from homegallery import durable, jsontext
from homegallery.media.types import MediaType, media_type

USERS: Final[dict[str, frozenset[MediaType]]] = {
    "exiftool": frozenset({"image", "rawImage", "video", "meta"}),
    "ffmpeg": frozenset({"video"}),
}
"""The types of files that each program makes more of."""


class MissingTools:
    """Remembers what was missing, in a file beside the database; without it, nothing was."""

    def __init__(self, database_file: Path) -> None:
        self._path = database_file.with_name(f"{database_file.name}.missing-tools.json")
        self._before = self._load()
        self._now = {tool for tool in USERS if shutil.which(tool) is None}

    def awaited(self, filenames: Iterable[str]) -> set[str]:
        """Files that gain from a program installed since the last import."""
        types = {kind for tool in self._before - self._now for kind in USERS.get(tool, ())}
        return {name for name in filenames if media_type(name) in types} if types else set()

    def save(self) -> None:
        """Note what is missing now, after all files have passed."""
        if self._now:
            if self._now != self._before:
                durable.write_bytes(self._path, jsontext.dumps(sorted(self._now)))
        else:
            self._path.unlink(missing_ok=True)
        self._before = self._now

    def _load(self) -> set[str]:
        try:
            return set(jsontext.loads(self._path.read_bytes()))
        except (FileNotFoundError, ValueError, TypeError):
            return set()
