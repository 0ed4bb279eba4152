"""Making pictures smaller: OpenCV for small steps, Pillow for the rest.

Measured in ``benchmarks/previews.py``: a chain of previews costs a quarter of what
Pillow's Lanczos alone takes, at the same likeness to a Lanczos reference.
"""

import math
from typing import Final

import cv2
from PIL import Image

from homegallery.extract.pixels import CHANNELS, new_image, pixels

# Every processor has a worker of its own.
cv2.setNumThreads(1)

CUBIC_UP_TO: Final = 3.0
"""Ratio of sides up to which OpenCV's cubic behind a small blur is as good as any."""

_SMALL_UP_TO: Final = 2.0
"""Ratio up to which a kernel of 3 x 3 pixels is enough, above it is 5 x 5."""
_BLUR: Final = (0.45, 0.4)
"""Sigma in source pixels is this times sqrt(ratio^2 - 1), for small and large kernels:
Gaussians add in squares. Found by comparing with Lanczos reductions of photos."""
_LEAST_BLUR: Final = 0.3
"""A blur of less sigma changes nothing."""


def fitted(width: int, height: int, long_side: int) -> tuple[int, int]:
    """Size with the same proportions and the given long side; half a pixel rounds up."""
    longest = max(width, height)
    return (
        max(1, (2 * width * long_side + longest) // (2 * longest)),
        max(1, (2 * height * long_side + longest) // (2 * longest)),
    )


def shrunk(image: Image.Image, long_side: int) -> Image.Image:
    """The image at ``long_side`` pixels, or as it is if it is not larger."""
    longest = max(image.size)
    if longest <= long_side:
        return image
    size = fitted(*image.size, long_side)
    ratio = longest / long_side
    if ratio > CUBIC_UP_TO or image.mode not in CHANNELS:
        return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    return _cubic(image, size, ratio)


def _cubic(image: Image.Image, size: tuple[int, int], ratio: float) -> Image.Image:
    source = pixels(image)
    side, blur = (3, _BLUR[0]) if ratio <= _SMALL_UP_TO else (5, _BLUR[1])
    sigma = blur * math.sqrt(ratio * ratio - 1)
    if sigma >= _LEAST_BLUR:
        source = cv2.GaussianBlur(source, (side, side), sigma)  # type: ignore[assignment]
    return new_image(
        image.mode,
        size,
        lambda target: cv2.resize(source, size, dst=target, interpolation=cv2.INTER_CUBIC),
    )
