"""exiftool as a process that stays open and answers for many files.

Talks the ``-stay_open`` protocol itself, with a deadline on every answer: pyexiftool
waits without one and spins when the process has died.
"""

import logging
import os
import re
import secrets
import select
import selectors
import shutil
import stat
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from homegallery.extract.scratch import scratch_directory
from homegallery.extract.step import StepError
from homegallery.extract.tools.lifeline import die_with_parent

log = logging.getLogger(__name__)

TIMEOUT: Final = 5.0
"""Seconds for one answer (spec extractor 4)."""
_PATIENCE: Final = (1, 4)
"""Attempts at one request, in timeouts: a disk that had to wake up needs more the second time."""
START_TIMEOUT: Final = 30.0
"""Seconds for the first answer: Perl has to load the whole program."""
_CHUNK: Final = 1 << 16

# What reaches exiftool unchanged as one line of an argument file: no control character
# (a line end would start a new argument), no blank or pipe sign at the end.
_PLAIN_PATH: Final = re.compile(rb"/(?:[^\x00-\x1f\x7f]*[^\x00-\x20\x7f|])?")
_PLAIN_OPTION: Final = re.compile(rb"[^\x00-\x20\x7f#](?:[^\x00-\x1f\x7f]*[^\x00-\x20\x7f])?")
_EXTENSION: Final = re.compile(rb"\.[0-9A-Za-z]{1,8}")


class ExifToolError(StepError):
    """exiftool gave no answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What exiftool printed for one request; ``stderr`` is stripped text."""

    stdout: bytes
    stderr: str


class ExifTool:
    """The exiftool of one worker process, started with the first request.

    It ignores configuration files, and its local time zone is UTC. Not for several
    threads. A request that times out or kills the process is tried once more with a
    fresh one.
    """

    def __init__(self, executable: str = "exiftool", *, timeout: float = TIMEOUT) -> None:
        self._executable = shutil.which(executable)
        self._timeout = timeout
        self._process: subprocess.Popen[bytes] | None = None
        self._version = ""

    @property
    def available(self) -> bool:
        """Whether the program was found on PATH."""
        return self._executable is not None

    @property
    def version(self) -> str:
        """Version such as ``12.57``."""
        if self._process is None:
            self._start()
        return self._version

    def read(self, options: Sequence[str], path: Path) -> Answer:
        """Run exiftool with ``options`` on one regular file, whatever its name is.

        Raises ``OSError`` if the file is missing or not a regular one, and
        ``ExifToolError`` if there is no answer in time, twice.
        """
        arguments = [os.fsencode(option) for option in options]
        if not all(_PLAIN_OPTION.fullmatch(argument) for argument in arguments):
            raise ValueError(f"not plain options: {options!r}")
        name = os.fsencode(os.path.abspath(path))  # noqa: PTH100  # resolve() follows links
        if not stat.S_ISREG(os.stat(name).st_mode):  # noqa: PTH116  # bytes, as in the request
            raise OSError("not a regular file")
        with _plain_name(name) as plain:
            return self._request([*arguments, plain])

    def close(self) -> None:
        """End the process; the next request starts a new one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()  # it only reads, so nothing is lost
            process.wait()
            for pipe in (process.stdin, process.stdout, process.stderr):
                if pipe is not None:
                    with suppress(OSError):  # closing flushes what a dead process did not read
                        pipe.close()

    def _request(self, arguments: Sequence[bytes]) -> Answer:
        for patience in _PATIENCE:
            try:
                process = self._process or self._start()
                return _converse(process, arguments, self._timeout * patience)
            except ExifToolError as error:
                self.close()
                log.debug("%s", error)
                failure = error
        raise failure

    def _start(self) -> subprocess.Popen[bytes]:
        if self._executable is None:
            raise ExifToolError("exiftool is not installed")
        # Without its lifeline it would go on waiting for requests after its input is closed.
        self._process = subprocess.Popen(
            [*die_with_parent(), self._executable, "-config", "", "-stay_open", "True", "-@", "-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "TZ": "UTC", "LC_ALL": "C"},
        )
        self._version = _converse(self._process, [b"-ver"], START_TIMEOUT).stdout.decode().strip()
        return self._process


def _converse(
    process: subprocess.Popen[bytes], arguments: Sequence[bytes], timeout: float
) -> Answer:
    """Send one request and read up to its end mark, which no file can know beforehand."""
    if process.stdin is None or process.stdout is None or process.stderr is None:
        raise ValueError("the process needs three pipes")
    token = b"%d" % secrets.randbelow(10**15)
    try:
        process.stdin.write(b"\n".join([*arguments, b"-execute" + token, b""]))
        process.stdin.flush()
    except OSError:  # it has ended; reading tells why
        log.debug("exiftool takes no requests")
    return _answer(
        process.stdout.fileno(), process.stderr.fileno(), b"{ready%s}\n" % token, timeout
    )


def _answer(stdout: int, stderr: int, end: bytes, timeout: float) -> Answer:
    received = {stdout: bytearray(), stderr: bytearray()}
    deadline = time.monotonic() + timeout
    with selectors.DefaultSelector() as selector:
        selector.register(stdout, selectors.EVENT_READ)
        selector.register(stderr, selectors.EVENT_READ)
        while not received[stdout].endswith(end):
            ready = selector.select(max(0.0, deadline - time.monotonic()))
            if not ready:
                raise ExifToolError(f"exiftool did not answer within {timeout:g} seconds")
            for key, _ in ready:
                data = os.read(key.fd, _CHUNK)
                if not data:
                    _drain(stderr, received[stderr])
                    raise ExifToolError(_last_words(received[stderr]))
                received[key.fd] += data
    # Messages were written before the end mark, so they are already there.
    _drain(stderr, received[stderr])
    return Answer(
        stdout=bytes(received[stdout][: -len(end)]),
        stderr=received[stderr].decode("utf-8", "replace").strip(),
    )


def _drain(source: int, into: bytearray) -> None:
    """Read what is there without waiting for more."""
    while select.select([source], [], [], 0)[0] and (data := os.read(source, _CHUNK)):
        into += data


def _last_words(stderr: bytearray) -> str:
    lines = stderr.decode("utf-8", "replace").split("\n")
    last = next((line.strip() for line in reversed(lines) if line.strip()), "")
    return f"exiftool has ended: {last[:200]}" if last else "exiftool has ended"


@contextmanager
def _plain_name(path: bytes) -> Iterator[bytes]:
    """A name of the file that exiftool takes literally: its own, or that of a link to it."""
    if _PLAIN_PATH.fullmatch(path):
        yield path
        return
    extension = os.path.splitext(path)[1]  # noqa: PTH122  # bytes
    with scratch_directory() as directory:
        link = os.fsencode(directory) + b"/file"
        if _EXTENSION.fullmatch(extension):
            link += extension
        os.symlink(path, link)  # noqa: PTH211  # bytes
        yield link
