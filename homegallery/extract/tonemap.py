"""High dynamic range to that of ordinary screens, as filters of ffmpeg."""

from typing import Any, Final

Filter = tuple[str, dict[str, str | int]]
"""Name and options of a filter."""

_HDR: Final = ("smpte2084", "arib-std-b67")
"""PQ and HLG, the transfer functions of ITU-R BT.2100, as ffprobe names them."""
_BT2100: Final = {
    "color_space": ("colorspace", "bt2020nc"),
    "color_primaries": ("color_primaries", "bt2020"),
}
"""What HDR video has if it does not say so, by field of ffprobe and option of ``setparams``."""
_UNKNOWN: Final = (None, "unknown")
_LINEAR_LIGHT: Final = frozenset({"tonemap", "zscale"})

# For a ffmpeg without zscale: one curve for each channel, light relative to 100 nits.
_PQ: Final = (
    "st(0,pow(min(val/maxval,1),1/78.84375));"
    "st(0,100*pow(max(ld(0)-0.8359375,0)/(18.8515625-18.6875*ld(0)),1/0.1593017578125));"
)
"""EOTF of SMPTE ST 2084."""
_HLG: Final = (
    "st(0,min(val/maxval,1));"
    "st(0,if(lte(ld(0),0.5),ld(0)*ld(0)/3,(exp((ld(0)-0.55991073)/0.17883277)+0.28466892)/12));"
    "st(0,10*pow(ld(0),1.2));"
)
"""Inverse OETF of BT.2100 and the system gamma of a screen of 1000 nits."""
_HABLE: Final = "(ld({0})*(0.15*ld({0})+0.05)+0.004)/(ld({0})*(0.15*ld({0})+0.5)+0.06)-1/15"
"""The curve that the filter ``tonemap`` calls hable."""
_PEAK: Final = 10
"""The brightest light, 1000 nits, as the filter ``tonemap`` takes it if the video is silent."""
_BT709: Final = "maxval*clip(if(lt(ld(0),0.018),4.5*ld(0),1.099*pow(ld(0),0.45)-0.099),0,1)"
# BT.2087, on the signal instead of the light: greys stay, colours come close.
_BT2020_TO_BT709: Final[dict[str, str | int]] = {
    "rr": "1.6605", "rg": "-0.5876", "rb": "-0.0729",
    "gr": "-0.1246", "gg": "1.1329", "gb": "-0.0083",
    "br": "-0.0182", "bg": "-0.1006", "bb": "1.1188",
}  # fmt: skip


def is_hdr(stream: dict[str, Any]) -> bool:
    """Whether ordinary screens would show the video of this stream pale and grey."""
    return stream.get("color_transfer") in _HDR


def tone_mapping(stream: dict[str, Any], available: frozenset[str]) -> list[Filter]:
    """Filters that turn HDR into RGB planes with the colours of BT.709; none for other video.

    ``stream`` is what ffprobe tells, ``available`` are the filters of this ffmpeg.
    """
    if not is_hdr(stream):
        return []
    missing: dict[str, str | int] = {
        option: value for key, (option, value) in _BT2100.items() if stream.get(key) in _UNKNOWN
    }
    told: list[Filter] = [("setparams", missing)] if missing else []
    return [*told, *(_by_light() if available >= _LINEAR_LIGHT else _by_curve(stream))]


def _by_light() -> list[Filter]:
    """The usual recipe for ``tonemap``, which works on linear light."""
    return [
        ("zscale", {"t": "linear", "npl": 100}),
        ("format", {"pix_fmts": "gbrpf32le"}),
        ("zscale", {"p": "bt709"}),
        ("tonemap", {"tonemap": "hable", "desat": 0}),
        ("zscale", {"t": "bt709", "r": "pc"}),
        ("format", {"pix_fmts": "gbrp"}),
    ]


def _by_curve(stream: dict[str, Any]) -> list[Filter]:
    light = _PQ if stream.get("color_transfer") == "smpte2084" else _HLG
    mapped = f"st(1,{_PEAK});st(0,({_HABLE.format(0)})/({_HABLE.format(1)}));"
    curve = light + mapped + _BT709
    return [
        ("format", {"pix_fmts": "gbrp12le"}),
        ("lutrgb", {"r": curve, "g": curve, "b": curve}),
        ("colorchannelmixer", _BT2020_TO_BT709),
        ("format", {"pix_fmts": "gbrp"}),
    ]
