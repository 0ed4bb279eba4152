"""Which way up a picture is, by its EXIF orientation (Exif 2.3, tag 274)."""

import struct
from typing import Final

from PIL import ExifTags, Image

TRANSPOSE: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture upright, by orientation."""
FIRST_TURNED: Final = 5
"""Orientations from here on exchange width and height."""

_BROKEN: Final = (OSError, SyntaxError, EOFError, ValueError, IndexError, struct.error)


def orientation_of(image: Image.Image) -> int | None:
    """EXIF orientation 1 to 8; None if there is none or it makes no sense."""
    try:
        value = image.getexif().get(ExifTags.Base.Orientation)
    except _BROKEN:
        return None
    return value if value == 1 or value in TRANSPOSE else None


def upright(image: Image.Image, orientation: int) -> Image.Image:
    """The picture turned and mirrored as ``orientation`` tells."""
    return image.transpose(TRANSPOSE[orientation]) if orientation in TRANSPOSE else image
