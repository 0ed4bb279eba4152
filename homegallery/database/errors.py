"""What can be wrong with a database file."""

from pathlib import Path

from homegallery.errors import GalleryError

_REBUILD = (
    "Restore the file from a backup, or move it away and run the import again: "
    "it is rebuilt from the index and the storage."
)


class DatabaseError(GalleryError):
    """The database file cannot be used."""

    @classmethod
    def broken(cls, path: Path, reason: str) -> "DatabaseError":
        """Damaged content of ``path``; the hint tells how to get it back."""
        return cls(f"{path}: the database is broken: {reason}", hint=_REBUILD)


class MissingDatabaseError(DatabaseError):
    """There is no database file yet."""

    @classmethod
    def at(cls, path: Path) -> "MissingDatabaseError":
        """Nothing exists at ``path``."""
        return cls(f"{path}: no database", hint="Run the import first, it creates the database.")
