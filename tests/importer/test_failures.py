from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from homegallery.importer import failures
from homegallery.importer.failures import FailureList, ImportFailure, read_failure


def failure(filename: str, *, hours_ago: float = 0, attempts: int = 1) -> ImportFailure:
    time = datetime.now(UTC) - timedelta(hours=hours_ago)
    return {
        **read_failure("Pics", filename, "broken"),
        "time": time.isoformat(),
        "attempts": attempts,
    }


def test_failures_survive_a_restart(tmp_path: Path) -> None:
    database = tmp_path / "database.db"
    first = FailureList(database)
    first.settle("Pics", ["b.jpg"], [failure("b.jpg")])
    first.settle("Pics", ["a\udcff.jpg"], [failure("a\udcff.jpg")])
    first.save()
    names = [item["filename"] for item in FailureList(database).items]
    assert names == ["a\udcff.jpg", "b.jpg"]


def test_a_file_that_succeeds_is_no_failure_any_more(tmp_path: Path) -> None:
    known = FailureList(tmp_path / "database.db")
    known.settle("Pics", ["a.jpg", "b.jpg"], [failure("a.jpg"), failure("b.jpg")])
    known.settle("Pics", ["a.jpg"])
    known.settle("Other", ["b.jpg"])
    assert [item["filename"] for item in known.items] == ["b.jpg"]


def test_the_pause_grows_with_each_attempt(tmp_path: Path) -> None:
    known = FailureList(tmp_path / "database.db")
    items = [
        failure("fresh.jpg"),
        failure("once.jpg", hours_ago=2),
        failure("twice.jpg", hours_ago=2, attempts=2),
        failure("twice-long-ago.jpg", hours_ago=5, attempts=2),
    ]
    known.settle("Pics", [], items)
    assert known.due("Pics") == {"once.jpg", "twice-long-ago.jpg"}
    assert known.due("Other") == set()


def test_another_version_of_the_program_tries_everything_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = FailureList(tmp_path / "database.db")
    known.settle("Pics", [], [failure("a.jpg")])
    known.save()
    monkeypatch.setattr(failures, "__version__", "99")
    assert FailureList(tmp_path / "database.db").due("Pics") == {"a.jpg"}


def test_a_damaged_list_counts_as_empty(tmp_path: Path) -> None:
    (tmp_path / "database.db.failures.json").write_bytes(b'{"version": "1", "fail')
    assert FailureList(tmp_path / "database.db").items == []
