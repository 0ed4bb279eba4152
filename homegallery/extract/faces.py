"""Step: the faces in a picture, each with a descriptor to compare it by."""

from homegallery.extract.recognition import is_of, recognition_step
from homegallery.extract.step import Step
from homegallery.storage.layout import FACES
from homegallery.vision.plan import VisionPlan
from homegallery.vision.registry import joined


def faces_step(plan: VisionPlan) -> Step:
    """Writes ``faces.json``."""
    name, version = joined(plan.face_detector, plan.face_embedder)
    return recognition_step(
        plan, "faceDetection", FACES, outdated=lambda found: not is_of(found, name, version)
    )
