from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from homegallery import jsontext
from homegallery.importer import failures
from homegallery.importer.failures import FailureList, ImportFailure, read_failure


def failure(filename: str, *, hours_ago: float = 0, attempts: int = 1) -> ImportFailure:
    time = datetime.now(UTC) - timedelta(hours=hours_ago)
    return {
        **read_failure("Pics", filename, "broken"),
        "step": "previews",
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


def test_what_cannot_be_read_is_tried_by_each_import_and_empty_files_when_they_change(
    tmp_path: Path,
) -> None:
    known = FailureList(tmp_path / "database.db")
    known.settle("Pics", [], [read_failure("Pics", "a.jpg", "Permission denied")])
    known.settle("Pics", [], [read_failure("Pics", "b.jpg", failures.EMPTY)])
    assert known.due("Pics") == {"a.jpg"}


def test_a_higher_memory_limit_tries_again_what_lacked_memory(tmp_path: Path) -> None:
    database = tmp_path / "database.db"
    known = FailureList(database, 100)
    known.settle("Pics", [], [{**failure("a.jpg"), "memory_limit": 100}, failure("b.jpg")])
    known.save()
    assert FailureList(database, 100).due("Pics") == set()
    assert FailureList(database, 200).due("Pics") == {"a.jpg"}


def test_it_is_known_since_when_a_step_fails(tmp_path: Path) -> None:
    known = FailureList(tmp_path / "database.db")
    first = failure("a.jpg", hours_ago=5)
    known.settle("Pics", ["a.jpg"], [{**first, "since": first["time"]}])
    known.settle("Pics", ["a.jpg"], [failure("a.jpg"), {**failure("a.jpg"), "step": "exif"}])
    previews, exif = known.items
    assert previews["since"] == first["time"] < previews["time"]
    assert exif["since"] > first["time"]


def test_another_version_of_the_program_tries_everything_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = FailureList(tmp_path / "database.db")
    known.settle("Pics", [], [failure("a.jpg")])
    known.save()
    monkeypatch.setattr(failures, "__version__", "99")
    assert FailureList(tmp_path / "database.db").due("Pics") == {"a.jpg"}


def test_a_damaged_list_counts_as_empty(tmp_path: Path) -> None:
    path = tmp_path / "database.db.failures.json"
    path.write_bytes(b'{"version": "1", "fail')
    assert FailureList(tmp_path / "database.db").items == []
    path.write_bytes(b'{"version": "1", "failures": [{"time": "yesterday"}]}')
    assert FailureList(tmp_path / "database.db").items == []


def test_a_list_of_an_older_version_counts(tmp_path: Path) -> None:
    old: dict[str, object] = {**failure("a.jpg")}
    del old["since"], old["memory_limit"]
    path = tmp_path / "database.db.failures.json"
    path.write_bytes(jsontext.dumps({"version": "1", "failures": [old]}))
    (item,) = FailureList(tmp_path / "database.db").items
    assert (item["since"], item["memory_limit"]) == (old["time"], 0)
