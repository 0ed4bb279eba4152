"""How many new paths one run may add to an index."""

import math
from typing import Final, NamedTuple, Self

from homegallery.errors import GalleryError


class AddLimitsError(GalleryError):
    """The text of the limits is not four numbers."""


class AddLimits(NamedTuple):
    """Limits that grow with the index, so that a first import shows its first photos soon.

    ``initial`` holds for an empty index. Later it is the part by which ``factor``
    makes the index grow, but at least ``offset`` and at most ``most``.
    """

    initial: float
    offset: float
    factor: float
    most: float

    @classmethod
    def parse(cls, text: str) -> Self:
        """Limits of ``initial,offset,factor,max``; what is missing, empty or 0 has its default."""
        parts = text.split(",")
        if len(parts) > len(_DEFAULTS):
            raise _error(text)
        given = [_number(part, text) for part in parts] + [0.0] * (len(_DEFAULTS) - len(parts))
        return cls(*(part or default for part, default in zip(given, _DEFAULTS, strict=True)))

    def of(self, known: int) -> int:
        """New paths allowed beside ``known`` ones, directories included."""
        if known == 0:
            return math.floor(self.initial)
        # Doubles as in the original: 1.2 - 1 is a little less than 0.2.
        grown = math.floor(known * (max(1.0, self.factor) - 1))
        return math.floor(min(self.most, max(self.offset, grown)))


_DEFAULTS: Final = AddLimits(200, 500, 1, 8000)


def _number(part: str, text: str) -> float:
    try:
        number = float(part.strip() or 0)
    except ValueError:
        raise _error(text) from None
    if not 0 <= number < math.inf:
        raise _error(text)
    return number


def _error(text: str) -> AddLimitsError:
    return AddLimitsError(
        f"the add limits {text!r} are not of the form initial,offset,factor,max",
        hint="Write numbers such as 200,500,1.25,8000.",
    )
