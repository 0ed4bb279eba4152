"""ffmpeg and ffprobe: where they are, and how they read a file that nobody trusts."""

import os
import re
import shutil
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final

from homegallery.extract.tools.program import Program, ProgramError

_START_TIMEOUT: Final = 30.0
"""Seconds for an answer that needs no file."""

# What videos come in, by the names of ffmpeg's demuxers. Others are a risk only:
# playlists and lists of pictures would read further files, text would be drawn.
_CONTAINERS: Final = (
    *("mov", "matroska", "avi", "asf", "mpegts", "mpeg", "flv", "swf", "ogg", "dv"),
    *("mpegvideo", "m4v", "mjpeg", "h264", "hevc"),
)
MAX_PIXELS: Final = 1 << 27

UNTRUSTED: Final[Mapping[str, str]] = {
    "protocol_whitelist": "file",
    "format_whitelist": ",".join(_CONTAINERS),
}
"""Options before an input: no network, no other files, no exotic formats."""
DECODING: Final[Mapping[str, str | int]] = {"max_pixels": MAX_PIXELS, "threads": 1}
"""Options before an input that is decoded; each processor has a worker of its own."""

_ORIGIN: Final = re.compile(r"(?:\[[^\]]*\] )+")
"""The part of ffmpeg that speaks, with its address in memory."""

_EMPTY_WORDS: Final = ("Conversion failed", "Last message repeated", "Error initializing output")
"""What ffmpeg says at its end, after the reason."""


class FFmpeg:
    """The ffmpeg and ffprobe of this machine. They come together, so both have to be there."""

    def __init__(self) -> None:
        self._ffmpeg = shutil.which("ffmpeg")
        self._ffprobe = shutil.which("ffprobe")

    @property
    def available(self) -> bool:
        """Whether both were found on PATH."""
        return bool(self._ffmpeg and self._ffprobe)

    @property
    def ffmpeg(self) -> list[str]:
        """The beginning of a command: ffmpeg, quiet, on one processor."""
        return [_found(self._ffmpeg), *("-nostdin", "-v", "error", "-filter_complex_threads", "1")]

    @property
    def ffprobe(self) -> list[str]:
        """The beginning of a command: ffprobe, quiet."""
        return [_found(self._ffprobe), *("-v", "error")]

    @cached_property
    def filters(self) -> frozenset[str]:
        """Names of the filters that this ffmpeg was built with."""
        return self._listed("-filters")

    @cached_property
    def decoders(self) -> frozenset[str]:
        """Names of the decoders that this ffmpeg was built with."""
        return self._listed("-decoders")

    def _listed(self, option: str) -> frozenset[str]:
        with Program([*self.ffmpeg, option], timeout=_START_TIMEOUT) as program:
            lines = program.stdout.read().decode("ascii", "replace").splitlines()
            program.finish()
        return frozenset(words[1] for line in lines if len(words := line.split()) > 1)

    def close(self) -> None:
        """Nothing stays open: each file has a process of its own."""


def file_url(path: Path) -> str:
    """How ffmpeg takes a path literally, whatever its name looks like."""
    return "file:" + os.path.abspath(path)  # noqa: PTH100  # resolve() follows links


def complaint(messages: Sequence[str], path: Path) -> str:
    """The first message that tells more than that it failed; empty if there is none.

    Without the place of the file and addresses in memory.
    """
    url = _told_url(path)
    lines = [_ORIGIN.sub("", line) for line in messages]
    telling = [line for line in lines if line and url not in line]
    if telling:
        return telling[0]
    return next((line.replace(url, path.name) for line in lines if line), "")


def last_complaint(messages: Sequence[str], *paths: Path) -> str:
    """The last message that tells more than that it failed; empty if there is none.

    Without the places of the files and addresses in memory.
    """
    urls = [
        file_url(path).encode(errors="surrogateescape").decode("utf-8", "replace") for path in paths
    ]
    lines = [_ORIGIN.sub("", line) for line in messages]
    told = [line for line in lines if line and not any(url in line for url in urls)]
    telling = [line for line in told if not line.startswith(_EMPTY_WORDS)]
    return next(iter(reversed(telling or told)), "")


def _told_url(path: Path) -> str:
    return file_url(path).encode(errors="surrogateescape").decode("utf-8", "replace")


def _found(executable: str | None) -> str:
    if executable is None:
        raise ProgramError("ffmpeg is not installed")
    return executable
