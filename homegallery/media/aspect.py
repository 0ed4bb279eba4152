"""The shape of the pixels of a video, which need not be squares."""

from fractions import Fraction
from typing import Any, Final

_MOST: Final = 4
"""Wider or higher pixels are a mistake; anamorphic film has 2:1."""
_ALMOST_SQUARE: Final = 1.04
"""So little comes from sides that were rounded; the nearest real format has 12:11."""


def pixel_aspect(stream: dict[str, Any]) -> Fraction:
    """Width of a stored pixel by its height, of a stream of ffprobe; 1 if it is not told."""
    aspect = fraction(stream.get("sample_aspect_ratio"), ":")
    ratio = max(aspect, 1 / aspect) if aspect else 1
    return aspect if aspect and _ALMOST_SQUARE <= ratio <= _MOST else Fraction(1)


def fraction(value: Any, separator: str) -> Fraction | None:
    """A positive fraction of ffprobe such as ``30000/1001`` or ``12:11``."""
    above, _, below = str(value).partition(separator)
    if not (above.isdecimal() and below.isdecimal() and int(above) and int(below)):
        return None
    return Fraction(int(above), int(below))
