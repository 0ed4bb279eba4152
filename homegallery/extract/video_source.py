"""What matters of a video before it is converted, read from its ffprobe.json."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from homegallery.extract.ffprobe import is_cover, video_stream
from homegallery.extract.tonemap import is_hdr
from homegallery.media.aspect import fraction, pixel_aspect

_INTERLACED: Final = ("tt", "bb", "tb", "bt")
_UNKNOWN: Final = (None, "", "none", "unknown")
_SLACK: Final = 0.02
_FASTEST: Final = 1000
"""Frames per second that nobody films with: clocks of containers look like that."""


@dataclass(frozen=True, slots=True)
class VideoSource:
    """The streams to convert, as ffprobe tells them, and ``container``, its ``format``."""

    stream: dict[str, Any]
    audio: dict[str, Any] | None
    container: dict[str, Any]

    @property
    def duration(self) -> float:
        """Seconds of the stream or else of the file; 0 if nobody knows."""
        return _number(self.stream.get("duration")) or _number(self.container.get("duration"))

    @property
    def is_quarter_turned(self) -> bool:
        """Whether width and height change places when it is shown: 90, 270, -90, -270."""
        return any(
            data.get("side_data_type") == "Display Matrix"
            and _number(data.get("rotation"), least=-360) % 180 == 90
            for data in self.stream.get("side_data_list", ())
        )

    @property
    def pixel_aspect(self) -> Fraction:
        """Width of a stored pixel by its height; 1 if it is not told."""
        return pixel_aspect(self.stream)

    @property
    def is_interlaced(self) -> bool:
        """Whether each frame holds two pictures, one of its even and one of its odd lines."""
        return self.stream.get("field_order") in _INTERLACED

    @property
    def is_hdr(self) -> bool:
        """Whether ordinary screens would show it pale and grey."""
        return is_hdr(self.stream)

    @property
    def has_alpha(self) -> bool:
        """Whether parts of the picture are transparent."""
        pixels = str(self.stream.get("pix_fmt"))
        tags = self.stream.get("tags")
        marked = isinstance(tags, dict) and str(tags.get("alpha_mode")) == "1"
        return marked or pixels.startswith(("yuva", "rgba", "bgra", "argb", "abgr", "gbrap", "ya"))

    @property
    def mean_frame_rate(self) -> Fraction | None:
        """Frames per second; None if it is not told."""
        return _rate(self.stream.get("avg_frame_rate")) or _rate(self.stream.get("r_frame_rate"))

    @property
    def frame_rate(self) -> Fraction | None:
        """The lowest constant rate that shows every frame in time; None if there is none."""
        mean = _rate(self.stream.get("avg_frame_rate"))
        steady = _rate(self.stream.get("r_frame_rate"))
        if mean and steady and abs(steady / mean - 2) < _SLACK:
            return mean  # ffprobe counts the fields
        return steady

    @property
    def bit_rate(self) -> float:
        """Bits per second of the pictures, at most those of the file; 0 if nobody knows."""
        return _number(self.stream.get("bit_rate")) or _number(self.container.get("bit_rate"))


def read_source(probe: dict[str, Any]) -> VideoSource | None:
    """The moving picture and the best sound of a video; None without a moving picture."""
    stream = video_stream(probe)
    if stream is None or is_cover(stream):
        return None
    sounds = [
        sound
        for sound in probe["streams"]
        if sound.get("codec_type") == "audio" and sound.get("codec_name") not in _UNKNOWN
    ]
    return VideoSource(stream, max(sounds, key=_is_default, default=None), probe.get("format", {}))


def _is_default(stream: dict[str, Any]) -> bool:
    disposition = stream.get("disposition")
    return isinstance(disposition, dict) and disposition.get("default") == 1


def _number(value: Any, *, least: float = 0) -> float:
    """A number of ffprobe, which writes most as text; 0 for anything else."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return 0
    return number if least <= number < float("inf") else 0


def _rate(value: Any) -> Fraction | None:
    rate = fraction(value, "/")
    return rate if rate and rate < _FASTEST else None
