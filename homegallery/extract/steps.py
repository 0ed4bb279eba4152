"""The built-in steps. Imported in worker processes only, for it loads the decoders."""

from collections.abc import Callable, Iterable
from graphlib import TopologicalSorter
from typing import Final

from homegallery.extract.embeddings import embeddings_step
from homegallery.extract.exif import EXIF_STEP
from homegallery.extract.faces import faces_step
from homegallery.extract.ffprobe import FFPROBE_STEP
from homegallery.extract.geo_reverse import GEO_STEP
from homegallery.extract.heic import HEIC_STEP
from homegallery.extract.live import LIVE_STEP
from homegallery.extract.motion import MOTION_STEP
from homegallery.extract.nominatim_step import NOMINATIM_STEP
from homegallery.extract.objects import objects_step
from homegallery.extract.poster import POSTER_STEP
from homegallery.extract.previews import PREVIEW_STEP
from homegallery.extract.raw import RAW_STEP
from homegallery.extract.step import Step
from homegallery.extract.takeout import TAKEOUT_STEP
from homegallery.extract.vibrant import VIBRANT_STEP
from homegallery.extract.video import VIDEO_STEP
from homegallery.vision.plan import Feature, VisionPlan

_RECOGNITION: Final[dict[Feature, Callable[[VisionPlan], Step]]] = {
    "similarDetection": embeddings_step,
    "objectDetection": objects_step,
    "faceDetection": faces_step,
}


def recognition_steps(plan: VisionPlan) -> list[Step]:
    """The steps of a plan that are possible here; the others are left out, not failed."""
    return [make(plan) for feature, make in _RECOGNITION.items() if plan.is_possible(feature)]


def built_in_steps() -> list[Step]:
    """The steps that need no plan, in the order they run."""
    return in_order(
        [
            EXIF_STEP,
            TAKEOUT_STEP,
            FFPROBE_STEP,
            MOTION_STEP,
            HEIC_STEP,
            RAW_STEP,
            POSTER_STEP,
            VIDEO_STEP,
            LIVE_STEP,
            PREVIEW_STEP,
            VIBRANT_STEP,
            GEO_STEP,
            NOMINATIM_STEP,
        ]
    )


def in_order(steps: Iterable[Step]) -> list[Step]:
    """Each step after those it needs; needed steps that do not exist are ignored.

    Raises ``graphlib.CycleError`` if steps need each other.
    """
    by_name = {step.name: step for step in steps}
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for step in by_name.values():
        sorter.add(step.name, *(name for name in step.needs if name in by_name))
    return [by_name[name] for name in sorter.static_order()]
