"""Entries of the files of an index, from what is in the storage."""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from homegallery.database.build import MediaFile, build_entry
from homegallery.database.entry import Entry, FileKey
from homegallery.database.merge import Merge, merge_database
from homegallery.index.excludes import Excludes
from homegallery.index.record import FileRecord
from homegallery.index.selection import Selection, sidecar_groups
from homegallery.storage.cache import EntryFilesCache
from homegallery.storage.store import Storage, StoredObjects


class EntryBuilder:
    """Builds entries; nothing is extracted, a file without objects has a poor entry.

    ``updated`` is the time of the build (ISO, UTC). Files that ``excludes`` hides are
    left out, and so are groups whose primary file is none of ``supported_types``.
    ``disabled`` names parts that entries do without, see ``build_entry``.
    """

    def __init__(
        self,
        storage: Storage,
        *,
        updated: str,
        supported_types: Sequence[str],
        excludes: Excludes,
        disabled: Collection[str] = (),
    ) -> None:
        self._storage = storage
        self._cache = EntryFilesCache(storage)
        self._updated = updated
        self._supported = supported_types
        self._excludes = excludes
        self._disabled = disabled

    def build(self, selection: Selection) -> Iterator[Entry]:
        """The entries of one index."""
        shown = (one for one in selection.records if not self._excludes.hides(one.filename))
        directory, known = None, dict[str, StoredObjects]()
        for group in sidecar_groups(shown):
            parent = group[0].filename.rpartition("/")[0]
            if parent != directory:
                directory, known = parent, self._cache.read(selection.name, parent)
            files = [self._file(selection.name, record, known) for record in group]
            entry = build_entry(
                files,
                updated=self._updated,
                supported_types=self._supported,
                disabled=self._disabled,
            )
            if entry is not None:
                yield entry

    def _file(self, index: str, record: FileRecord, known: dict[str, StoredObjects]) -> MediaFile:
        """The cache of the directory saves reading objects; it may not hold all files."""
        objects = known.get(record.sha1sum)
        return MediaFile(
            index=index,
            filename=record.filename,
            sha1=record.sha1sum,
            size=record.size,
            mtime_ms=record.mtime_ms,
            objects=self._storage.load(record.sha1sum) if objects is None else objects,
        )


def merge_journals(
    database: Path, selections: Sequence[Selection], builder: EntryBuilder
) -> Merge | None:
    """Put what the journals of indices say into the database; None if they say nothing.

    Each old entry that has a file of a journal goes, also if it was only removed.
    Doing it twice changes nothing.
    """
    touched: list[FileKey] = [(one.name, name) for one in selections for name in one.touched]
    if not touched:
        return None
    added = [entry for one in selections for entry in builder.build(one)]
    return merge_database(database, added=added, removed=touched)
