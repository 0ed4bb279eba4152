"""Following an event log that this and other processes add to, and that people edit."""

import os
from pathlib import Path
from typing import BinaryIO, Final

from homegallery.events.errors import EventsError
from homegallery.events.event import Event
from homegallery.events.log import parse_line, read_header

_WITNESS: Final = 256
"""Last bytes read, compared before more is read: others may have changed the file."""
_MISSING: Final[tuple[int, ...]] = ()
"""The signature of no file; that of a file is inode, size and time."""


class EventTail:
    """The events of a log as they come. For one thread at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._signature: tuple[int, ...] | None = None
        self._start()

    def poll(self) -> tuple[list[Event], bool]:
        """The events that are new, and whether they are the whole log, read anew.

        The first look, and a file that was not only added to, give the whole log; a
        missing file is an empty log. Raises ``EventsError`` for a file that is no event
        log or cannot be read; what was read before stays valid.
        """
        try:
            with self._path.open("rb") as file:
                return self._read(file)
        except FileNotFoundError:
            anew = self._signature != _MISSING
            self._start()
            self._signature = _MISSING
            return [], anew
        except OSError as error:
            raise EventsError(
                f"The events {self._path} cannot be read: {error.strerror}"
            ) from error

    def _start(self) -> None:
        self._offset, self._line = 0, 0
        self._witness = b""

    def _read(self, file: BinaryIO) -> tuple[list[Event], bool]:
        status = os.fstat(file.fileno())
        signature = status.st_ino, status.st_size, status.st_mtime_ns
        if signature == self._signature:
            return [], False
        anew = self._signature is None
        if self._offset and not self._continues(file, status.st_ino):
            anew = True
            self._start()
        file.seek(self._offset)
        events = self._events(file)
        self._signature = signature
        return events, anew

    def _continues(self, file: BinaryIO, inode: int) -> bool:
        """Whether the part read before is still the beginning of the file."""
        if not self._signature or self._signature[0] != inode:
            return False
        start = self._offset - len(self._witness)
        return os.pread(file.fileno(), len(self._witness), start) == self._witness

    def _events(self, file: BinaryIO) -> list[Event]:
        events: list[Event] = []
        for line in file:
            if self._offset == 0:
                if not read_header(line, self._path):
                    break
            elif (event := parse_line(line, self._path, self._line + 1)) is not None:
                events.append(event)
            elif not line.endswith(b"\n"):
                break  # somebody is still writing it
            self._offset += len(line)
            self._line += 1
            self._witness = (self._witness + line)[-_WITNESS:]
        return events
