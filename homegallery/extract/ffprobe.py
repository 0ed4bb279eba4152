"""The step that asks ffprobe what is in a video and writes ffprobe.json."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from homegallery import jsontext
from homegallery.extract.step import Step, Work
from homegallery.extract.tools.ffmpeg import UNTRUSTED, FFmpeg, complaint, file_url
from homegallery.extract.tools.program import Program, ProgramError
from homegallery.storage.layout import FFPROBE, object_path

_VERSION: Final = 2
"""Of the object; those of the first version have no mark and are made again (spec/storage.md 4)."""
_TIMEOUT: Final = 30.0
"""Seconds; a disk that has to wake up takes half of them."""


def read_ffprobe(path: Path, tool: FFmpeg) -> dict[str, Any]:
    """The content of ffprobe.json for a video.

    The place of the file is left out: objects are shared and leave the machine with
    exports. Raises ``ProgramError`` if ffprobe cannot read the file.
    """
    options = [word for key, value in UNTRUSTED.items() for word in (f"-{key}", value)]
    show = ("-of", "json", "-show_format", "-show_streams")
    command = [*tool.ffprobe, *show, *options, "-i", file_url(path)]
    with Program(command, timeout=_TIMEOUT) as program:
        output = program.stdout.read()
        code = program.finish()
    if code != 0:
        reason = complaint(program.messages, path)
        raise ProgramError(f"the video is broken or of an unknown format: {reason}")
    probe = _decode(output)
    probe["format"]["filename"] = path.name
    probe["_gallery"] = {"version": _VERSION}
    return probe


def video_stream(probe: Any) -> dict[str, Any] | None:
    """The stream to look at: the first moving one, or else a cover picture."""
    streams = probe.get("streams") if isinstance(probe, dict) else None
    videos = [
        stream
        for stream in (streams if isinstance(streams, list) else ())
        if isinstance(stream, dict) and stream.get("codec_type") == "video"
    ]
    return min(videos, key=is_cover, default=None)


def is_cover(stream: dict[str, Any]) -> bool:
    """Whether a stream is the picture on a record, and not a film."""
    disposition = stream.get("disposition")
    return isinstance(disposition, dict) and disposition.get("attached_pic") == 1


def _decode(output: bytes) -> dict[str, Any]:
    """What ffprobe printed; broken texts get replacement characters."""
    try:
        probe = jsontext.loads(output.decode("utf-8", "replace"))
    except ValueError as error:
        raise ProgramError(f"ffprobe wrote no valid JSON: {error}") from error
    if not isinstance(probe, dict) or not isinstance(probe.get("format"), dict):
        raise ProgramError("ffprobe found nothing in the file")
    return probe


def _writes(work: Work) -> Sequence[str]:
    if work.file.media_type != "video" or not work.tools.get(FFmpeg).available:
        return ()
    if work.has(FFPROBE) and not _is_current(work.objects.meta.get("ffprobe")):
        # The pipeline asks for what is missing.
        work.objects.files.remove(object_path(work.file.sha1, FFPROBE))
        work.objects.meta.pop("ffprobe", None)
    return (FFPROBE,)


def _is_current(stored: Any) -> bool:
    mark = stored.get("_gallery") if isinstance(stored, dict) else None
    version = mark.get("version") if isinstance(mark, dict) else None
    return isinstance(version, int) and version >= _VERSION


def _run(work: Work) -> None:
    work.write_json(FFPROBE, read_ffprobe(work.file.path, work.tools.get(FFmpeg)))


FFPROBE_STEP: Final = Step(name="ffprobe", version=1, writes=_writes, run=_run)
