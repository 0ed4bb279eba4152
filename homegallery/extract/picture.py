"""Decoding a picture of any kind into an upright sRGB image that is just large enough."""

import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Final

from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    IcoImagePlugin,
    Image,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from homegallery.extract.color import averageable, to_srgb
from homegallery.extract.failures import reason_of
from homegallery.extract.heif_size import SEARCHED, claimed_size
from homegallery.extract.orientation import FIRST_TURNED, orientation_of, upright
from homegallery.extract.resize import fitted, shrunk
from homegallery.extract.step import StepError

# The limits are checked in _check_size, where the scale of decoding is known.
Image.MAX_IMAGE_PIXELS = None

MAX_PIXELS: Final = 500_000_000
MAX_DECODED: Final = 1 << 30
"""Bytes that decoding may need, by ``_bytes_needed``; workers may be allowed less."""

_AVIF_PIXELS: Final = 16384 * 16384
"""The most that libavif decodes."""

# Every processor has a worker of its own.
AvifImagePlugin.DEFAULT_MAX_THREADS = 1

# Pillow knows more formats; these are what photos come in. Others are a risk only:
# EPS would start an interpreter, FITS and the like are never opened by accident.
_FORMATS: Final = (
    AvifImagePlugin.AvifImageFile.format,
    BmpImagePlugin.BmpImageFile.format,
    GifImagePlugin.GifImageFile.format,
    IcoImagePlugin.IcoImageFile.format,
    JpegImagePlugin.JpegImageFile.format,
    PngImagePlugin.PngImageFile.format,
    TiffImagePlugin.TiffImageFile.format,
    WebPImagePlugin.WebPImageFile.format,
)

_SCALING: Final = ("JPEG", "MPO")
_COPIES: Final = {"WEBP": 3, "AVIF": 3}
"""How often a decoder has the picture in memory, if more than once."""
_NARROW: Final = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16B": 2, "I;16L": 2}
"""Bytes per pixel in memory of modes with less than four."""
_AVERAGEABLE: Final = ("L", "RGB", "RGBA", "LA", "CMYK", "YCbCr")
"""Modes that need no second copy of the whole picture."""

_HEIF_BRANDS: Final = frozenset(
    (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
)
_HEIF_MEMORY: Final = "Memory allocation error"
"""What libheif says when there is not enough."""

_CUT: Final = (OSError, SyntaxError, EOFError, ValueError, IndexError, struct.error)
"""What decoders raise on data that is broken or ends early."""


PictureSource = Path | bytes
"""A file or the content of one."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An upright sRGB image.

    ``width`` and ``height`` are those of the upright original in pixels. ``whole`` is
    False if the data broke off and the rest is filled up. ``orientation`` is the one the
    file tells (and that has been applied), None if it tells none.
    """

    image: Image.Image
    width: int
    height: int
    whole: bool = True
    orientation: int | None = None


def read_picture(source: PictureSource, long_side: int) -> Picture:
    """Decode the first picture of a file, shrunk to ``long_side`` pixels, never enlarged.

    The content decides about the format. Raises ``StepError`` with the reason, and
    whatever decoders think of on top.
    """
    try:
        with _opened(source) as image:
            return _decode(image, long_side)
    except _CUT as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        return _read_readable_part(source, long_side, error)


def picture_size(source: PictureSource) -> tuple[int, int]:
    """Width and height from the header, not yet upright. Raises like ``read_picture``."""
    with _opened(source) as image:
        return image.size


@contextmanager
def _opened(source: PictureSource) -> Iterator[Image.Image]:
    with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as file:
        try:
            image = Image.open(file, formats=_formats(file))
        except UnidentifiedImageError:
            raise _unidentified(file) from None
        except _CUT as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise StepError(f"the beginning of the file is broken: {reason_of(error)}") from None
        with image, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd metadata
            yield image


def _unidentified(file: BinaryIO) -> StepError:
    """Why no decoder takes the file; that of AVIF does not tell."""
    file.seek(0)
    size = claimed_size(file.read(SEARCHED))
    if size and size[0] * size[1] > _AVIF_PIXELS:
        return _too_large(*size)
    return StepError("it is no picture of a known format, or its beginning is broken")


def _formats(file: BinaryIO) -> tuple[str, ...]:
    """What the file may be; the HEIF decoder is loaded with the first one that needs it."""
    start = file.read(12)
    file.seek(0)
    if start[4:8] != b"ftyp" or start[8:12] not in _HEIF_BRANDS:
        return _FORMATS
    import pillow_heif

    # One thread: the other processors have workers of their own.
    pillow_heif.register_heif_opener(
        decode_threads=1, thumbnails=False, depth_images=False, aux_images=False
    )
    return ("HEIF", "AVIF")


def _decode(image: Image.Image, long_side: int) -> Picture:
    size = image.size
    scaling = image.format in _SCALING and max(size) > long_side
    if scaling:
        image.draft(None, fitted(*size, long_side))
    _check_size(image, size)
    _load(image)
    if not scaling:
        size = image.size  # TIFF is turned while loading
    orientation = orientation_of(image)
    width, height = reversed(size) if (orientation or 1) >= FIRST_TURNED else size
    small = upright(shrunk(averageable(image), long_side), orientation or 1)
    srgb = to_srgb(small, image.info.get("icc_profile"))
    return Picture(srgb, width, height, orientation=orientation)


def _load(image: Image.Image) -> None:
    try:
        image.load()
    except RuntimeError as error:
        if _HEIF_MEMORY in str(error):
            raise MemoryError from error
        raise


def _read_readable_part(source: PictureSource, long_side: int, error: Exception) -> Picture:
    """Decode again without minding the end of data; ``error`` is raised if that is no use."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        with _opened(source) as image:
            picture = _decode(image, long_side)
    except _CUT:
        raise StepError(f"the picture data is broken: {reason_of(error)}") from None
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before
    if all(band.getextrema()[0] == band.getextrema()[1] for band in picture.image.split()):
        raise StepError(f"the picture data is broken: {reason_of(error)}")
    return replace(picture, whole=False)


def _check_size(image: Image.Image, size: tuple[int, int]) -> None:
    """Refuse what would take too much memory, before any of it is taken."""
    pixels = size[0] * size[1]
    if pixels > MAX_PIXELS or _bytes_needed(image, pixels) > MAX_DECODED:
        raise _too_large(*size)


def _too_large(width: int, height: int) -> StepError:
    return StepError(f"too large to decode: {width} x {height} pixels")


def _bytes_needed(image: Image.Image, pixels: int) -> int:
    """Estimate for decoding and making the pixels ``averageable``."""
    width, height = image.size
    loaded = width * height * _NARROW.get(image.mode, 4) * _COPIES.get(image.format or "", 1)
    converted = 0 if image.mode in _AVERAGEABLE else width * height * 4
    coefficients = pixels * 6 if image.info.get("progressive") else 0
    return loaded + converted + coefficients
