"""Developing a RAW photo with LibRaw, in the colours the camera saw."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

from homegallery.extract.picture import MAX_DECODED, Picture
from homegallery.extract.resize import shrunk
from homegallery.extract.step import StepError

if TYPE_CHECKING:
    import rawpy

ENOUGH: Final = 1000
"""Long side in pixels that makes a picture of half the size good enough."""

_HALF_BYTES: Final = 2 + (8 + 3 + 3) / 4
_FULL_BYTES: Final = 2 + 8 + 3 + 3
"""Bytes of memory per pixel: sensor values, four colours of 16 bits, and the result twice."""
_PIXELS_PER_BYTE: Final = 200
"""No way of packing sensor data gets near; LibRaw makes up what is missing in a file."""


def decode_raw(path: Path, long_side: int) -> Picture:
    """The developed photo, upright, in sRGB, shrunk to ``long_side`` pixels.

    ``width`` and ``height`` of the picture are those it was developed at: half of the
    sensor's where that is large enough. Raises ``StepError`` with the reason, and
    ``MemoryError``.
    """
    with _opened(path) as raw:
        half = _checked_size(raw, path.stat().st_size)
        pixels = raw.postprocess(half_size=half, use_camera_wb=True, output_bps=8)
    height, width, _ = pixels.shape
    if not np.ptp(pixels, axis=(0, 1)).any():
        raise StepError("the RAW data is empty")
    return Picture(shrunk(Image.fromarray(pixels), long_side), width, height)


def embedded_thumbnail(path: Path) -> list[bytes | Image.Image]:
    """The largest JPEG or bitmap inside that LibRaw knows of, if there is one."""
    with suppress(StepError), _opened(path) as raw:
        data = raw.extract_thumb().data
        return [data if isinstance(data, bytes) else Image.fromarray(data)]
    return []


@contextmanager
def _opened(path: Path) -> Iterator["rawpy.RawPy"]:
    # Every processor has a worker of its own; read when the library is loaded.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    import rawpy

    try:
        with _silent(), path.open("rb") as file:
            # It takes names as UTF-8 only; then the content does as well.
            source = str(path) if _is_unicode(path) else file
            with rawpy.imread(source) as raw:
                yield raw
    except rawpy.LibRawFileUnsupportedError:
        raise StepError("this kind of RAW file is not known to the decoder") from None
    except rawpy.LibRawTooBigError:
        raise StepError("the RAW picture is too large to decode") from None
    except rawpy.LibRawIOError:
        raise StepError("the RAW data ends early") from None
    except rawpy.LibRawUnsufficientMemoryError:
        raise MemoryError from None
    except (rawpy.LibRawError, rawpy.NotSupportedError, ValueError) as error:
        raise StepError(f"the RAW data cannot be decoded: {_text(error)}") from None


def _text(error: Exception) -> str:
    detail = error.args[0] if error.args else ""
    return detail.decode("ascii", "replace") if isinstance(detail, bytes) else str(detail)


def _is_unicode(path: Path) -> bool:
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def _checked_size(raw: "rawpy.RawPy", file_size: int) -> bool:
    """Whether to develop at half size. Refuses what takes too much memory or is made up."""
    sizes = raw.sizes
    pixels = max(sizes.raw_width * sizes.raw_height, sizes.iwidth * sizes.iheight)
    half = max(sizes.iwidth, sizes.iheight) >= 2 * ENOUGH
    if pixels * (_HALF_BYTES if half else _FULL_BYTES) > MAX_DECODED:
        raise StepError(f"too large to decode: {sizes.raw_width} x {sizes.raw_height} pixels")
    if pixels > file_size * _PIXELS_PER_BYTE:
        raise StepError("the RAW data is missing")
    return half


@contextmanager
def _silent() -> Iterator[None]:
    """LibRaw prints what is wrong with a file, with its path, to the error stream."""
    sys.stderr.flush()
    kept = os.dup(2)
    try:
        with Path(os.devnull).open("wb") as nothing:
            os.dup2(nothing.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
