"""The built-in steps. Imported in worker processes only, for it loads the decoders."""

from collections.abc import Iterable
from graphlib import TopologicalSorter

from homegallery.extract.exif import EXIF_STEP
from homegallery.extract.ffprobe import FFPROBE_STEP
from homegallery.extract.geo_reverse import GEO_STEP
from homegallery.extract.heic import HEIC_STEP
from homegallery.extract.live import LIVE_STEP
from homegallery.extract.motion import MOTION_STEP
from homegallery.extract.nominatim_step import NOMINATIM_STEP
from homegallery.extract.poster import POSTER_STEP
from homegallery.extract.previews import PREVIEW_STEP
from homegallery.extract.raw import RAW_STEP
from homegallery.extract.step import Step
from homegallery.extract.takeout import TAKEOUT_STEP
from homegallery.extract.vibrant import VIBRANT_STEP
from homegallery.extract.video import VIDEO_STEP


def built_in_steps() -> list[Step]:
    """All steps in the order they run."""
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
