"""Events of edited files."""

from pathlib import Path
from typing import Any

import pytest

from homegallery.events.event import Event
from homegallery.events.log import append_events, read_events
from homegallery.importer.succession import Successions

A, B, C = "a" * 40, "b" * 40, "c" * 40


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "events.db"


def event(id_: str, target: str, value: str, **extra: Any) -> Event:
    made: dict[str, Any] = {
        "type": "userAction",
        "id": id_,
        "targetIds": [target],
        "actions": [{"action": "addTag", "value": value}],
        "date": "2024-01-01T00:00:00.000Z",
        **extra,
    }
    return made  # type: ignore[return-value]  # with unknown keys


def succeed(log: Path, old: str, new: str) -> None:
    successions = Successions(log)
    successions.add(old, new)
    successions.save()


def values(log: Path, target: str) -> list[str]:
    return [
        action["value"]
        for event in read_events(log)
        if target in event["targetIds"]
        for action in event["actions"]
    ]


def test_events_are_stated_again_in_their_order_and_once(log: Path) -> None:
    append_events(log, [event("1", A, "x"), event("2", C, "other"), event("3", A, "y")])
    before = log.read_bytes()
    for _ in range(2):
        succeed(log, A, B)
        assert values(log, B) == ["x", "y"]
    assert log.read_bytes().startswith(before)
    last = list(read_events(log))[-1]
    assert (last["type"], last["date"]) == ("userAction", "2024-01-01T00:00:00.000Z")
    assert len({event["id"] for event in read_events(log)}) == 5


def test_later_events_follow_as_well(log: Path) -> None:
    append_events(log, [event("1", A, "x")])
    succeed(log, A, B)
    append_events(log, [event("2", A, "y")])
    succeed(log, A, B)
    assert values(log, B) == ["x", "y"]


def test_a_file_edited_twice_has_the_events_of_both(log: Path) -> None:
    append_events(log, [event("1", A, "x")])
    succeed(log, A, B)
    append_events(log, [event("2", B, "y")])
    succeed(log, B, C)
    assert values(log, C) == ["x", "y"]


def test_an_edit_taken_back_brings_only_what_is_new(log: Path) -> None:
    append_events(log, [event("1", A, "x")])
    succeed(log, A, B)
    append_events(log, [event("2", B, "y")])
    for _ in range(3):
        succeed(log, B, A)
        succeed(log, A, B)
    assert values(log, A) == ["x", "y"]
    assert values(log, B) == ["x", "y"]


def test_old_events_without_id_and_of_other_types(log: Path) -> None:
    plain = event("", A, "x")
    del plain["id"]
    append_events(log, [plain, event("2", A, "y", type="somethingElse")])
    for _ in range(2):
        succeed(log, A, B)
        assert values(log, B) == ["x"]


def test_an_event_for_several_files_names_the_new_one_only(log: Path) -> None:
    append_events(log, [event("1", A, "x", targetIds=[A, C])])
    succeed(log, A, B)
    assert [event["targetIds"] for event in read_events(log)] == [[A, C], [B]]


def test_without_events_no_log_is_made(log: Path) -> None:
    succeed(log, A, B)
    Successions(log).save()
    assert not log.exists()
