"""Reading pictures beside the event loop."""

import asyncio
import os
import queue
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from homegallery.server.filereply import etag_of, open_file

WHOLE = 1 << 20
"""Bytes up to which a picture is read in one go."""

_THREADS = 4
"""So many files of a slow disk are read at the same time."""

_TOGETHER = 4
"""So many files at most are read by one thread, one after the other."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A file as it was when it was read; ``etag`` names this state."""

    etag: str
    content: bytes


_Job = tuple[str, "asyncio.Future[Picture | None]"]


class PictureReader:
    """Reads pictures in threads of its own, for one event loop.

    If the system has a picture in memory, it takes longer to change to a thread and back than
    to read it. So pictures that are asked for in the same turn of the loop change together: that
    serves twice as many as an executor does.
    """

    def __init__(self) -> None:
        self._asked: list[_Job] = []
        self._jobs: queue.SimpleQueue[Sequence[_Job]] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []

    async def read(self, path: str) -> Picture | None:
        """The picture; None if there is no such file, or it is big."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Picture | None] = loop.create_future()
        if not self._asked:
            loop.call_soon(self._hand_over, loop)
        self._asked.append((path, future))
        return await future

    def close(self) -> None:
        """Let the threads end. Nobody waits for them: a disk may never answer."""
        for _ in self._threads:
            self._jobs.put(())

    def _hand_over(self, loop: asyncio.AbstractEventLoop) -> None:
        if not self._threads:
            self._start(loop)
        for start in range(0, len(self._asked), _TOGETHER):
            self._jobs.put(self._asked[start : start + _TOGETHER])
        self._asked = []

    def _start(self, loop: asyncio.AbstractEventLoop) -> None:
        for number in range(_THREADS):
            name = f"pictures-{number}"
            thread = threading.Thread(target=self._work, args=(loop,), name=name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def _work(self, loop: asyncio.AbstractEventLoop) -> None:
        while jobs := self._jobs.get():
            answers = [(future, _read(path)) for path, future in jobs]
            with suppress(RuntimeError):  # the loop is closed
                loop.call_soon_threadsafe(_answer, answers)


def _read(path: str) -> Picture | None:
    file = open_file(path)
    if file is None:
        return None
    with file, suppress(OSError):
        status = os.fstat(file.fileno())
        if status.st_size <= WHOLE:
            return Picture(etag_of(status), file.read())
    return None


def _answer(answers: Iterable[tuple["asyncio.Future[Picture | None]", Picture | None]]) -> None:
    for future, picture in answers:
        if not future.done():  # the client may have left
            future.set_result(picture)
