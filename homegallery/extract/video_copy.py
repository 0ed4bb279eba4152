"""Whether a video can be played by browsers as it is, so that its streams are only copied."""

from typing import TYPE_CHECKING, Final

from homegallery.extract.video_source import VideoSource

if TYPE_CHECKING:
    from homegallery.config.extractor import VideoSettings

# What hardware and software of browsers decode alike: 8 bit, 4:2:0.
_PROFILES: Final = ("Constrained Baseline", "Baseline", "Main", "High")
_PIXELS: Final = ("yuv420p", "yuvj420p")
_HIGHEST_LEVEL: Final = 42
"""4.2, ten times: 1920 x 1080 at 60 frames."""
_CONTAINERS: Final = ("mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm", "flv")
"""Those with the times of every frame."""
_SOUND: Final = {"aac": ("LC", "HE-AAC", "HE-AACv2"), "mp3": None}
"""Codecs with their profiles; None for any."""
_RATE_SLACK: Final = 1.01
"""30 frames per second are told as 30.03 now and then."""
_THEIR_OWN: Final = ("scale", "video_encoder", "profile", "level", "ext")
"""Settings that are wishes about the result."""


def copy_options(source: VideoSource, settings: "VideoSettings") -> list[str] | None:
    """Options that copy the pictures, and the sound if it can be; None if they cannot.

    Only with the default settings: who changes the look of previews wants them made.
    """
    if not (_is_default(settings) and _is_playable(source) and _is_small(source, settings)):
        return None
    streams = ["-c", "copy"] if _has_playable_sound(source) else _with_new_sound()
    return [*streams, "-movflags", "+faststart"]


def _with_new_sound() -> list[str]:
    return ["-c:v", "copy", "-c:a", "aac", "-b:a", "128k"]


def _is_default(settings: "VideoSettings") -> bool:
    # Imported here: workers that convert nothing do without pydantic.
    from homegallery.config.extractor import VideoSettings

    fields = VideoSettings.model_fields
    same = all(getattr(settings, name) == fields[name].default for name in _THEIR_OWN)
    return same and not settings.add_ffmpeg_args and not settings.custom_ffmpeg_args


def _is_playable(source: VideoSource) -> bool:
    stream = source.stream
    level = stream.get("level")
    return (
        stream.get("codec_name") == "h264"
        and stream.get("profile") in _PROFILES
        and stream.get("pix_fmt") in _PIXELS
        and isinstance(level, int)
        and 0 < level <= _HIGHEST_LEVEL
        and source.container.get("format_name") in _CONTAINERS
        and source.pixel_aspect == 1
        and not source.is_interlaced
        and not source.is_hdr
    )


def _is_small(source: VideoSource, settings: "VideoSettings") -> bool:
    """The height as stored counts, as in the default scale expression."""
    rate, height = source.mean_frame_rate, source.stream.get("height")
    return (
        isinstance(height, int)
        and 0 < height <= settings.preview_size
        and 0 < source.bit_rate <= settings.max_video_bit_rate * 1000
        and rate is not None
        and rate <= settings.frame_rate * _RATE_SLACK
    )


def _has_playable_sound(source: VideoSource) -> bool:
    if source.audio is None:
        return True
    codec = source.audio.get("codec_name")
    profiles = _SOUND.get(str(codec), ())
    return profiles is None or source.audio.get("profile") in profiles
