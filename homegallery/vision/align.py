"""Faces turned and scaled so that their landmarks come to lie where a model expects them."""

import cv2
import numpy as np
from numpy.typing import NDArray

from homegallery.vision.boxes import Array
from homegallery.vision.registry import ModelInput
from homegallery.vision.tensors import Pixels


def aligned(pixels: Pixels, landmarks: Array, spec: ModelInput) -> Pixels:
    """The crop of a face at the size of the input; ``landmarks`` (5, 2) in pixels.

    Outside of the picture it is black.
    """
    matrix = similarity_transform(landmarks, np.array(spec.template))
    return cv2.warpAffine(pixels, matrix, spec.size, flags=cv2.INTER_LINEAR)  # type: ignore[return-value]


def similarity_transform(source: Array, target: Array) -> NDArray[np.float64]:
    """(2, 3) matrix that moves ``source`` (N, 2) as near to ``target`` as possible.

    Least squares over rotation, one scale and translation (Umeyama 1991, without
    reflections): with points as complex numbers, target = a * source + b.
    """
    start, end = (points[:, 0] + 1j * points[:, 1] for points in (source, target))
    start_mean, end_mean = start.mean(), end.mean()
    start, end = start - start_mean, end - end_mean
    spread = max(float(np.vdot(start, start).real), 1e-9)
    turn = np.vdot(start, end) / spread
    move = end_mean - turn * start_mean
    return np.array([[turn.real, -turn.imag, move.real], [turn.imag, turn.real, move.imag]])
