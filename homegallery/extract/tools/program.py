"""A program that runs for one file, with a deadline and a short word on what went wrong."""

import subprocess
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from types import TracebackType
from typing import IO, Final, Self

from homegallery.extract.step import StepError
from homegallery.extract.tools.lifeline import die_with_parent

_KEPT_LINES: Final = 20
_LONGEST_LINE: Final = 1 << 12


class ProgramError(StepError):
    """A program has failed or was too slow."""


class Program:
    """A running program: a context manager that kills it at the end of the block.

    After ``timeout`` seconds it is killed too: ``stdout`` ends early then, and ``finish``
    tells. With ``alive``, which is asked instead each ``timeout`` seconds in a thread of its
    own, it may go on as long as that is true. Nobody has to read its messages; the first
    and the last ones are kept.
    """

    def __init__(
        self, command: Sequence[str], *, timeout: float, alive: Callable[[], bool] | None = None
    ) -> None:
        self._name = command[0].rpartition("/")[2]
        self._timeout = timeout
        self._timed_out = False
        self._alive = alive
        self._messages: list[bytes] = []
        self._last: deque[bytes] = deque(maxlen=_KEPT_LINES)
        self._process = subprocess.Popen(
            [*die_with_parent(), *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._reader = threading.Thread(target=self._read_messages, daemon=True)
        self._left = threading.Event()
        self._reader.start()
        threading.Thread(target=self._kill_late, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._left.set()
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()

    @property
    def stdout(self) -> IO[bytes]:
        """What the program writes, while it runs."""
        if self._process.stdout is None:
            raise ValueError("the program needs a pipe")
        return self._process.stdout

    def finish(self) -> int:
        """Wait for its end and return the exit code; ``ProgramError`` if it was too slow."""
        code = self._process.wait()
        self._reader.join()
        if self._timed_out:
            what = "gave no result within" if self._alive is None else "made no progress for"
            raise ProgramError(f"{self._name} {what} {self._timeout:g} seconds")
        return code

    @property
    def messages(self) -> list[str]:
        """The first lines of its messages; complete after ``finish``."""
        return _texts(self._messages)

    @property
    def last_messages(self) -> list[str]:
        """The last lines of its messages, which may be the first as well."""
        return _texts(self._last)

    def _kill_late(self) -> None:
        while not self._left.wait(self._timeout):
            if self._alive is None or not self._alive():
                self._timed_out = True
                self._process.kill()
                return

    def _read_messages(self) -> None:
        if self._process.stderr is not None:
            while line := self._process.stderr.readline(_LONGEST_LINE):
                if len(self._messages) < _KEPT_LINES:
                    self._messages.append(line)
                self._last.append(line)


def _texts(lines: Iterable[bytes]) -> list[str]:
    return [line.decode("utf-8", "replace").strip() for line in lines]
