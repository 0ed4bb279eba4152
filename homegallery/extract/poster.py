"""Step: the picture that stands for a video, of which its previews are made."""

from collections.abc import Sequence
from contextlib import closing
from typing import Any, Final

from PIL import Image, ImageStat

from homegallery.extract.ffprobe import video_stream
from homegallery.extract.frames import read_frames
from homegallery.extract.previews import encode_jpeg
from homegallery.extract.step import Step, StepError, Work
from homegallery.extract.tools.ffmpeg import FFmpeg
from homegallery.storage.layout import VIDEO_POSTER

SECONDS: Final = 3.0
"""How long to look for a frame that is not black."""
DARK: Final = 24
"""Mean luma of 255 up to which a frame counts as black; a night scene has more."""


def _writes(work: Work) -> Sequence[str]:
    """The video of a live photo needs none: its photo stands for both."""
    wanted = (
        work.file.media_type == "video"
        and work.group[0].media_type == "video"
        and "ffprobe" in work.objects.meta
        and work.tools.get(FFmpeg).available
    )
    return (VIDEO_POSTER,) if wanted else ()


def _run(work: Work) -> None:
    stream = video_stream(work.objects.meta["ffprobe"])
    if stream is None:
        raise StepError("it holds sound, but no picture")
    image = _first_bright_frame(work, stream)
    work.write_bytes(VIDEO_POSTER, encode_jpeg(image, work.settings.image.preview_quality))
    work.picture = image


def _first_bright_frame(work: Work, stream: dict[str, Any]) -> Image.Image:
    """The first frame, unless it is black: then the first that is not, or the brightest."""
    frames = read_frames(work.file.path, stream, work.tools.get(FFmpeg), seconds=SECONDS)
    with closing(frames):
        best = next(frames)
        brightness = _luma(best)
        while brightness <= DARK and (image := next(frames, None)) is not None:
            if (luma := _luma(image)) > brightness:
                best, brightness = image, luma
    return best


def _luma(image: Image.Image) -> float:
    return ImageStat.Stat(image.convert("L")).mean[0]


POSTER_STEP: Final = Step(name="poster", version=1, writes=_writes, run=_run, needs=("ffprobe",))
