"""Values of stored JSON as numbers and texts, whatever exiftool or ffprobe made of them."""

import math
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from homegallery.database.hash import canonical

_LARGEST: Final = 1e15
"""Above this a double has no decimals left to round."""


def number(value: Any) -> int | float | None:
    """A finite number, also from numeric text or the first item of a list."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, str):
        value = _parsed(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not _is_finite(value):
        return None
    return value


def text(value: Any) -> str:
    """Text as it is, numbers as JavaScript writes them, anything else empty."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return canonical(value)
    return ""


def texts(value: Any) -> list[str]:
    """The text of each item of a list, or of the one value; empty ones are left out."""
    items = value if isinstance(value, list) else [value]
    return [item for item in map(text, items) if item]


def unique_sorted(words: Iterable[str]) -> list[str]:
    """Each once, sorted by UTF-16 code units as JavaScript does."""
    return sorted(set(words), key=lambda word: word.encode("utf-16-be", "surrogatepass"))


def mapping(value: Any) -> dict[str, Any]:
    """A JSON object as it is, anything else as an empty one."""
    return value if isinstance(value, dict) else {}


def sequence(value: Any) -> list[Any]:
    """A JSON array as it is, anything else as an empty one."""
    return value if isinstance(value, list) else []


def rounded(value: float, digits: int) -> int | float:
    """Decimal half-up on the exact double, as JavaScript's ``toFixed``."""
    if abs(value) >= _LARGEST:
        return value
    result = Decimal(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return plain(float(result))


def rounded_half_up(value: float) -> int:
    """The nearest whole number, ties towards positive infinity (JavaScript's ``Math.round``)."""
    below = math.floor(value)
    return below + (value - below >= 0.5)


def plain(value: float) -> int | float:
    """Whole numbers as ``int``, as JSON of JavaScript has no ``1.0``."""
    return int(value) if float(value).is_integer() and abs(value) < _LARGEST else value


def _parsed(value: str) -> int | float | None:
    try:
        return plain(float(value)) if value.strip().isascii() else None
    except ValueError:
        return None


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False
