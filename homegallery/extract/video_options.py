"""The options of ffmpeg between input and output of a video preview."""

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from homegallery.extract.tonemap import Filter, tone_mapping
from homegallery.extract.video_encoder import Encoder
from homegallery.extract.video_scale import scale_expression, split_arguments, swapped
from homegallery.extract.video_source import VideoSource

if TYPE_CHECKING:
    from homegallery.config.extractor import VideoSettings

_FORMATS: Final = {"mkv": "matroska", "m4v": "mp4", "ts": "mpegts"}
"""ffmpeg's name of a container where it is not the extension."""
_SOUND: Final = {"webm": "libopus"}
"""Encoder of the sound where the container takes no AAC."""
_SPECIAL: Final = frozenset(",;:[]\\")

_DEINTERLACED: Final = "bwdif=mode=send_frame:deint=interlaced"
_SQUARE_PIXELS: Final = "scale='max(2,trunc(iw*sar/2)*2)':ih,setsar=1"
_SQUARE_PIXELS_TURNED: Final = "scale=iw:'max(2,trunc(ih/sar/2)*2)',setsar=1"
_EVEN: Final = "crop='max(2,iw-mod(iw,2))':'max(2,ih-mod(ih,2))'"
"""Colours at half the size need even sides, and ``-2`` looks after one of them only."""
_ON_BLACK: Final = "format=yuva444p,premultiply=inplace=1"
_BT709: Final = (
    "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,"
    "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
)


def preview_options(
    source: VideoSource, settings: "VideoSettings", encoder: Encoder, filters: frozenset[str]
) -> list[str]:
    """Words that convert a video as configured; ``filters`` are those of this ffmpeg.

    Custom arguments replace all but the further ones.
    """
    turned = source.is_quarter_turned
    custom, further = (
        split_arguments(swapped(option) if turned else option for option in options)
        for options in (settings.custom_ffmpeg_args, settings.add_ffmpeg_args)
    )
    return [*(custom or _options(source, settings, encoder, filters)), *further]


def output_format(ext: str) -> list[str]:
    """The container of a file with this extension."""
    return ["-f", _FORMATS.get(ext, ext)]


def _options(
    source: VideoSource, settings: "VideoSettings", encoder: Encoder, filters: frozenset[str]
) -> list[str]:
    rate = settings.max_video_bit_rate
    return [
        *("-c:v", encoder.name, "-c:a", _SOUND.get(settings.ext, "aac")),
        *("-r", _frame_rate(source, settings)),
        *("-vf", _filters(source, settings, encoder, filters)),
        *encoder.options(settings),
        *("-maxrate", f"{rate}k", "-bufsize", f"{2 * rate}k"),
        *("-movflags", "+faststart", "-b:a", "128k"),
    ]


def _frame_rate(source: VideoSource, settings: "VideoSettings") -> str:
    """The rate as configured, or that of the video if it is lower: it is never raised.

    A video without a constant rate gets the configured one, which keeps its frames in time.
    """
    rate = source.frame_rate
    wanted = Fraction(settings.frame_rate).limit_denominator(1001)
    return str(rate if rate and rate < wanted else wanted)


def _filters(
    source: VideoSource, settings: "VideoSettings", encoder: Encoder, available: frozenset[str]
) -> str:
    """Light is mapped after scaling, which is a little less exact and much faster."""
    scale = f"scale={scale_expression(settings.preview_size, settings.scale)}"
    mapping = tone_mapping(source.stream, available)
    turned = source.is_quarter_turned
    squared = _SQUARE_PIXELS_TURNED if turned else _SQUARE_PIXELS
    parts = [
        _DEINTERLACED if source.is_interlaced else "",
        _ON_BLACK if source.has_alpha else "",
        squared if source.pixel_aspect != 1 else "",
        swapped(scale) if turned else scale,
        _EVEN if _may_be_odd(source, settings) else "",
        *map(_written, mapping),
        _BT709 if mapping else "",
        encoder.pixels,
    ]
    return ",".join(filter(None, parts))


def _may_be_odd(source: VideoSource, settings: "VideoSettings") -> bool:
    """Whether the limited side may be odd; of a turned video it is the stored height too."""
    height = source.stream.get("height")
    if settings.scale is not None or not isinstance(height, int):
        return True
    return min(settings.preview_size, height) % 2 == 1


def _written(filter_: Filter) -> str:
    name, options = filter_
    return f"{name}=" + ":".join(f"{key}={_quoted(value)}" for key, value in options.items())


def _quoted(value: str | int) -> str:
    text = str(value)
    return f"'{text}'" if _SPECIAL & set(text) else text
