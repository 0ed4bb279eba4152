"""Step: the version of a video that browsers can play."""

import logging
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from homegallery.extract.step import Step, StepError, Work
from homegallery.extract.tools.ffmpeg import FFmpeg
from homegallery.extract.video_conversion import (
    ConversionError,
    conversion_command,
    run_conversion,
)
from homegallery.extract.video_copy import copy_options
from homegallery.extract.video_encoder import SOFTWARE, Encoder, encoder
from homegallery.extract.video_options import output_format, preview_options
from homegallery.extract.video_source import VideoSource, read_source
from homegallery.storage.layout import VIDEO_POSTER, video_preview_suffix

if TYPE_CHECKING:
    from homegallery.config.extractor import VideoSettings

log = logging.getLogger(__name__)

STALL: Final = 300.0
"""Seconds without any progress after which a conversion is given up."""


class VideoConverter:
    """Converts videos one after another; remembers the hardware that refuses to work."""

    def __init__(self) -> None:
        self._tool = FFmpeg()
        self._refused: set[str] = set()

    def close(self) -> None:
        """Nothing stays open."""

    def convert(
        self,
        path: Path,
        target: Path,
        source: VideoSource,
        settings: "VideoSettings",
        *,
        stall: float = STALL,
        report: Callable[[float], None] = lambda _: None,
    ) -> None:
        """Write the preview of the video ``path`` to ``target``.

        Streams are copied if browsers play them as they are. Raises as ``run_conversion``.
        """

        def run(options: Sequence[str], device: Sequence[str] = ()) -> None:
            words = [*options, *output_format(settings.ext)]
            command = conversion_command(path, target, source, self._tool, words, device)
            run_conversion(
                command, path, target, duration=source.duration, stall=stall, report=report
            )

        def encode(chosen: Encoder) -> None:
            filters = self._tool.filters if source.is_hdr else frozenset[str]()
            run(preview_options(source, settings, chosen, filters), chosen.device)

        if (copied := copy_options(source, settings)) is not None:
            try:
                return run(copied)
            except ConversionError as error:
                log.info("%s: its streams cannot be copied: %s", path.name, error)
        self._encode(encode, settings)
        return None

    def _encode(self, encode: Callable[[Encoder], None], settings: "VideoSettings") -> None:
        """With the encoder as configured, or by software if that is hardware that fails."""
        chosen = encoder(settings.video_encoder)
        if chosen.name in self._refused:
            chosen = encoder(SOFTWARE)
        if not chosen.is_hardware or settings.custom_ffmpeg_args:
            return encode(chosen)
        try:
            return encode(chosen)
        except ConversionError as error:
            encode(encoder(SOFTWARE))
            # The file is not to blame, for it could be converted.
            if error.frames == 0:
                self._refused.add(chosen.name)
                log.warning("%s does not work here, %s is used: %s", chosen.name, SOFTWARE, error)
        return None


def _suffix(work: Work) -> str:
    settings = work.settings.video
    return video_preview_suffix(settings.preview_size, settings.ext)


def _writes(work: Work) -> Sequence[str]:
    """What shows no picture has no poster either, and says so already."""
    wanted = (
        work.file.media_type == "video"
        and work.group[0].media_type == "video"
        and "ffprobe" in work.objects.meta
        and work.has(VIDEO_POSTER)
        and work.tools.get(FFmpeg).available
    )
    return (_suffix(work),) if wanted else ()


def _run(work: Work, stall: float) -> None:
    source = read_source(work.objects.meta["ffprobe"])
    if source is None:
        raise StepError("it holds sound and a cover, but no moving picture")
    converter = work.tools.get(VideoConverter)
    settings = work.settings.video
    with work.create(_suffix(work)) as target:
        converter.convert(work.file.path, target, source, settings, stall=stall, report=work.report)


def video_step(stall: float = STALL) -> Step:
    """The step; a conversion without progress for ``stall`` seconds is given up."""
    run = partial(_run, stall=stall)
    return Step("video", 1, _writes, run, needs=("ffprobe", "poster"), lane="video")


VIDEO_STEP: Final = video_step()
