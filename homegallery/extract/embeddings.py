"""Step: what makes a picture comparable with others, and its hash for the database."""

from typing import Any

from homegallery.extract.recognition import is_of, recognition_step
from homegallery.extract.step import Step, Work
from homegallery.storage.layout import EMBEDDINGS
from homegallery.vision.plan import VisionPlan
from homegallery.vision.registry import space_of


def embeddings_step(plan: VisionPlan) -> Step:
    """Writes ``similarity-embeddings.json``. A hash of another space is made of what is stored."""
    model, space = plan.embedder, space_of(plan.embedder)

    def outdated(found: dict[str, Any]) -> bool:
        return not is_of(found, model.name, model.version) or _space(found) != space

    def rehashed(work: Work, found: dict[str, Any]) -> dict[str, Any] | None:
        if not is_of(found, model.name, model.version):
            return None
        return {**found, "similarity": work.tools.get(plan.open).similarity(found["data"])}

    return recognition_step(plan, "similarDetection", EMBEDDINGS, outdated, rehashed)


def _space(found: dict[str, Any]) -> str:
    similarity = found.get("similarity")
    return similarity.get("space", "") if isinstance(similarity, dict) else ""
