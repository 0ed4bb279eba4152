"""From where on pictures and faces are alike, for each model that looked at them.

The keys are what entries carry: ``similarityModel`` of an entry and ``model`` of a face; the
empty one stands for the models of the original. What has another key, or one without a limit,
is never compared.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

ORIGINAL: Final = ""


@dataclass(frozen=True, slots=True)
class SimilarityLimit:
    """Hashes with a cosine of at least ``threshold`` are similar.

    ``signed`` numbers come in pairs, the positive and the negative part of a coordinate.
    """

    threshold: float
    signed: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """``similar`` by the space of hashes; ``faces`` by the model of descriptors: the Euclidean
    distances below which two are of one person."""

    similar: Mapping[str, SimilarityLimit]
    faces: Mapping[str, float]


ORIGINAL_LIMITS: Final = Limits(
    similar={ORIGINAL: SimilarityLimit(threshold=0.5, signed=False)},
    faces={ORIGINAL: 0.55},
)
"""Those of the original (query spec, section 12)."""
