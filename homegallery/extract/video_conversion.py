"""One run of ffmpeg that converts a video: progress, stalls, and what went wrong."""

import errno
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import ffmpeg

from homegallery.extract.step import StepError
from homegallery.extract.tools.ffmpeg import MAX_PIXELS, UNTRUSTED, FFmpeg, file_url, last_complaint
from homegallery.extract.tools.program import Program
from homegallery.extract.video_source import VideoSource

_INPUT: Final = "file:input"
_OUTPUT: Final = "file:output"
"""These stand for the files: ffmpeg-python takes no names that are not UTF-8."""
_DECODER_THREADS: Final = 4
"""Each takes the memory of some pictures."""
_PROGRESS: Final = ("-nostats", "-progress", "pipe:1")
_OWN_STREAMS: Final = frozenset({"-map", "-filter_complex", "-lavfi"})
_ALPHA_DECODERS: Final = {"vp8": "libvpx", "vp9": "libvpx-vp9"}
"""Those of ffmpeg itself leave the transparency out."""
_MICROSECONDS: Final = 1_000_000


class ConversionError(StepError):
    """ffmpeg has given up; ``frames`` were written before."""

    def __init__(self, reason: str, frames: int) -> None:
        super().__init__(f"the video cannot be converted: {reason}")
        self.frames = frames


def conversion_command(
    path: Path,
    target: Path,
    source: VideoSource,
    tool: FFmpeg,
    options: Sequence[str],
    device: Sequence[str] = (),
) -> list[str]:
    """The whole command line; ``device`` are arguments before the input.

    Neither the place nor other notes in the file go into the result.
    """
    read = ffmpeg.input(_INPUT, **UNTRUSTED, max_pixels=MAX_PIXELS, **_decoder(source, tool))
    streams = [read]
    if not _OWN_STREAMS & set(options):
        wanted = (source.stream, source.audio)
        streams = [read[str(stream["index"])] for stream in wanted if stream is not None]
    output = ffmpeg.output(*streams, _OUTPUT, map_metadata=-1, map_chapters=-1)
    words = output.compile(cmd=[*tool.ffmpeg, *_PROGRESS, *device], overwrite_output=True)
    at = words.index(_OUTPUT)
    words[at : at + 1] = [*options, file_url(target)]
    return [file_url(path) if word == _INPUT else word for word in words]


def _decoder(source: VideoSource, tool: FFmpeg) -> dict[str, str | int]:
    threads: dict[str, str | int] = {"threads": min(_DECODER_THREADS, os.cpu_count() or 1)}
    decoder = _ALPHA_DECODERS.get(str(source.stream.get("codec_name")))
    if source.has_alpha and decoder in tool.decoders:
        return {**threads, "vcodec": decoder}
    return threads


class _Progress:
    """How far ffmpeg is, from the lines ``key=value`` it writes."""

    def __init__(self, target: Path) -> None:
        self.frames = 0
        self.seconds = 0.0
        self._target = target
        self._seen = self._now()

    def take(self, line: bytes) -> bool:
        """Read a line; whether a time came with it."""
        key, _, value = line.strip().partition(b"=")
        if key == b"frame" and value.isdigit():
            self.frames = int(value)
        elif key == b"out_time_us" and value.isdigit():
            self.seconds = int(value) / _MICROSECONDS
            return True
        return False

    def moved(self) -> bool:
        """Whether anything has happened since the last call.

        The file counts too: at the end its index is moved to the front without a word.
        """
        before, self._seen = self._seen, self._now()
        return before != self._seen

    def _now(self) -> tuple[int, float, int]:
        return self.frames, self.seconds, self._target.stat().st_mtime_ns


def run_conversion(
    command: Sequence[str],
    path: Path,
    target: Path,
    *,
    duration: float,
    stall: float,
    report: Callable[[float], None],
) -> None:
    """Run ffmpeg and report the done part of ``duration`` seconds, if that is known.

    Raises ``ProgramError`` if nothing happens for ``stall`` seconds, ``ConversionError``
    if ffmpeg fails or finds no frame, ``OSError`` if the disk is full.
    """
    progress = _Progress(target)
    with Program(command, timeout=stall, alive=progress.moved) as program:
        for line in program.stdout:
            if progress.take(line) and duration:
                report(min(1.0, progress.seconds / duration))
        code = program.finish()
    reason = last_complaint(program.last_messages, path, target)
    if os.strerror(errno.ENOSPC) in reason:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if code != 0 or not progress.frames:
        raise ConversionError(reason or "it has no frames", progress.frames)
