"""The pictures that a camera puts into its RAW files."""

import base64
import binascii
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from PIL import Image

from homegallery import jsontext
from homegallery.extract.picture import Picture, picture_size, read_picture
from homegallery.extract.raw_decode import embedded_thumbnail
from homegallery.extract.resize import shrunk
from homegallery.extract.step import StepError, WorkerTools
from homegallery.extract.tools.exiftool import ExifTool, ExifToolError

log = logging.getLogger(__name__)

_TAGS: Final = (
    "JpgFromRaw",
    "JpgFromRaw2",
    "PreviewImage",
    "OtherImage",
    "ThumbnailImage",
    "PreviewTIFF",
    "ThumbnailTIFF",
)
# All of them, also where a name is there twice: -G4 keeps the copies apart.
_OPTIONS: Final = ("-json", "-fast", "-m", "-b", "-a", "-G4", *(f"-{tag}" for tag in _TAGS))
_BASE64: Final = "base64:"


def best_embedded(path: Path, tools: WorkerTools, long_side: int) -> Picture | None:
    """The largest picture inside that is whole, else the largest that can be read in part.

    Shrunk to ``long_side``, and turned if its own metadata says so.
    """
    partial: Picture | None = None
    for candidate in _largest_first(_embedded(path, tools)):
        picture = _read(candidate, long_side)
        if picture is not None and picture.whole:
            return picture
        partial = partial or picture
    return partial


def _embedded(path: Path, tools: WorkerTools) -> list[bytes | Image.Image]:
    """What exiftool finds, or else LibRaw."""
    exiftool = tools.get(ExifTool)
    if exiftool.available:
        try:
            found: list[bytes | Image.Image] = [*_decoded(exiftool.read(_OPTIONS, path).stdout)]
        except ExifToolError as error:
            log.debug("%s: %s", path.name, error)
            found = []
        if found:
            return found
    return embedded_thumbnail(path)


def _decoded(answer: bytes) -> Iterator[bytes]:
    try:
        (tags,) = jsontext.loads(answer.decode("utf-8", "replace"))
        values = list(tags.values())
    except (ValueError, AttributeError):
        return
    for value in values:
        if isinstance(value, str) and value.startswith(_BASE64):
            try:
                yield base64.b64decode(value.removeprefix(_BASE64))
            except binascii.Error:
                continue


def _largest_first(
    candidates: list[bytes | Image.Image],
) -> list[bytes | Image.Image]:
    sized = [(_pixels(candidate), candidate) for candidate in candidates]
    sized.sort(key=lambda pair: pair[0], reverse=True)
    return [candidate for pixels, candidate in sized if pixels]


def _pixels(candidate: bytes | Image.Image) -> int:
    """Number of pixels; 0 if it is no picture."""
    try:
        width, height = picture_size(candidate) if isinstance(candidate, bytes) else candidate.size
    except StepError:
        return 0
    return width * height


def _read(candidate: bytes | Image.Image, long_side: int) -> Picture | None:
    if isinstance(candidate, Image.Image):
        return Picture(shrunk(candidate.convert("RGB"), long_side), *candidate.size)
    try:
        return read_picture(candidate, long_side)
    except (StepError, OSError, ValueError) as error:
        log.debug("embedded picture: %s", error)
        return None
