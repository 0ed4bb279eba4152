"""From the pixels of a picture to the input of a model."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from homegallery.vision.registry import ModelInput

Pixels = NDArray[np.uint8]
"""A picture: (height, width, 3 or 4), red first; a fourth byte is ignored."""


@dataclass(frozen=True, slots=True)
class Letterbox:
    """A picture at the top left of a model's input; ``scale`` is input by picture pixels."""

    batch: NDArray[np.float32]
    """(1, 3, H, W)"""
    scale: float


def stretched(pixels: Pixels, spec: ModelInput) -> NDArray[np.float32]:
    """(1, 3, H, W): the whole picture, its proportions lost."""
    return normalised(_resized(pixels, spec.size), spec)


def letterboxed(pixels: Pixels, spec: ModelInput) -> Letterbox:
    """The whole picture, as large as it fits; proportions stay."""
    height, width = pixels.shape[:2]
    scale = min(spec.size[0] / width, spec.size[1] / height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return Letterbox(normalised(_resized(pixels, size), spec), scale)


def normalised(pixels: Pixels, spec: ModelInput) -> NDArray[np.float32]:
    """(1, 3, H, W): ``(p - mean) / scale`` of each pixel, padded on the right and below."""
    height, width = pixels.shape[:2]
    batch = np.empty((1, 3, spec.size[1], spec.size[0]), np.float32)
    planes = cv2.split(pixels)[:3]
    for number, plane in enumerate(planes if spec.channels == "RGB" else planes[::-1]):
        mean, scale = (values[number % len(values)] for values in (spec.mean, spec.scale))
        target = batch[0, number]
        target[height:] = target[:height, width:] = (spec.pad - mean) / scale
        _normalise(plane, target[:height, :width], mean, scale)
    return batch


def _normalise(
    plane: NDArray[np.generic], target: NDArray[np.float32], mean: float, scale: float
) -> None:
    if mean == 0 and scale == 1:
        target[:] = plane
    else:
        np.multiply(plane, np.float32(1 / scale), out=target)
        target -= np.float32(mean / scale)


def _resized(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    """Halved, which averages four pixels and is quick, and interpolated over the rest."""
    height, width = pixels.shape[:2]
    while width >= 2 * size[0] and height >= 2 * size[1]:
        width, height = width // 2, height // 2
        pixels = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
    if (width, height) == size:
        return pixels
    return cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR)  # type: ignore[return-value]
