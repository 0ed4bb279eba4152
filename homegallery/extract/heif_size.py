"""What size a HEIF or AVIF picture claims to be, for files that no decoder opens."""

import re
import struct
from typing import Final

SEARCHED: Final = 1 << 16
"""Bytes of a file in which its properties lie."""

# ImageSpatialExtentsProperty, ISO 23008-12, 6.5.3: type, version and flags, width, height
_EXTENT = re.compile(rb"ispe\0\0\0\0(.{8})", re.DOTALL)


def claimed_size(start: bytes) -> tuple[int, int] | None:
    """Width and height of the largest picture described at the ``start`` of a file."""
    if start[4:8] != b"ftyp":
        return None
    sizes: list[tuple[int, int]] = [struct.unpack(">II", found) for found in _EXTENT.findall(start)]
    return max(sizes, key=lambda size: size[0] * size[1], default=None)
