"""Step: the objects in a picture."""

from homegallery.extract.recognition import is_of, recognition_step
from homegallery.extract.step import Step
from homegallery.storage.layout import OBJECTS
from homegallery.vision.plan import VisionPlan


def objects_step(plan: VisionPlan) -> Step:
    """Writes ``objects.json``."""
    model = plan.object_detector
    return recognition_step(
        plan,
        "objectDetection",
        OBJECTS,
        outdated=lambda found: not is_of(found, model.name, model.version),
    )
