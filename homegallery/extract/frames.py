"""The first frames of a video as upright sRGB images."""

from collections.abc import Generator
from pathlib import Path
from typing import IO, Any, Final

import ffmpeg
from PIL import Image

from homegallery.extract.step import StepError
from homegallery.extract.tonemap import tone_mapping
from homegallery.extract.tools.ffmpeg import DECODING, UNTRUSTED, FFmpeg, complaint, file_url
from homegallery.extract.tools.program import Program
from homegallery.extract.video_source import VideoSource
from homegallery.media.aspect import pixel_aspect

_TIMEOUT: Final = 60.0
"""Seconds for all frames."""
_INPUT: Final = "file:input"
"""Stands for the file: ffmpeg-python takes no names that are not UTF-8."""
_EVERY: Final = 0.25
"""Seconds between two frames."""
_HD_HEIGHT: Final = 720
"""Video of this height without a note about its colours is BT.709, smaller BT.601."""
_UNKNOWN: Final = (None, "unknown")
_CHANNELS: Final = 3


def read_frames(
    path: Path, stream: dict[str, Any], tool: FFmpeg, *, seconds: float
) -> Generator[Image.Image, None, None]:
    """The first frame of a video, and then four a second up to ``seconds``.

    ``stream`` is what ffprobe tells of it. Close it to stop early. Raises
    ``StepError`` with the reason if there is not a single frame.
    """
    with Program(_command(path, stream, tool, seconds), timeout=_TIMEOUT) as program:
        image = _read_ppm(program.stdout)
        if image is None:
            program.finish()
            reason = complaint(program.messages, path) or "it has no frames"
            raise StepError(f"no picture can be read from the video: {reason}")
        while image is not None:
            yield image
            image = _read_ppm(program.stdout)


def _command(path: Path, stream: dict[str, Any], tool: FFmpeg, seconds: float) -> list[str]:
    """ffmpeg turns frames upright by itself, before any filter."""
    source = ffmpeg.input(_INPUT, t=seconds, **UNTRUSTED, **DECODING)
    due = f"eq(n,0)+isnan(t)+gte(t-prev_selected_t,{_EVERY})"
    picture = source[str(stream["index"])].filter("select", due)
    if pixel_aspect(stream) != 1:
        turned = VideoSource(stream, None, {}).is_quarter_turned
        sides = ("iw", "round(ih/sar)") if turned else ("round(iw*sar)", "ih")
        picture = picture.filter("scale", *sides).filter("setsar", 1)
    for name, options in tone_mapping(stream, tool.filters):
        picture = picture.filter(name, **options)
    matrix = "bt709" if _is_silent_hd(stream) else "auto"
    flags = "bicubic+accurate_rnd+full_chroma_int"
    picture = picture.filter("scale", in_color_matrix=matrix, flags=flags)
    output = picture.output(
        "pipe:1", format="image2pipe", vcodec="ppm", pix_fmt="rgb24", threads=1, vsync="passthrough"
    )
    return [file_url(path) if word == _INPUT else word for word in output.compile(cmd=tool.ffmpeg)]


def _is_silent_hd(stream: dict[str, Any]) -> bool:
    sides = (stream.get("width"), stream.get("height"))
    height = min((side for side in sides if isinstance(side, int)), default=0)
    return stream.get("color_space") in _UNKNOWN and height >= _HD_HEIGHT


def _read_ppm(stdout: IO[bytes]) -> Image.Image | None:
    """The next picture of a stream of binary PPM files; None if it is not there as a whole."""
    header = [stdout.readline() for _ in range(3)]
    if header[0] != b"P6\n" or header[2] != b"255\n":
        return None
    width, height = map(int, header[1].split())
    pixels = stdout.read(width * height * _CHANNELS)
    if len(pixels) < width * height * _CHANNELS:
        return None
    return Image.frombuffer("RGB", (width, height), pixels, "raw", "RGB", 0, 1)
