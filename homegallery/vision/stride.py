"""The reduction of the original: every third number of an embedding in two bits.

Plain Python on purpose: the serving process builds entries from objects of the original.
"""

import base64
import math
from collections.abc import Iterable, Sequence
from typing import Final

_STEP: Final = 3
"""Every third element is taken: 342 of 1024."""
_FULL: Final = 2.875
"""An element of this size or more has the highest level."""


def stride_hash(data: Sequence[float]) -> str:
    """The similarity hash of an embedding, such as the 1024 numbers of MobileNet v1.

    Each level 0 to 3 is ``round_half_up(3 * sqrt(clamp(value / 2.875, 0, 1)))`` (database
    spec, section 8).
    """
    return packed(_level(value) for value in data[::_STEP])


def packed(numbers: Iterable[int]) -> str:
    """Base64 of numbers 0 to 3 in two bits each, the first in the highest bits of a byte."""
    levels = list(numbers)
    levels += [0] * (-len(levels) % 4)
    return base64.b64encode(
        bytes(
            levels[start] << 6 | levels[start + 1] << 4 | levels[start + 2] << 2 | levels[start + 3]
            for start in range(0, len(levels), 4)
        )
    ).decode()


def _level(value: float) -> int:
    return math.floor(3 * math.sqrt(min(1.0, max(0.0, value / _FULL))) + 0.5)
