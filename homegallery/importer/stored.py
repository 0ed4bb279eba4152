"""What the database holds, by index and file name."""

from collections.abc import Collection
from pathlib import Path

from homegallery.database.file import Database


def stored_names(database_file: Path) -> dict[str, set[str]]:
    """All file names in the database by index."""
    names: dict[str, set[str]] = {}
    if database_file.exists():
        with Database.open(database_file) as database:
            for entry in database.entries():
                for file in entry["files"]:
                    names.setdefault(file["index"], set()).add(file["filename"])
    return names


def orphans(database_file: Path, indexes: Collection[str]) -> dict[str, set[str]]:
    """File names by index, of all but these ``indexes``."""
    stored = stored_names(database_file)
    return {index: names for index, names in stored.items() if index not in indexes}
