"""Answers of an address service, kept across imports by rounded position."""

import logging
import sqlite3
from pathlib import Path
from typing import Any, Final

from homegallery import jsontext

log = logging.getLogger(__name__)

DECIMALS: Final = 4
"""Of the degrees: photos within 11 metres share an answer."""
MOST: Final = 100_000
"""Answers kept, about 100 MB; the oldest go first."""

_TABLE: Final = (
    "CREATE TABLE IF NOT EXISTS answer (id INTEGER PRIMARY KEY, key TEXT UNIQUE, content BLOB)"
)


class Answers:
    """The answers of one ``service``, in a SQLite file that several may share.

    It is a cache: a broken file is replaced.
    """

    def __init__(self, path: Path, service: str, *, most: int = MOST) -> None:
        self._service = service
        self._most = most
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._database = _open(path)
        except sqlite3.OperationalError:  # of the disk, or another process is at work
            raise
        except sqlite3.DatabaseError as error:
            log.warning("replaced the broken cache of addresses %s: %s", path, error)
            path.unlink()
            self._database = _open(path)

    def get(self, latitude: float, longitude: float) -> dict[str, Any] | None:
        """The answer for about this position."""
        key = self._key(latitude, longitude)
        row = self._database.execute("SELECT content FROM answer WHERE key = ?", (key,)).fetchone()
        content = jsontext.loads(row[0]) if row else None
        return content if isinstance(content, dict) else None

    def put(self, latitude: float, longitude: float, answer: dict[str, Any]) -> None:
        """Keep an answer; it survives a kill from here on."""
        row = (self._key(latitude, longitude), jsontext.dumps(answer))
        with self._database:
            cursor = self._database.execute(
                "INSERT OR REPLACE INTO answer (key, content) VALUES (?, ?)", row
            )
            oldest = (cursor.lastrowid or 0) - self._most
            self._database.execute("DELETE FROM answer WHERE id <= ?", (oldest,))

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _key(self, latitude: float, longitude: float) -> str:
        return f"{latitude:.{DECIMALS}f} {longitude:.{DECIMALS}f} {self._service}"


def _open(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=30)
    try:
        if database.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("it is damaged")
        database.execute(_TABLE)
    except sqlite3.DatabaseError:
        database.close()
        raise
    return database
