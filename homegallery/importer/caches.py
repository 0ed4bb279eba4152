"""Keeping the entry files caches of the touched directories current."""

from typing import Final

from homegallery.storage.cache import EntryFilesCache
from homegallery.storage.store import Storage, StoredObjects

PORTION: Final = 1000
"""Files collected before they are written: bounds memory, and how often a cache is rewritten."""

LARGEST_DIRECTORY: Final = 5000
"""Beyond so many files of one directory no cache is kept: each addition would rewrite it
wholly. Readers then take the single objects."""


class DirectoryCaches:
    """Collects the objects of finished files by index and directory."""

    def __init__(self, storage: Storage) -> None:
        self._cache = EntryFilesCache(storage)
        self._collected: dict[tuple[str, str], dict[str, StoredObjects]] = {}
        self._counts: dict[tuple[str, str], int] = {}
        self._size = 0

    def add(self, index: str, filename: str, sha1: str, objects: StoredObjects) -> None:
        """Remember the objects of one file."""
        key = (index, filename.rpartition("/")[0] or ".")
        self._counts[key] = self._counts.get(key, 0) + 1
        if self._counts[key] > LARGEST_DIRECTORY:
            return
        self._collected.setdefault(key, {})[sha1] = objects
        self._size += 1
        if self._size >= PORTION:
            self.save()

    def save(self) -> None:
        """Write what was collected."""
        for (index, directory), entries in self._collected.items():
            self._cache.merge(index, directory, entries)
        self._collected = {}
        self._size = 0
