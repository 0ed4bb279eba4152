"""Step: small JPEG pictures of an image, or of the picture that another step made of a file."""

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from PIL import Image

from homegallery.extract.picture import Picture, picture_size, read_picture
from homegallery.extract.resize import shrunk
from homegallery.extract.step import Step, StepError, Work
from homegallery.storage.layout import RAW_PREVIEW, VIDEO_POSTER, preview_size, preview_suffix

SMALL: Final = 800
"""Pixels of the long side up to which a preview is small enough to be recognised."""

_MADE: Final = (RAW_PREVIEW, VIDEO_POSTER)
"""Pictures that other steps make of files that are no images."""


def sizes_for(long_side: int | None, sizes: Sequence[int]) -> list[int]:
    """Configured sizes for a picture, largest first.

    Those that need no enlargement, but at least the smallest: a tiny picture gets one
    preview of its own size under that name. All if ``long_side`` is unknown.
    """
    descending = sorted(set(sizes), reverse=True)
    if long_side is None:
        return descending
    return [size for size in descending if size <= long_side] or descending[-1:]


def encode_jpeg(image: Image.Image, quality: int) -> bytes:
    """JPEG with 4:2:0 chroma and without metadata; ``quality`` from 1 to 100.

    Not progressive: that takes twice the time and saves 1 % on photos, nothing on thumbnails.
    """
    target = io.BytesIO()
    image.save(
        target,
        "JPEG",
        quality=quality,
        subsampling="4:2:0",
        optimize=True,
    )
    return target.getvalue()


def make_previews(image: Image.Image, sizes: Iterable[int], quality: int, work: Work) -> None:
    """Write the previews of an upright sRGB image; ``sizes`` largest first.

    Each is made of the one before, so that the whole picture is averaged once only.
    """
    for size in sizes:
        image = shrunk(image, size)
        if size <= SMALL and work.small is None:
            work.small = image
        work.write_bytes(preview_suffix(size), encode_jpeg(image, quality))


def _writes(work: Work) -> list[str]:
    if work.file.media_type != "image" and _made_picture(work) is None:
        return []
    sizes = sizes_for(_long_side(work), work.settings.image.preview_sizes)
    return [preview_suffix(size) for size in sizes]


def _made_picture(work: Work) -> str | None:
    return next(filter(work.has, _MADE), None)


def _long_side(work: Work) -> int | None:
    """Long side as the metadata tells it, in pixels."""
    for key in ("rawPreviewExif", "exif"):
        exif = work.objects.meta.get(key)
        if isinstance(exif, dict):
            sides = [exif.get("ImageWidth"), exif.get("ImageHeight")]
            numbers = [side for side in sides if isinstance(side, int) and side > 0]
            if numbers:
                return max(numbers)
    return None


def _run(work: Work) -> None:
    settings = work.settings.image
    made = _made_picture(work)
    source = work.object(made) if made else work.file.path
    long_side = max(work.picture.size if work.picture else picture_size(source))
    wanted = sizes_for(long_side, settings.preview_sizes)
    missing = [size for size in wanted if not work.has(preview_suffix(size))]
    if not missing:
        return
    if work.picture is None:
        picture = _picture(work, source, missing[0])
        work.picture = picture.image
    else:
        picture = Picture(work.picture, *work.picture.size)
    make_previews(picture.image, missing, settings.preview_quality, work)
    if not picture.whole:
        raise StepError("the picture data ends early; the preview shows what could be read")


def _picture(work: Work, source: Path, long_side: int) -> Picture:
    """Decode the smallest existing preview that is large enough, or else the source."""
    sizes = [size for size in map(preview_size, work.objects.files) if size is not None]
    for size in sorted(size for size in sizes if size > long_side):
        picture = read_picture(work.object(preview_suffix(size)), long_side)
        if picture.whole:
            return picture
    return read_picture(source, long_side)


PREVIEW_STEP: Final = Step(
    name="previews",
    version=1,
    writes=_writes,
    run=_run,
    needs=("exif", "heic", "rawPreview", "poster"),
)
