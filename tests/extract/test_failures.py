from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import UnidentifiedImageError

from homegallery.extract.failures import FailureJournal, is_lasting, pause_after, reason_of
from homegallery.extract.step import SourceChangedError, StepError
from homegallery.storage.store import Storage
from tests.extract.photos import source_file


@pytest.fixture
def journal(tmp_path: Path) -> FailureJournal:
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"photo")
    storage = Storage(tmp_path / "storage")
    file = source_file(path)
    return FailureJournal(storage, file, storage.load(file.sha1))


def _again(journal: FailureJournal) -> FailureJournal:
    """As another process reads it from disk."""
    objects = journal.storage.load(journal.file.sha1)
    return FailureJournal(journal.storage, journal.file, objects)


def test_a_failure_is_kept_with_its_reason(journal: FailureJournal) -> None:
    failure = journal.add("previews", 2, "no picture")
    assert _again(journal).failures == [failure]
    assert (failure.filename, failure.index) == ("photo.jpg", "test")
    assert (failure.step, failure.step_version, failure.attempts) == ("previews", 2, 1)
    assert datetime.fromisoformat(failure.time) <= datetime.now(UTC)


def test_a_failed_step_waits_longer_each_time(journal: FailureJournal) -> None:
    now = datetime.now(UTC)
    assert journal.is_due("previews", 1, now)
    for attempt in (1, 2, 3):
        journal.add("previews", 1, "broken")
        pause = pause_after(attempt)
        assert not _again(journal).is_due("previews", 1, now + pause - timedelta(minutes=1))
        assert _again(journal).is_due("previews", 1, now + pause + timedelta(minutes=1))
    assert pause_after(1) == timedelta(hours=1)
    assert pause_after(1) < pause_after(2) < pause_after(3)
    assert pause_after(100) == timedelta(days=30)


def test_a_new_version_of_the_step_tries_at_once(journal: FailureJournal) -> None:
    journal.add("previews", 1, "broken")
    journal.add("previews", 1, "broken")
    assert journal.is_due("previews", 2)
    assert journal.add("previews", 2, "still broken").attempts == 1


@pytest.mark.parametrize(("limit", "is_due"), [(100, False), (50, False), (200, True), (0, True)])
def test_a_higher_memory_limit_tries_again_what_lacked_memory(
    journal: FailureJournal, limit: int, is_due: bool
) -> None:
    then = replace(journal, memory_limit=100)
    assert then.add("previews", 1, "too large", lacked_memory=True).memory_limit == 100
    then.add("exif", 1, "broken")
    now = replace(_again(journal), memory_limit=limit)
    assert now.is_due("previews", 1) == is_due
    assert not now.is_due("exif", 1)


def test_success_ends_a_failure(journal: FailureJournal) -> None:
    journal.add("exif", 1, "a")
    journal.add("previews", 1, "b")
    journal.settle("exif")
    assert [failure.step for failure in _again(journal).failures] == ["previews"]
    journal.settle("previews")
    journal.settle("previews")
    assert journal.objects.files == []
    assert _again(journal).objects.files == []


def test_what_is_not_the_fault_of_the_file_is_not_kept(journal: FailureJournal) -> None:
    failure = journal.add("previews", 1, "No space left on device", lasting=False)
    assert failure.error == "No space left on device"
    assert _again(journal).failures == []


@pytest.mark.parametrize(
    "content", [[], "text", {"previews": 1}, {"previews": {"version": 1}}, {"previews": None}]
)
def test_a_strange_object_counts_as_no_failure(journal: FailureJournal, content: Any) -> None:
    journal.storage.write_json(journal.file.sha1, "failures.json", content)
    strange = _again(journal)
    assert strange.failures == []
    assert strange.is_due("previews", 1)
    strange.add("previews", 1, "broken")
    assert len(_again(journal).failures) == 1


def test_a_broken_time_is_long_ago(journal: FailureJournal) -> None:
    record = {"version": 1, "error": "x", "attempts": 1, "time": "yesterday"}
    journal.storage.write_json(journal.file.sha1, "failures.json", {"previews": record})
    assert _again(journal).is_due("previews", 1)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (StepError("too large"), "too large"),
        (MemoryError(), "needs more memory than extractor.memoryLimit"),
        (
            FileNotFoundError(2, "No such file or directory", "/p/a.jpg"),
            "No such file or directory",
        ),
        (ValueError("two\n  lines"), "two lines"),
        (KeyError(), "KeyError"),
        (ValueError("x" * 1000), "x" * 299 + "…"),
    ],
)
def test_reasons_are_one_short_line(error: Exception, reason: str) -> None:
    assert reason_of(error) == reason


def test_whose_fault_it_is() -> None:
    assert is_lasting(StepError("broken"))
    assert is_lasting(UnidentifiedImageError("broken"))
    assert is_lasting(MemoryError())
    assert not is_lasting(PermissionError(13, "Permission denied"))
    assert not is_lasting(SourceChangedError("changed"))
