"""The append-only file of all events, in the format of the original HomeGallery.

UTF-8, one JSON object a line: a header ``{"type":"home-gallery/events@1.0",
"created":"<ISO 8601>"}``, then events. It is user data: lines are only added.
"""

import logging
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, cast

from homegallery import durable, jsontext, timestamp
from homegallery.events.errors import EventsError
from homegallery.events.event import Event
from homegallery.events.lock import open_locked

log = logging.getLogger(__name__)

FILE_TYPE: Final = "home-gallery/events@1.0"
_READABLE: Final = "home-gallery/events@1."
_HEADER_START: Final = f'{{"type":"{_READABLE}'.encode()
_HEADER_LIMIT: Final = 4096
"""Bytes in which the header must end."""


def read_events(path: Path) -> Iterator[Event]:
    """All events of the log in their order; none if there is no log.

    A line that is no JSON object is passed over with a warning. Raises
    ``EventsError`` if the file is no event log or cannot be read.
    """
    try:
        with path.open("rb") as file:
            if not read_header(file.readline(_HEADER_LIMIT), path):
                return
            for number, line in enumerate(file, start=2):
                event = parse_line(line, path, number)
                if event is not None:
                    yield event
    except FileNotFoundError:
        return
    except OSError as error:
        raise EventsError(f"The events {path} cannot be read: {error.strerror}") from error


def read_header(line: bytes, path: Path) -> bool:
    """Whether the first line of a log is there; False if its writing was cut off.

    Raises ``EventsError`` if it is something else.
    """
    if _is_unwritten(line):
        return False
    _check_header(line, path)
    return True


def parse_line(line: bytes, path: Path, number: int) -> Event | None:
    """The event of a line; None, with a warning unless the line is blank, if there is none."""
    event = _json_object(line)
    if event is None and line.strip():
        log.warning("%s, line %d is no event and is passed over", path, number)
    return cast("Event | None", event)


def append_events(path: Path, events: Iterable[Event]) -> None:
    """Add events at the end; they are on the disk when this returns.

    Creates the file with its directory. A last line cut off by a crash is ended
    first, so that it takes no new event with it. Safe with other writers at the
    same time. Raises ``EventsError`` if the file is no event log or cannot be
    written; then nothing was added.
    """
    lines = b"".join(jsontext.dumps(event) + b"\n" for event in events)
    if not lines:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open_locked(path) as descriptor:
            start = _start(descriptor, path)
            _append(descriptor, start + lines)
            if start.startswith(_HEADER_START):
                durable.sync_directory(path.parent)
    except OSError as error:
        raise EventsError(
            f"The events {path} cannot be written: {error.strerror}",
            hint="Check the free space and the permissions of the file and its folder.",
        ) from error


def _start(descriptor: int, path: Path) -> bytes:
    """What has to stand before the first new line: the header, an end of line, or nothing."""
    head = os.pread(descriptor, _HEADER_LIMIT, 0)
    if _is_unwritten(head):
        os.ftruncate(descriptor, 0)
        return jsontext.dumps({"type": FILE_TYPE, "created": timestamp.now()}) + b"\n"
    _check_header(head.partition(b"\n")[0], path)
    last = os.pread(descriptor, 1, os.fstat(descriptor).st_size - 1)
    return b"" if last == b"\n" else b"\n"


def _append(descriptor: int, content: bytes) -> None:
    """Write and sync all of ``content`` or, if that fails, leave the file as it was."""
    size = os.fstat(descriptor).st_size
    try:
        written = os.write(descriptor, content)
        while written < len(content):
            written += os.write(descriptor, content[written:])
        os.fsync(descriptor)
    except OSError:
        os.ftruncate(descriptor, size)
        raise


def _is_unwritten(head: bytes) -> bool:
    """Whether a file that begins with ``head`` is empty or ends within its header."""
    begins = head.startswith(_HEADER_START) or _HEADER_START.startswith(head)
    return begins and len(head) < _HEADER_LIMIT and b"}" not in head and b"\n" not in head


def _check_header(line: bytes, path: Path) -> None:
    header = _json_object(line)
    if header is None or not str(header.get("type")).startswith(_READABLE):
        raise EventsError(
            f"{path} is no events file: its first line is not a header of {_READABLE}x",
            hint="Set events.file to the events file of your gallery, or move this file away.",
        )


def _json_object(line: bytes) -> dict[str, Any] | None:
    try:
        value = jsontext.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
