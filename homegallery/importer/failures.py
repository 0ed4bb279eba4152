"""The list of files that could not be imported, and why; kept across restarts."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict

from homegallery import __version__, durable, jsontext, timestamp
from homegallery.extract.failures import Failure, pause_after


class ImportFailure(TypedDict):
    """One file and the step that failed on it.

    ``step`` is ``read`` for files that could not be hashed. ``time`` is that of the
    last attempt, ISO 8601 in UTC.
    """

    index: str
    filename: str
    step: str
    error: str
    attempts: int
    time: str


def read_failure(index: str, filename: str, error: str) -> ImportFailure:
    """The failure of a file that is empty or cannot be read."""
    return ImportFailure(
        index=index, filename=filename, step="read", error=error, attempts=1, time=timestamp.now()
    )


def step_failure(failure: Failure) -> ImportFailure:
    """The failure of an extraction step."""
    return ImportFailure(
        index=failure.index,
        filename=failure.filename,
        step=failure.step,
        error=failure.error,
        attempts=failure.attempts,
        time=failure.time,
    )


class FailureList:
    """Failures of all sources, stored as JSON beside the database.

    A damaged or missing file counts as empty: it can be computed again.
    """

    def __init__(self, database_file: Path) -> None:
        self._path = database_file.with_name(f"{database_file.name}.failures.json")
        self._items: dict[tuple[str, str], list[ImportFailure]] = {}
        self._version, self._saved = self._load()
        self._add(self._saved)

    @property
    def items(self) -> list[ImportFailure]:
        """All failures, ordered by index and file name."""
        return [item for key in sorted(self._items) for item in self._items[key]]

    def due(self, index: str, *, now: datetime | None = None) -> set[str]:
        """Names of one index to try again: their pause is over, or the program is another."""
        moment = now or datetime.now(UTC)
        return {
            filename
            for (name, filename), failures in self._items.items()
            if name == index
            and (self._version != __version__ or any(_is_due(item, moment) for item in failures))
        }

    def settle(
        self, index: str, filenames: Collection[str], failures: Iterable[ImportFailure] = ()
    ) -> None:
        """Replace what is known of ``filenames`` by ``failures``."""
        for filename in filenames:
            self._items.pop((index, filename), None)
        self._add(failures)

    def save(self) -> None:
        """Write the list if it changed."""
        items = self.items
        if items != self._saved or (items and self._version != __version__):
            document = {"version": __version__, "failures": items}
            durable.write_bytes(self._path, jsontext.dumps(document))
            self._version, self._saved = __version__, items

    def _add(self, failures: Iterable[ImportFailure]) -> None:
        for item in failures:
            self._items.setdefault((item["index"], item["filename"]), []).append(item)

    def _load(self) -> tuple[str, list[ImportFailure]]:
        try:
            document = jsontext.loads(self._path.read_bytes())
            return document["version"], document["failures"]
        except (FileNotFoundError, ValueError, TypeError, KeyError):
            return __version__, []


def _is_due(failure: ImportFailure, now: datetime) -> bool:
    return now >= datetime.fromisoformat(failure["time"]) + pause_after(failure["attempts"])
