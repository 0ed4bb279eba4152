"""From where on two hashes or descriptors are alike: what a query needs to know of models.

Plain Python, for the serving process. The keys are what entries carry: ``similarityModel`` of
an entry and ``model`` of a face; the empty one stands for the models of the original.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from homegallery.vision.registry import joined, read_registry, space_of

if TYPE_CHECKING:
    from homegallery.config.vision import VisionSettings

ORIGINAL: Final = ""


@dataclass(frozen=True, slots=True)
class SimilarityLimit:
    """Hashes with a cosine of at least ``threshold`` are similar, of ``scale`` the same.

    ``signed`` numbers come in pairs, the positive and the negative part of a coordinate.
    """

    threshold: float
    scale: float
    signed: bool


ORIGINAL_SIMILARITY: Final = SimilarityLimit(0.5, 1.0, signed=False)
ORIGINAL_FACE_DISTANCE: Final = 0.55
"""Query spec, section 12."""


def similarity_limits(vision: "VisionSettings") -> dict[str, SimilarityLimit]:
    """By space, of all known models. Raises ``RegistryError``."""
    limits = {ORIGINAL: ORIGINAL_SIMILARITY}
    for model in read_registry(vision.dir).values():
        if (reduction := model.reduction) is not None:
            signed = reduction.method != "stride"
            limits[space_of(model)] = SimilarityLimit(reduction.threshold, reduction.scale, signed)
    return limits


def face_distances(vision: "VisionSettings") -> dict[str, float]:
    """Euclidean distances below which two descriptors are of one person, by their model.

    ``vision.faceDistance`` replaces all but that of the original. Raises ``RegistryError``.
    """
    models = read_registry(vision.dir).values()
    limits = {ORIGINAL: ORIGINAL_FACE_DISTANCE}
    for detector in (model for model in models if model.task == "faces"):
        for embedder in (model for model in models if model.task == "descriptors"):
            name = "-".join(joined(detector, embedder))
            limits[name] = vision.face_distance or embedder.same_person_distance
    return limits
