"""The step that finds the film inside a motion photo and writes its place to motion.json.

The object holds ``offset`` and ``length`` in bytes; it is empty if there is no film,
whatever the tags say: shared photos often lost it. It is written for photos that are said
to have one, and for all JPEGs of Samsung's, for their older phones say nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from homegallery import jsontext
from homegallery.extract.motion_boxes import Span
from homegallery.extract.motion_place import find_film
from homegallery.extract.step import Step, Work
from homegallery.extract.tools.exiftool import ExifTool, ExifToolError
from homegallery.media.types import extension_of
from homegallery.storage.layout import MOTION

_JPEG: Final = frozenset({"jpg", "jpeg", "jpe", "jfif"})
_PHOTOS: Final = _JPEG | {"heic", "heif", "hif", "avif"}
_SIGNS: Final = (
    *("MotionPhoto", "MicroVideo", "MotionPhotoOffset", "MicroVideoOffset"),
    *("MotionPhotoVideo", "EmbeddedVideoFile"),
)
"""Tags that speak of a film, in exif.json; lists of structures are not in there."""
_OPTIONS: Final = (
    *("-json", "-fast", "-m", "-n", "-api", "struct=1"),
    *("-XMP-GCamera:all", "-XMP-Container:all"),
)


def film_in(meta: Mapping[str, Any]) -> Span | None:
    """The film that the objects of a photo tell of."""
    match meta.get("motion"):
        case {"offset": int(offset), "length": int(length)} if offset > 0 and length > 0:
            return Span(offset, length)
    return None


def _writes(work: Work) -> Sequence[str]:
    extension = extension_of(work.file.filename)
    exif = work.objects.meta.get("exif")
    if extension not in _PHOTOS or not isinstance(exif, dict):
        return ()
    is_samsung = extension in _JPEG and str(exif.get("Make")).lower().startswith("samsung")
    return (MOTION,) if is_samsung or any(exif.get(sign) for sign in _SIGNS) else ()


def _run(work: Work) -> None:
    told = _read_tags(work)
    with work.file.path.open("rb") as file:
        film = find_film(file, work.file.size, told)
    work.write_json(MOTION, asdict(film) if film else {})


def _read_tags(work: Work) -> dict[str, Any]:
    """The tags about the film; none without exiftool."""
    exiftool = work.tools.get(ExifTool)
    if not exiftool.available:
        return {}
    answer = exiftool.read(_OPTIONS, work.file.path)
    try:
        (tags,) = jsontext.loads(answer.stdout.decode("utf-8", "replace"))
    except ValueError as error:
        raise ExifToolError(f"exiftool wrote no valid JSON: {error}") from error
    return tags if isinstance(tags, dict) else {}


MOTION_STEP: Final = Step(name="motion", version=1, writes=_writes, run=_run, needs=("exif",))
