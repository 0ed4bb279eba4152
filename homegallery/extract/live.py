"""Step: the clip of a live or motion photo, as browsers can play it.

The clip is a video beside its photo, or inside it. One that is long is no live photo but
a film of the same name: it is played in the same way.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from homegallery.durable import TEMP_PREFIX, TEMP_SUFFIX, hold
from homegallery.extract.ffprobe import read_ffprobe
from homegallery.extract.motion import film_in
from homegallery.extract.motion_boxes import Span
from homegallery.extract.source import SourceFile
from homegallery.extract.step import Step, StepError, Work
from homegallery.extract.tools.ffmpeg import FFmpeg
from homegallery.extract.video import STALL, VideoConverter
from homegallery.extract.video_copy import copy_options
from homegallery.extract.video_source import VideoSource, read_source
from homegallery.storage.layout import LIVE_VIDEO, is_browser_video

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

    from homegallery.config.extractor import VideoSettings

LONG_SIDE: Final = 1080
"""Pixels of a converted clip: enough for a phone, and for a moment on any other screen."""
_PHOTOS: Final = frozenset({"image", "rawImage"})
_COPIED: Final[dict[str, Any]] = {
    "preview_size": 1440,
    "frame_rate": 60,
    "max_video_bit_rate": 24_000,
}
"""What is not converted: clips are short, so they may be larger than previews of videos."""
_SCALE: Final = f"'if(gte(iw,ih),min({LONG_SIDE},iw),-2)':'if(gte(iw,ih),-2,min({LONG_SIDE},ih))'"
_CONVERTED: Final[dict[str, Any]] = {
    "scale": _SCALE,
    "ext": "mp4",
    "preset": "veryfast",
    "profile": "main",
    "level": 3.1,
    "add_ffmpeg_args": [],
    "custom_ffmpeg_args": [],
}
"""Half of all photos of a phone have a clip, so there is little time for each."""
_CHUNK: Final = 1 << 20


def clip_settings(source: VideoSource, settings: "VideoSettings") -> "VideoSettings":
    """Settings that copy a clip if browsers play it, or else convert it with the encoder
    and at most the frame and bit rate that are configured for videos.
    """
    # Imported here: workers that convert nothing do without pydantic.
    from homegallery.config.extractor import VideoSettings

    copied = VideoSettings.model_construct(**_COPIED)
    if copy_options(source, copied) is not None:
        return copied
    return VideoSettings.model_construct(**vars(settings) | _CONVERTED)


def _writes(work: Work) -> Sequence[str]:
    if work.group[0].media_type not in _PHOTOS or not work.tools.get(FFmpeg).available:
        return ()
    has_clip = film_in(work.objects.meta) is not None or _is_unconverted_video(work)
    return (LIVE_VIDEO,) if has_clip else ()


def _is_unconverted_video(work: Work) -> bool:
    """A recording of sound is none. The original, or an import without the photo, may have
    converted it as a video.
    """
    return (
        work.file.media_type == "video"
        and "ffprobe" in work.objects.meta
        and read_source(work.objects.meta["ffprobe"]) is not None
        and not any(map(is_browser_video, work.objects.files))
    )


def _run(work: Work, stall: float) -> None:
    film = film_in(work.objects.meta)
    with work.create(LIVE_VIDEO) as target:
        if film is None:
            _convert(work, work.file.path, work.objects.meta["ffprobe"], target, stall)
            return
        with _cut_out(work.file, film, target.parent) as clip:
            _convert(work, clip, read_ffprobe(clip, work.tools.get(FFmpeg)), target, stall)


def _convert(work: Work, clip: Path, probe: dict[str, Any], target: Path, stall: float) -> None:
    source = read_source(probe)
    if source is None:
        raise StepError("the clip of the photo has no moving picture")
    settings = clip_settings(source, work.settings.video)
    converter = work.tools.get(VideoConverter)
    converter.convert(clip, target, source, settings, stall=stall, report=work.report)


@contextmanager
def _cut_out(file: SourceFile, film: Span, directory: Path) -> Iterator[Path]:
    """The film as a file of its own, named so that it is removed after a kill, too."""
    prefix = f"{TEMP_PREFIX}{file.sha1}-"
    with NamedTemporaryFile(dir=directory, prefix=prefix, suffix=TEMP_SUFFIX) as clip:
        hold(clip.fileno())
        with file.path.open("rb") as photo:
            photo.seek(film.offset)
            _copy(photo, clip, film.length)
        clip.flush()
        yield Path(clip.name)


def _copy(source: BinaryIO, target: "SupportsWrite[bytes]", count: int) -> None:
    while count > 0 and (chunk := source.read(min(_CHUNK, count))):
        target.write(chunk)
        count -= len(chunk)


def live_step(stall: float = STALL) -> Step:
    """The step; a conversion without progress for ``stall`` seconds is given up."""
    run = partial(_run, stall=stall)
    return Step("live", 1, _writes, run, needs=("motion", "ffprobe"), lane="video")


LIVE_STEP: Final = live_step()
