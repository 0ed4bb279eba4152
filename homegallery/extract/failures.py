"""Failures as data: what a step could not do, why, and when to try again."""

import errno
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from homegallery.extract.source import SourceFile
from homegallery.extract.step import SourceChangedError
from homegallery.storage.layout import FAILURES, meta_key, object_path
from homegallery.storage.store import Storage, StoredObjects
from homegallery.timestamp import now

FIRST_PAUSE: Final = timedelta(hours=1)
PAUSE_FACTOR: Final = 4
LONGEST_PAUSE: Final = timedelta(days=30)

_LONGEST_REASON: Final = 300
_KEY: Final = meta_key(FAILURES)


@dataclass(frozen=True, slots=True)
class Failure:
    """A step that failed on a file; ``error`` is a short reason without the file name.

    ``attempts`` counts from 1, ``time`` is ISO 8601 in UTC of the last one.
    ``memory_limit`` is the one that was too low, in bytes, 0 if memory is not to blame.
    """

    filename: str
    index: str
    sha1: str
    step: str
    step_version: int
    error: str
    attempts: int
    time: str
    memory_limit: int = 0


def pause_after(attempts: int) -> timedelta:
    """Time until the next try: an hour, then four times as long each time, at most 30 days."""
    factor: int = PAUSE_FACTOR ** min(attempts - 1, 10)
    return min(FIRST_PAUSE * factor, LONGEST_PAUSE)


def is_raised(limit: int, before: int) -> bool:
    """Whether ``limit`` allows more memory than that ``before``; both in bytes, 0 for none."""
    return before > 0 and (limit == 0 or limit > before)


def failure_now(file: SourceFile, step: str, version: int, error: str) -> Failure:
    """A first attempt that has just failed."""
    return Failure(file.filename, file.index, file.sha1, step, version, error, 1, now())


def reason_of(error: BaseException, memory_limit: int = 0) -> str:
    """One line for a person who does not know the program; ``memory_limit`` in bytes."""
    if isinstance(error, MemoryError):
        limit = f" ({memory_limit >> 20} MB)" if memory_limit else ""
        return f"needs more memory than extractor.memoryLimit{limit}"
    if isinstance(error, OSError) and error.errno is not None:
        return error.strerror or errno.errorcode.get(error.errno, str(error.errno))
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= _LONGEST_REASON else f"{text[: _LONGEST_REASON - 1]}…"


def is_lasting(error: BaseException) -> bool:
    """Whether the content is to blame, and not a missing file, a right or a full disk."""
    if isinstance(error, SourceChangedError):
        return False
    return not (isinstance(error, OSError) and error.errno is not None)


@dataclass(frozen=True, slots=True)
class FailureJournal:
    """The failures of one file, kept as its object ``failures.json``.

    The object maps step names to ``{"version", "error", "attempts", "time"}``, and
    ``"memoryLimit"`` if that was too low. ``memory_limit`` is that of now, in bytes, 0 for none.
    """

    storage: Storage
    file: SourceFile
    objects: StoredObjects
    memory_limit: int = 0

    @property
    def failures(self) -> list[Failure]:
        """Everything that failed and has not succeeded since."""
        return [self._failure(step, record) for step, record in self._records().items()]

    def is_due(self, step: str, version: int, moment: datetime | None = None) -> bool:
        """Whether the step may run: it never failed, is newer, or has paused long enough.

        Or it lacked memory and may take more now.
        """
        record = self._records().get(step)
        if record is None:
            return True
        failure = self._failure(step, record)
        if failure.step_version != version or is_raised(self.memory_limit, failure.memory_limit):
            return True
        end = _parse(failure.time) + pause_after(failure.attempts)
        return (moment or datetime.now(UTC)) >= end

    def add(
        self,
        step: str,
        version: int,
        error: str,
        *,
        lasting: bool = True,
        lacked_memory: bool = False,
    ) -> Failure:
        """Record a failed attempt; one that is not ``lasting`` is only returned."""
        records = self._read_again()
        before = records.get(step, {})
        attempts = before.get("attempts", 0) + 1 if before.get("version") == version else 1
        record = {"version": version, "error": error, "attempts": attempts, "time": now()}
        if lacked_memory and self.memory_limit:
            record["memoryLimit"] = self.memory_limit
        if lasting:
            self._write({**records, step: record})
        return self._failure(step, record)

    def settle(self, step: str) -> None:
        """Forget the failure of a step that has succeeded."""
        if step in self._records():
            records = self._read_again()
            self._write({name: record for name, record in records.items() if name != step})

    def _records(self) -> dict[str, dict[str, Any]]:
        stored = self.objects.meta.get(_KEY)
        if not isinstance(stored, dict):
            return {}
        return {step: record for step, record in stored.items() if _is_record(record)}

    def _read_again(self) -> dict[str, dict[str, Any]]:
        """The records with those that another lane has written meanwhile."""
        stored = self.storage.load(self.file.sha1).meta
        if _KEY in stored:
            self.objects.meta[_KEY] = stored[_KEY]
        else:
            self.objects.meta.pop(_KEY, None)
        return self._records()

    def _write(self, records: Mapping[str, Any]) -> None:
        path = object_path(self.file.sha1, FAILURES)
        if records:
            self.objects.meta[_KEY] = dict(records)
            self.objects.add(self.storage.write_json(self.file.sha1, FAILURES, records))
        else:
            self.storage.remove(path)
            self.objects.meta.pop(_KEY, None)
            if path in self.objects.files:
                self.objects.files.remove(path)

    def _failure(self, step: str, record: Mapping[str, Any]) -> Failure:
        return Failure(
            filename=self.file.filename,
            index=self.file.index,
            sha1=self.file.sha1,
            step=step,
            step_version=record["version"],
            error=record["error"],
            attempts=record["attempts"],
            time=record["time"],
            memory_limit=_limit(record),
        )


def _is_record(record: Any) -> bool:
    if not isinstance(record, dict):
        return False
    expected = {"version": int, "error": str, "attempts": int, "time": str}
    return all(isinstance(record.get(key), kind) for key, kind in expected.items())


def _limit(record: Mapping[str, Any]) -> int:
    limit = record.get("memoryLimit")
    return limit if isinstance(limit, int) else 0


def _parse(time: str) -> datetime:
    """The time of a record; a broken one is long ago."""
    try:
        return datetime.fromisoformat(time).astimezone(UTC)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
