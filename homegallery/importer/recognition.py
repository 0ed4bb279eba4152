"""When models appear or change, the pictures known so far come again, without being decoded.

What recognised the pictures at the last complete import is noted beside the database; an
import that was stopped leaves the note as it was, so the next one goes on.
"""

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from homegallery import durable, jsontext
from homegallery.config.model import Settings
from homegallery.media.types import MediaType, media_type
from homegallery.vision.errors import DownloadError
from homegallery.vision.fetch import fetch
from homegallery.vision.plan import FEATURES, VisionPlan

log = logging.getLogger(__name__)

_TYPES: Final[frozenset[MediaType]] = frozenset({"image", "rawImage", "video"})
_MISSING: Final = "missing"
HINT: Final = "homegallery models fetch"


def provide_models(settings: Settings) -> None:
    """Download missing models if the configuration allows it; without them the import goes on."""
    if not settings.vision.download:
        return
    plan = VisionPlan.of(settings)
    try:
        fetch(plan.missing(), plan.files)
    except (DownloadError, OSError) as error:
        log.warning("Models are still missing: %s", error)


class Recognition:
    """Compares the plan of this import with that of the last one; without a note, it had none."""

    def __init__(self, database_file: Path, plan: VisionPlan) -> None:
        self._path = database_file.with_name(f"{database_file.name}.vision.json")
        self._before = self._load()
        self._now: dict[str, str] = {feature: plan.means(feature) for feature in FEATURES}
        self._now[_MISSING] = " ".join(sorted(model.name for model in plan.missing()))
        missing = self._now[_MISSING]
        if missing and missing != self._before.get(_MISSING):
            log.warning("Not everything can be recognised without models: %s. Get them: %s",
                        missing, HINT)  # fmt: skip

    def awaited(self, filenames: Iterable[str]) -> set[str]:
        """Files with pictures, if something can be recognised that could not, or otherwise."""
        fresh = any(
            self._now[feature] and self._now[feature] != self._before.get(feature)
            for feature in FEATURES
        )
        return {name for name in filenames if media_type(name) in _TYPES} if fresh else set()

    def save(self) -> None:
        """Note the means of this import, after all files have passed."""
        if self._now != self._before and any(self._now.values()):
            durable.write_bytes(self._path, jsontext.dumps(self._now))
        self._before = self._now

    def _load(self) -> dict[str, str]:
        try:
            content = jsontext.loads(self._path.read_bytes())
        except (FileNotFoundError, ValueError):
            return {}
        return content if isinstance(content, dict) else {}
