"""The list of files that could not be imported, and why; kept across restarts."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypedDict

from homegallery import __version__, durable, jsontext, timestamp
from homegallery.extract.failures import Failure, is_raised, pause_after

READ: Final = "read"
"""In the place of a step, for files that could not be hashed."""
EMPTY: Final = "the file is empty"


class ImportFailure(TypedDict):
    """One file and the step that failed on it.

    ``time`` is that of the last attempt, ``since`` of the first, ISO 8601 in UTC.
    ``memory_limit`` is the one that was too low, in bytes, 0 if memory is not to blame.
    """

    index: str
    filename: str
    step: str
    error: str
    attempts: int
    time: str
    since: str
    memory_limit: int


def read_failure(index: str, filename: str, error: str) -> ImportFailure:
    """The failure of a file that is empty or cannot be read."""
    now = timestamp.now()
    return ImportFailure(
        index=index, filename=filename, step=READ, error=error, attempts=1, time=now, since=now,
        memory_limit=0,
    )  # fmt: skip


def step_failure(failure: Failure) -> ImportFailure:
    """The failure of an extraction step."""
    return ImportFailure(
        index=failure.index,
        filename=failure.filename,
        step=failure.step,
        error=failure.error,
        attempts=failure.attempts,
        time=failure.time,
        since=failure.time,
        memory_limit=failure.memory_limit,
    )


class FailureList:
    """Failures of all sources, stored as JSON beside the database.

    A damaged or missing file counts as empty: it can be computed again. ``memory_limit``
    is that of the extraction now, in bytes, 0 for none.
    """

    def __init__(self, database_file: Path, memory_limit: int = 0) -> None:
        self._memory_limit = memory_limit
        self._path = database_file.with_name(f"{database_file.name}.failures.json")
        self._items: dict[tuple[str, str], list[ImportFailure]] = {}
        self._version, self._saved = self._load()
        self._add(self._saved)

    @property
    def items(self) -> list[ImportFailure]:
        """All failures, ordered by index and file name."""
        return [item for key in sorted(self._items) for item in self._items[key]]

    def due(self, index: str, *, now: datetime | None = None) -> set[str]:
        """Names of one index to try again."""
        moment = now or datetime.now(UTC)
        moments = (
            (filename, self.next_try(item))
            for (name, filename), failures in self._items.items()
            if name == index
            for item in failures
        )
        return {filename for filename, due in moments if due is not None and due <= moment}

    def next_try(self, failure: ImportFailure) -> datetime | None:
        """When an import tries again, None for not before the file has changed.

        After a pause; at once if the program is another, or may take more memory and lacked it.
        """
        if failure["error"] == EMPTY:
            return None
        time = datetime.fromisoformat(failure["time"]).astimezone(UTC)
        at_once = failure["step"] == READ or self._version != __version__
        if at_once or is_raised(self._memory_limit, failure["memory_limit"]):
            return time
        return time + pause_after(failure["attempts"])

    def settle(
        self, index: str, filenames: Collection[str], failures: Iterable[ImportFailure] = ()
    ) -> None:
        """Replace what is known of ``filenames`` by ``failures``."""
        before = {
            (filename, item["step"]): item["since"]
            for filename in filenames
            for item in self._items.pop((index, filename), ())
        }
        for item in failures:
            since = before.get((item["filename"], item["step"]), item["since"])
            self._add([{**item, "since": since}])

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
            return document["version"], [_checked(item) for item in document["failures"]]
        except (FileNotFoundError, ValueError, TypeError, KeyError):
            return __version__, []


def _checked(stored: ImportFailure) -> ImportFailure:
    """A failure as stored, perhaps by an older version; ``ValueError`` if it is none."""
    failure = ImportFailure(**{"since": stored["time"], "memory_limit": 0, **stored})
    if failure.keys() != ImportFailure.__annotations__.keys():
        raise ValueError("this is no failure")
    for time in (failure["time"], failure["since"]):
        datetime.fromisoformat(time)
    return failure
