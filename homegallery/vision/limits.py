"""The limits of all known models, for queries.

Plain Python, for the serving process.
"""

from typing import TYPE_CHECKING

from homegallery.query.limits import ORIGINAL_LIMITS, Limits, SimilarityLimit
from homegallery.vision.registry import Registry, joined, read_registry, space_of

if TYPE_CHECKING:
    from homegallery.config.vision import VisionSettings


def read_limits(vision: "VisionSettings") -> Limits:
    """Of all models that the gallery knows, and of the original's.

    ``vision.similarityThreshold`` and ``vision.faceDistance`` replace all but those of the
    original. Raises ``RegistryError``.
    """
    registry = read_registry(vision.dir)
    return Limits(
        similar={**ORIGINAL_LIMITS.similar, **_similar(registry, vision.similarity_threshold)},
        faces={**ORIGINAL_LIMITS.faces, **_faces(registry, vision.face_distance)},
    )


def _similar(registry: Registry, configured: float | None) -> dict[str, SimilarityLimit]:
    limits = {}
    for model in registry.values():
        if (reduction := model.reduction) is not None:
            signed = reduction.method != "stride"
            limits[space_of(model)] = SimilarityLimit(configured or reduction.threshold, signed)
    return limits


def _faces(registry: Registry, configured: float | None) -> dict[str, float]:
    models = registry.values()
    return {
        "-".join(joined(detector, embedder)): configured or embedder.same_person_distance
        for detector in models
        if detector.task == "faces"
        for embedder in models
        if embedder.task == "descriptors"
    }
