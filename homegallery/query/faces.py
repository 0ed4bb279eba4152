"""How alike two faces are, from their descriptors."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Descriptor(NamedTuple):
    """What a model says of a face; only descriptors of the same model can be compared."""

    numbers: Sequence[float]
    model: str


@dataclass(frozen=True, slots=True)
class FaceSeed:
    """A face to compare others with: they show the same person below the distance ``limit``."""

    descriptor: Descriptor
    limit: float

    def distance(self, other: Descriptor) -> float:
        """Euclidean, the longer one cut to the length of the other; infinite between models."""
        a, model = self.descriptor
        b, others = other
        if others != model:
            return math.inf
        length = min(len(a), len(b))
        return math.dist(a[:length], b[:length])

    def shows(self, other: Descriptor) -> bool:
        """Whether both are of one person."""
        return self.distance(other) < self.limit
