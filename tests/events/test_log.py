import fcntl
import json
import logging
import multiprocessing
import os
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from homegallery.events.errors import EventsError
from homegallery.events.event import Event
from homegallery.events.lock import open_locked
from homegallery.events.log import append_events, read_events
from tests.shared import SHARED, needs_shared

HEADER = b'{"type":"home-gallery/events@1.0","created":"2026-01-01T00:00:00.000Z"}\n'


def event(number: int, tag: str = "sea") -> Event:
    return {
        "type": "userAction",
        "id": f"event-{number}",
        "date": "2026-01-01T10:00:00.000Z",
        "targetIds": ["a" * 40],
        "actions": [{"action": "addTag", "value": tag}],
    }


def ids(path: Path) -> list[str]:
    return [event["id"] for event in read_events(path)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "events.db"


def test_missing_file_holds_nothing(path: Path) -> None:
    assert list(read_events(path)) == []
    assert not path.exists()


def test_append_creates_file_and_folder(tmp_path: Path) -> None:
    path = tmp_path / "config" / "deep" / "events.db"
    append_events(path, [event(1), event(2)])
    append_events(path, [event(3)])
    header, *lines = path.read_text().splitlines()
    assert json.loads(header)["type"] == "home-gallery/events@1.0"
    assert json.loads(header)["created"].endswith("Z")
    assert [json.loads(line) for line in lines] == [event(1), event(2), event(3)]
    assert list(read_events(path)) == [event(1), event(2), event(3)]
    assert os.listdir(path.parent) == ["events.db"]


def test_append_nothing_creates_nothing(path: Path) -> None:
    append_events(path, [])
    assert not path.exists()


def test_unknown_keys_and_types_are_kept(path: Path) -> None:
    foreign: Any = {"type": "note", "text": "größe\nzwei", "more": {"a": [1, None]}}
    append_events(path, [foreign])
    assert list(read_events(path)) == [foreign]


@pytest.mark.parametrize("content", [b"", HEADER[:1], HEADER[:20], HEADER[:40], HEADER[:-2]])
def test_file_cut_off_in_its_header(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert ids(path) == []
    append_events(path, [event(1)])
    assert ids(path) == ["event-1"]
    assert path.read_bytes().startswith(HEADER[:40])


def test_header_without_end_of_line(path: Path) -> None:
    path.write_bytes(HEADER[:-1])
    append_events(path, [event(1)])
    assert path.read_bytes().startswith(HEADER)
    assert ids(path) == ["event-1"]


@pytest.mark.parametrize(
    "content",
    [
        b'{"type":"home-gallery/database@1.0"}\n',
        b'{"type":"home-gallery/events@2.0"}\n',
        b"not json\n",
        b"[]\n",
        b"\n",
        json.dumps(event(1)).encode(),
        HEADER[:-2] + b',"note":"' + b"x" * 5000 + b'"}\n',
    ],
)
def test_file_of_another_kind_is_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(EventsError, match="is no events file"):
        list(read_events(path))
    with pytest.raises(EventsError, match="is no events file"):
        append_events(path, [event(1)])
    assert path.read_bytes() == content


def test_broken_lines_are_named(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    append_events(path, [event(1)])
    with path.open("ab") as file:
        file.write(b'{"type":"userAc\n\n[1]\n\xff\xfe\n')
    append_events(path, [event(2)])
    with caplog.at_level(logging.WARNING):
        assert ids(path) == ["event-1", "event-2"]
    assert [record.args[1] for record in caplog.records if isinstance(record.args, tuple)] == [
        3,
        5,
        6,
    ]
    assert "line 3 is no event" in caplog.text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(tag=st.text(max_size=20), data=st.data())
def test_cut_off_anywhere(path: Path, tag: str, data: st.DataObject) -> None:
    """A crash in the middle of a write costs that event and no other."""
    path.unlink(missing_ok=True)
    append_events(path, [event(1)])
    kept = path.stat().st_size
    append_events(path, [event(2, tag)])
    whole = path.read_bytes()
    size = data.draw(st.integers(kept, len(whole)))
    path.write_bytes(whole[:size])
    append_events(path, [event(3)])
    complete = size >= len(whole) - 1
    assert ids(path) == (["event-1", "event-2", "event-3"] if complete else ["event-1", "event-3"])
    assert path.read_bytes().startswith(whole[:size])


def _write(path: Path, writer: int, count: int) -> None:
    for number in range(count):
        append_events(path, [event(writer * 1000 + number, "x" * 3000), event(-1)])


def test_writers_in_several_processes(path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write, args=(path, writer, 20)) for writer in range(3)]
    for writer in writers:
        writer.start()
    _write(path, 3, 20)
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    written = ids(path)
    assert written[1::2] == ["event--1"] * 80
    for number in range(4):
        own = [id_ for id_ in written[::2] if int(id_[6:]) // 1000 == number]
        assert own == [f"event-{number * 1000 + count}" for count in range(20)]
    assert path.read_bytes().count(b"home-gallery/events") == 1


def test_waits_for_who_replaces_the_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    append_events(path, [event(1)])
    real, opened = fcntl.flock, threading.Event()

    def flock(descriptor: int, operation: int) -> None:
        opened.set()
        real(descriptor, operation)

    with open_locked(path):
        monkeypatch.setattr(fcntl, "flock", flock)
        writer = threading.Thread(target=append_events, args=(path, [event(3)]))
        writer.start()
        assert opened.wait(30)
        monkeypatch.undo()
        replacement = path.with_name("new")
        replacement.write_bytes(path.read_bytes())
        append_events(replacement, [event(2)])
        replacement.replace(path)
    writer.join()
    assert ids(path) == ["event-1", "event-2", "event-3"]


def test_on_disk_before_it_returns(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[tuple[int, int]] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        status = os.fstat(descriptor)
        synced.append((status.st_ino, status.st_size))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    append_events(path, [event(1)])
    file, folder = path.stat(), path.parent.stat()
    assert [inode for inode, _ in synced] == [file.st_ino, folder.st_ino]
    assert synced[0] == (file.st_ino, file.st_size)
    append_events(path, [event(2)])
    assert synced[2:] == [(file.st_ino, path.stat().st_size)]


def test_full_disk_adds_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    append_events(path, [event(1)])
    before = path.read_bytes()
    real = os.write

    def write(descriptor: int, content: bytes) -> int:
        if len(content) < 60:
            raise OSError(28, "No space left on device")
        return real(descriptor, content[:50])

    monkeypatch.setattr(os, "write", write)
    with pytest.raises(EventsError, match="No space left on device") as raised:
        append_events(path, [event(2)])
    assert "free space" in raised.value.hint
    assert path.read_bytes() == before


def test_unreadable(tmp_path: Path) -> None:
    with pytest.raises(EventsError, match="cannot be read"):
        list(read_events(tmp_path))


@needs_shared
def test_log_of_the_original(path: Path) -> None:
    assert SHARED
    path.write_bytes((SHARED / "golden/library/events.db").read_bytes())
    first, second = read_events(path)
    assert first["actions"][1] == {"action": "removeTag", "value": "vacation"}
    assert second["actions"][0]["value"] == "größe und maß"
    append_events(path, [event(3)])
    assert list(read_events(path)) == [first, second, event(3)]
