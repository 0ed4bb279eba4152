"""The similarity hash: an embedding in 86 bytes, comparable by the browser."""

import base64
import math
from collections.abc import Sequence
from typing import Final

_STEP: Final = 3
"""Every third element is taken: 342 of 1024."""
_FULL: Final = 2.875
"""An element of this size or more has the highest level."""


def similarity_hash(data: Sequence[float]) -> str:
    """Base64 of two bits per sampled element, the first in the highest bits of a byte.

    ``data`` are the 1024 numbers of an embedding; each level 0 to 3 is
    ``round_half_up(3 * sqrt(clamp(value / 2.875, 0, 1)))`` (database spec, section 8).
    """
    levels = [_level(value) for value in data[::_STEP]]
    levels += [0] * (-len(levels) % 4)
    packed = bytes(
        levels[start] << 6 | levels[start + 1] << 4 | levels[start + 2] << 2 | levels[start + 3]
        for start in range(0, len(levels), 4)
    )
    return base64.b64encode(packed).decode()


def _level(value: float) -> int:
    return math.floor(3 * math.sqrt(min(1.0, max(0.0, value / _FULL))) + 0.5)
