"""What the database holds, by index and file name."""

from collections.abc import Collection, Iterator
from pathlib import Path

from homegallery.database.file import Database


def stored_entries(database_file: Path) -> dict[str, list[tuple[str, ...]]]:
    """The file names of each entry in the database, by index."""
    entries: dict[str, list[tuple[str, ...]]] = {}
    for names in _entries(database_file):
        for index in {index for index, _ in names}:
            mates = tuple(filename for name, filename in names if name == index)
            entries.setdefault(index, []).append(mates)
    return entries


def orphans(database_file: Path, indexes: Collection[str]) -> dict[str, set[str]]:
    """File names by index, of all but these ``indexes``."""
    found: dict[str, set[str]] = {}
    for names in _entries(database_file):
        for index, filename in names:
            if index not in indexes:
                found.setdefault(index, set()).add(filename)
    return found


def is_storage_lost(database_file: Path, storage: Path) -> bool:
    """Whether the database has entries and the storage has nothing at all."""
    try:
        empty = not any(storage.iterdir())
    except FileNotFoundError:
        empty = True
    if not empty or not database_file.exists():
        return False
    with Database.open(database_file) as database:
        return any(month.count for month in database.months)


def _entries(database_file: Path) -> Iterator[list[tuple[str, str]]]:
    if database_file.exists():
        with Database.open(database_file) as database:
            for entry in database.entries():
                yield [(file["index"], file["filename"]) for file in entry["files"]]
