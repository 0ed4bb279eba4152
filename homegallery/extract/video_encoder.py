"""Video encoders of ffmpeg: the options that each of them understands."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from homegallery.config.extractor import VideoSettings

SOFTWARE: Final = "libx264"

_RENDER_NODE: Final = "/dev/dri/renderD128"
_QUALITY: Final = "23"
"""About as good as libx264 by default."""
# NVENC knows seven steps, and so does Quick Sync, which has no two fastest ones.
_NVENC_PRESETS: Final = {
    "ultrafast": "p1", "superfast": "p1", "veryfast": "p2", "faster": "p3", "fast": "p3",
    "medium": "p4", "slow": "p5", "slower": "p6", "veryslow": "p7",
}  # fmt: skip
_QSV_PRESETS: Final = {"ultrafast": "veryfast", "superfast": "veryfast"}


def _x264(settings: "VideoSettings") -> list[str]:
    return [
        *("-preset", settings.preset, "-tune", "film"),
        *("-profile:v", settings.profile, "-level:v", f"{settings.level:.1f}"),
    ]


def _nvenc(settings: "VideoSettings") -> list[str]:
    preset = _NVENC_PRESETS.get(settings.preset, settings.preset)
    rate = ("-rc", "vbr", "-cq", _QUALITY, "-b:v", "0")
    return ["-preset", preset, "-profile:v", settings.profile, *rate]


def _qsv(settings: "VideoSettings") -> list[str]:
    preset = _QSV_PRESETS.get(settings.preset, settings.preset)
    return ["-preset", preset, "-profile:v", settings.profile, *_mean_rate(settings)]


def _vaapi(settings: "VideoSettings") -> list[str]:
    constrained = settings.profile.replace("baseline", "constrained_baseline", 1)
    profile = settings.profile if "constrained" in settings.profile else constrained
    return ["-profile:v", profile, "-rc_mode", "VBR", *_mean_rate(settings)]


def _mean_rate(settings: "VideoSettings") -> list[str]:
    """What an encoder needs that has no measure of quality: half of what is allowed."""
    return ["-b:v", f"{settings.max_video_bit_rate // 2}k"]


def _nothing(_: "VideoSettings") -> list[str]:
    return []


@dataclass(frozen=True, slots=True)
class Encoder:
    """An encoder: global arguments before the input, the end of the filters, and options.

    Levels are told to libx264 only: hardware refuses a picture too large for its level.
    """

    name: str
    device: tuple[str, ...] = ()
    pixels: str = "format=yuv420p"
    options: Callable[["VideoSettings"], list[str]] = _nothing

    @property
    def is_hardware(self) -> bool:
        """Whether it needs a device that may not be there."""
        return self.name.endswith(tuple(name for name in _FAMILIES if name != SOFTWARE))


_FAMILIES: Final = {
    SOFTWARE: Encoder(SOFTWARE, options=_x264),
    "_nvenc": Encoder("", options=_nvenc),
    "_qsv": Encoder("", pixels="format=nv12", options=_qsv),
    "_vaapi": Encoder("", ("-vaapi_device", _RENDER_NODE), "format=nv12,hwupload", options=_vaapi),
    "_v4l2m2m": Encoder("", options=_mean_rate),
    "_omx": Encoder("", options=_mean_rate),
    "_amf": Encoder("", pixels="format=nv12", options=_mean_rate),
    "_videotoolbox": Encoder("", options=_mean_rate),
}


def encoder(name: str) -> Encoder:
    """The encoder with ffmpeg's ``name``; one nobody knows gets no options of its own."""
    for ending, family in _FAMILIES.items():
        if name.endswith(ending):
            return Encoder(name, family.device, family.pixels, family.options)
    return Encoder(name)
