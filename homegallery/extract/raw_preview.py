"""The JPEG that the previews of a RAW or HEIC photo are made of, with its tags."""

from collections.abc import Callable
from typing import Any, Final

from homegallery.extract.picture import Picture, picture_size
from homegallery.extract.previews import encode_jpeg
from homegallery.extract.step import StepError, Work
from homegallery.storage.layout import RAW_PREVIEW, RAW_PREVIEW_EXIF

WRITTEN: Final = (RAW_PREVIEW, RAW_PREVIEW_EXIF)

_QUALITY: Final = 90


def make_raw_preview(work: Work, read: Callable[[int], Picture]) -> None:
    """Store the upright sRGB picture that ``read`` returns for the long side of the largest
    preview, and hand it on; an existing one is only described.

    Raises ``StepError`` after storing if the picture is not whole.
    """
    if work.has(RAW_PREVIEW):
        work.write_json(RAW_PREVIEW_EXIF, _tags(*picture_size(work.object(RAW_PREVIEW))))
        return
    picture = read(max(work.settings.image.preview_sizes))
    work.write_bytes(RAW_PREVIEW, encode_jpeg(picture.image, _QUALITY))
    work.write_json(RAW_PREVIEW_EXIF, _tags(*picture.image.size))
    work.picture = picture.image
    if not picture.whole:
        raise StepError("the picture data ends early; the preview shows what could be read")


def _tags(width: int, height: int) -> dict[str, Any]:
    """In the form of exif.json. Nothing is left to turn."""
    return {
        "errors": [],
        "FileType": "JPEG",
        "MIMEType": "image/jpeg",
        "ImageWidth": width,
        "ImageHeight": height,
        "Orientation": 1,
    }
