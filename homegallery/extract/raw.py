"""Step: a RAW photo as the JPEG that its previews are made of."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from homegallery.extract.orientation import FIRST_TURNED, upright
from homegallery.extract.picture import Picture
from homegallery.extract.raw_decode import ENOUGH, decode_raw
from homegallery.extract.raw_embedded import best_embedded
from homegallery.extract.raw_preview import WRITTEN, make_raw_preview
from homegallery.extract.step import Step, StepError, Work
from homegallery.media.dimensions import raw_size
from homegallery.media.types import is_heif
from homegallery.storage.layout import RAW_PREVIEW_EXIF, meta_key, object_path

_TINY: Final = 64
"""Long side up to which a picture inside is filler and shows nothing."""


def _writes(work: Work) -> Sequence[str]:
    """The RAW photo of a group gets a preview; one beside a JPEG or HEIC does not need it."""
    wanted = (
        work.file.media_type == "rawImage"
        and work.group[0].media_type == "rawImage"
        and not any(is_heif(file.filename) for file in work.group)
    )
    if not wanted:
        return ()
    if work.has(RAW_PREVIEW_EXIF) and not _is_picture(work):
        # The original keeps whatever bytes are inside as a preview.
        for suffix in filter(work.has, WRITTEN):
            work.objects.files.remove(object_path(work.file.sha1, suffix))
    return WRITTEN


def _is_picture(work: Work) -> bool:
    exif = work.objects.meta.get(meta_key(RAW_PREVIEW_EXIF))
    return isinstance(exif, dict) and "ImageWidth" in exif


def _run(work: Work) -> None:
    make_raw_preview(work, lambda long_side: _picture(work, long_side))


def _picture(work: Work, long_side: int) -> Picture:
    """The picture inside if it is large enough, else the developed photo or what there is."""
    exif = work.objects.meta.get("exif")
    exif = exif if isinstance(exif, dict) else {}
    stored = raw_size(exif)
    inside = best_embedded(work.file.path, work.tools, long_side)
    if inside is not None:
        inside = _upright(inside, stored, exif.get("Orientation"))
        if inside.whole and _long_side(inside) >= min(ENOUGH, max(stored) or ENOUGH):
            return inside
    try:
        developed = decode_raw(work.file.path, long_side)
    except (StepError, MemoryError) as error:
        if inside is not None and _long_side(inside) > _TINY:
            return inside
        if isinstance(error, MemoryError):
            raise
        raise StepError(f"it holds no picture of a useful size, and {error}") from None
    is_larger = inside and inside.whole and _long_side(inside) >= _long_side(developed)
    return inside if inside and is_larger else developed


def _long_side(picture: Picture) -> int:
    return max(picture.width, picture.height)


def _upright(picture: Picture, stored: tuple[int, int], orientation: Any) -> Picture:
    """Turned as the RAW file says, unless the picture inside already is."""
    if not isinstance(orientation, int) or not _lies(picture, stored, orientation):
        return picture
    image = upright(picture.image, orientation)
    if orientation < FIRST_TURNED:
        return replace(picture, image=image)
    return replace(picture, image=image, width=picture.height, height=picture.width)


def _lies(picture: Picture, stored: tuple[int, int], orientation: int) -> bool:
    """Whether the orientation of the RAW photo is still to be applied.

    Of a quarter turn the shape tells, whatever the picture says of itself. A RAW photo of
    unknown size lies as sensors do.
    """
    if orientation >= FIRST_TURNED and picture.width != picture.height:
        return (picture.width > picture.height) == (stored[0] >= stored[1])
    return picture.orientation is None


RAW_STEP: Final = Step(name="rawPreview", version=1, writes=_writes, run=_run, needs=("exif",))
