"""Following the log."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from homegallery.events.errors import EventsError
from homegallery.events.event import Event
from homegallery.events.log import append_events, read_events
from homegallery.events.tail import EventTail


def event(id_: str) -> Event:
    return {"type": "userAction", "id": id_, "targetIds": ["a" * 40], "actions": []}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "events.db"


def ids(events: list[Event]) -> list[str]:
    return [event["id"] for event in events]


def test_only_what_is_new(log: Path) -> None:
    tail = EventTail(log)
    assert tail.poll() == ([], True)
    assert tail.poll() == ([], False)
    append_events(log, [event("1"), event("2")])
    assert [ids(tail.poll()[0]) for _ in range(2)] == [["1", "2"], []]
    append_events(log, [event("3")])
    found, anew = tail.poll()
    assert (ids(found), anew) == (["3"], False)


def test_the_first_look_gives_the_whole_log(log: Path) -> None:
    append_events(log, [event("1")])
    found, anew = EventTail(log).poll()
    assert (ids(found), anew) == (["1"], True)


def test_an_edited_log_is_read_anew(log: Path) -> None:
    append_events(log, [event("1"), event("2")])
    tail = EventTail(log)
    tail.poll()
    log.write_bytes(log.read_bytes().replace(b'"id":"2"', b'"id":"9"'))
    append_events(log, [event("3")])
    found, anew = tail.poll()
    assert (ids(found), anew) == (["1", "9", "3"], True)


def test_a_removed_log_is_empty(log: Path) -> None:
    append_events(log, [event("1")])
    tail = EventTail(log)
    tail.poll()
    log.unlink()
    assert tail.poll() == ([], True)
    assert tail.poll() == ([], False)
    append_events(log, [event("2")])
    assert ids(tail.poll()[0]) == ["2"]


def test_half_a_line_waits_for_its_rest(log: Path, caplog: pytest.LogCaptureFixture) -> None:
    append_events(log, [event("1")])
    tail = EventTail(log)
    tail.poll()
    line = json.dumps(event("2")).encode() + b"\n"
    with log.open("ab") as file:
        file.write(line[:20])
        file.flush()
        caplog.clear()
        assert tail.poll() == ([], False)
        file.write(line[20:])
    assert ids(tail.poll()[0]) == ["2"]


def test_a_torn_line_takes_nothing_with_it(log: Path) -> None:
    append_events(log, [event("1")])
    tail = EventTail(log)
    tail.poll()
    with log.open("ab") as file:
        file.write(b'{"type":"userAct')
    tail.poll()
    append_events(log, [event("2")])
    assert ids(tail.poll()[0]) == ["2"]


def test_something_else_is_refused_and_the_place_kept(log: Path) -> None:
    append_events(log, [event("1")])
    tail = EventTail(log)
    tail.poll()
    good = log.read_bytes()
    log.write_bytes(b"nonsense\n" * 100)
    with pytest.raises(EventsError, match="no events file"):
        tail.poll()
    log.write_bytes(good)
    append_events(log, [event("2")])
    assert ids(tail.poll()[0])[-1] == "2"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.lists(st.one_of(st.integers(0, 3), st.sampled_from(["torn", "blank", "junk"]))))
def test_following_gives_what_reading_gives(tmp_path: Path, steps: list[int | str]) -> None:
    log = tmp_path / "events.db"
    log.unlink(missing_ok=True)
    tail = EventTail(log)
    seen: list[Event] = []
    more = {"torn": b'{"type":', "blank": b"\n", "junk": b"junk\n"}
    for number, step in enumerate(steps):
        if isinstance(step, int):
            append_events(log, [event(f"{number}.{n}") for n in range(step)])
        elif log.exists():
            with log.open("ab") as file:
                file.write(more[step])
        found, anew = tail.poll()
        seen = found if anew else seen + found
    assert seen == list(read_events(log))
