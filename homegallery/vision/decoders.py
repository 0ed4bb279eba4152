"""How the outputs of each kind of detector are read."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from homegallery.vision.boxes import STRIDES, Array, Detections, cells, distinct
from homegallery.vision.registry import Model

Outputs = Sequence[NDArray[Any]]
Decoder = Callable[[Outputs, Model], Detections]

_BINS: Final = 8
"""Distances of NanoDet are distributions over 0 to 7 strides."""


def decode(outputs: Outputs, model: Model) -> Detections:
    """What a detector found in one picture, in pixels of its input."""
    return _DECODERS[model.output.kind](outputs, model)


@lru_cache(maxsize=4)
def _grid(size: tuple[int, int]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Of all cells of the three grids: (N, 2) column and row, (N, 1) stride."""
    grids = [cells(*size, stride) for stride in STRIDES]
    strides = np.repeat(np.array(STRIDES, np.float32), [len(grid) for grid in grids])
    return np.concatenate(grids), strides[:, None]


def _yolox(outputs: Outputs, model: Model) -> Detections:
    """(1, N, 5 + classes): centre and size by cell, objectness, class scores.

    Decoding as in demo/ONNXRuntime of YOLOX (Ge et al. 2021).
    """
    output = outputs[0][0]
    grid, strides = _grid(model.input.size)
    classes = output[:, 5:].argmax(1)
    scores = output[:, 4] * output[np.arange(len(output)), 5 + classes]
    kept = scores >= model.output.threshold
    found, stride = output[kept], strides[kept]
    centres = (found[:, :2] + grid[kept]) * stride
    sizes = np.exp(found[:, 2:4]) * stride
    return _chosen(model, centres - sizes / 2, sizes, scores[kept], classes[kept])


def _nanodet(outputs: Outputs, model: Model) -> Detections:
    """Three (1, n, classes) scores, then three (1, n, 4 * 8) distributions, by stride.

    The distance from the centre of a cell to each side is the mean of a distribution,
    in strides (generalised focal loss, Li et al. 2020).
    """
    scored = np.concatenate([output[0] for output in outputs[:3]])
    classes = scored.argmax(1)
    scores = scored[np.arange(len(scored)), classes]
    kept = scores >= model.output.threshold
    grid, strides = (values[kept] for values in _grid(model.input.size))
    bins = np.concatenate([output[0] for output in outputs[3:]])[kept].reshape(-1, 4, _BINS)
    weights = np.exp(bins - bins.max(-1, keepdims=True))
    weights /= weights.sum(-1, keepdims=True)
    distances = weights @ np.arange(_BINS, dtype=np.float32) * strides
    centres = (grid + 0.5) * strides - 0.5
    corners = centres - distances[:, :2]
    return _chosen(model, corners, distances[:, :2] + distances[:, 2:], scores[kept], classes[kept])


def _yunet(outputs: Outputs, model: Model) -> Detections:
    """By stride: (1, n, 1) class, (1, n, 1) object, (1, n, 4) box, (1, n, 10) landmarks.

    The order is that of the graph: all classes, all objects, all boxes, all landmarks.
    Decoding as in face_detect.cpp of OpenCV (Wu et al. 2023).
    """
    face, object_, box, points = (
        np.concatenate([output[0] for output in outputs[start : start + len(STRIDES)]])
        for start in range(0, 4 * len(STRIDES), len(STRIDES))
    )
    scores = np.sqrt(np.clip(face[:, 0], 0, 1) * np.clip(object_[:, 0], 0, 1))
    kept = scores >= model.output.threshold
    grid, strides = (values[kept] for values in _grid(model.input.size))
    centres = (grid + box[kept, :2]) * strides
    sizes = np.exp(box[kept, 2:]) * strides
    landmarks = (points[kept].reshape(-1, 5, 2) + grid[:, None]) * strides[:, None]
    faces = np.zeros(len(sizes), np.intp)
    return _chosen(model, centres - sizes / 2, sizes, scores[kept], faces, landmarks)


def _chosen(
    model: Model,
    corners: Array,
    sizes: Array,
    scores: Array,
    classes: NDArray[np.intp],
    landmarks: Array | None = None,
) -> Detections:
    boxes = np.concatenate([corners, sizes], 1)
    if landmarks is None:
        landmarks = np.empty((len(boxes), 0, 2), np.float32)
    kept = distinct(boxes, scores, classes, model.output.overlap)
    return Detections(boxes[kept], scores[kept], classes[kept], landmarks[kept])


_DECODERS: Final[dict[str, Decoder]] = {"yolox": _yolox, "nanodet": _nanodet, "yunet": _yunet}
