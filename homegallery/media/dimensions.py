"""Width and height of a photo as its metadata tells them."""

import re
from collections.abc import Mapping
from typing import Any, Final

_SIZE = re.compile(r"(\d+)\s*x\s*(\d+)", re.ASCII)
_PAIRS: Final = (("ImageWidth", "ImageHeight"), ("ExifImageWidth", "ExifImageHeight"))


def raw_size(exif: Mapping[str, Any]) -> tuple[int, int]:
    """Pixels of a RAW photo as stored, before it is turned; zeros if unknown.

    The largest size told: depending on the camera the others are those of a picture inside.
    """
    sizes = [(_side(exif.get(width)), _side(exif.get(height))) for width, height in _PAIRS]
    match = _SIZE.fullmatch(str(exif.get("ImageSize", "")))
    if match:
        sizes.append((int(match[1]), int(match[2])))
    return max(sizes, key=lambda size: size[0] * size[1])


def _side(value: Any) -> int:
    return value if isinstance(value, int) and value > 0 else 0
