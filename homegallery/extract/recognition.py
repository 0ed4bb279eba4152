"""What the steps for embeddings, objects and faces have in common."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from PIL import Image

from homegallery.extract.pixels import pixels
from homegallery.extract.previews import SMALL
from homegallery.extract.step import NotNowError, Step, StepError, Work
from homegallery.storage.layout import meta_key, preview_size, preview_suffix
from homegallery.vision.errors import GivenUpError, RemoteError, SessionError
from homegallery.vision.plan import Feature, VisionPlan

log = logging.getLogger(__name__)

_VERSION: Final = 1


def recognition_step(
    plan: VisionPlan,
    feature: Feature,
    suffix: str,
    outdated: Callable[[dict[str, Any]], bool],
    refresh: Callable[[Work, dict[str, Any]], dict[str, Any] | None] = lambda _work, _found: None,
) -> Step:
    """A step that keeps what was recognised as the object ``suffix``.

    ``outdated`` tells whether a stored object is to be made again. ``refresh`` may do that
    from the object alone, and returns None if it takes the picture. With a service
    the step is one of the network and looks at nothing but whether the object exists.
    """

    def writes(work: Work) -> Sequence[str]:
        return (suffix,) if _small_size(work) else ()

    def is_outdated(work: Work) -> bool:
        return plan.api is None and outdated(_stored(work, suffix))

    def run(work: Work) -> None:
        found = refresh(work, _stored(work, suffix)) if work.has(suffix) else None
        try:
            found = found or _recognise(plan, feature, work)
        except SessionError as error:
            log.warning("%s: %s", work.file.filename, error)
            return
        except GivenUpError as error:
            raise NotNowError(str(error)) from error
        except RemoteError as error:
            raise StepError(str(error)) from error
        work.write_json(suffix, {"srcSha1sum": work.file.sha1, **found})

    return Step(
        name=feature,
        version=_VERSION,
        writes=writes,
        run=run,
        needs=("previews",),
        lane="files" if plan.api is None else "network",
        outdated=is_outdated,
    )


def is_of(found: dict[str, Any], model: str, version: str) -> bool:
    """Whether a stored object was made by this model."""
    return (found.get("model"), found.get("version")) == (model, version)


def _stored(work: Work, suffix: str) -> dict[str, Any]:
    found = work.objects.meta.get(meta_key(suffix))
    return found if isinstance(found, dict) else {}


def _recognise(plan: VisionPlan, feature: Feature, work: Work) -> dict[str, Any]:
    if plan.api is not None:
        return work.tools.get(plan.api).recognise(feature, _small_preview(work).read_bytes())
    if work.small is None:
        with Image.open(_small_preview(work), formats=["JPEG"]) as image:
            work.small = image.convert("RGB")
    recogniser = work.tools.get(plan.open)
    return recogniser.recognise(feature, pixels(work.small))


def _small_preview(work: Work) -> Path:
    size = _small_size(work)
    assert size is not None
    return work.object(preview_suffix(size))


def _small_size(work: Work) -> int | None:
    """The largest preview that is not too large to be looked at."""
    sizes = filter(None, map(preview_size, work.objects.files))
    return max((size for size in sizes if size <= SMALL), default=None)
