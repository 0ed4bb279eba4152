"""Boxes that detectors find, and the choice among them."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

STRIDES: Final = (8, 16, 32)
"""Pixels of the input per cell of the three grids that our detectors look at."""

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Detections:
    """N boxes, in pixels of the model's input until ``scaled``.

    ``boxes`` (N, 4) x and y of the top left corner, width, height; ``scores`` (N,) 0 to 1,
    best first; ``classes`` (N,) numbers of labels; ``landmarks`` (N, 5, 2) or (N, 0, 2).
    """

    boxes: Array
    scores: Array
    classes: NDArray[np.intp]
    landmarks: Array

    def scaled(self, scale: float, width: int, height: int) -> "Detections":
        """In pixels of the picture, boxes cut at its borders and empty ones left out."""
        corners = np.concatenate([self.boxes[:, :2], self.boxes[:, :2] + self.boxes[:, 2:]], 1)
        limits = np.array([width, height, width, height])
        corners = np.clip(corners / scale, 0, limits)
        boxes = np.concatenate([corners[:, :2], corners[:, 2:] - corners[:, :2]], 1)
        kept = boxes[:, 2:].min(1, initial=np.inf) > 0
        return Detections(
            boxes[kept], self.scores[kept], self.classes[kept], self.landmarks[kept] / scale
        )


def cells(width: int, height: int, stride: int) -> NDArray[np.float32]:
    """(cells, 2) column and row of each cell of a grid, row by row."""
    rows, columns = np.mgrid[: height // stride, : width // stride]
    return np.stack([columns, rows], -1).reshape(-1, 2).astype(np.float32)


def distinct(
    boxes: Array, scores: Array, classes: NDArray[np.intp], overlap: float
) -> NDArray[np.intp]:
    """Positions of the boxes that stay, best first: non-maximum suppression by class.

    Greedy: each box that stays removes those of its class whose intersection over union
    with it is above ``overlap``.
    """
    order = np.argsort(-scores, kind="stable")
    kept: list[int] = []
    while len(order):
        best, order = order[0], order[1:]
        kept.append(int(best))
        same = classes[order] == classes[best]
        order = order[~(same & (_intersection_over_union(boxes[best], boxes[order]) > overlap))]
    return np.array(kept, np.intp)


def _intersection_over_union(one: Array, others: Array) -> Array:
    """(N,) of a box and N others."""
    start = np.maximum(one[:2], others[:, :2])
    end = np.minimum(one[:2] + one[2:], others[:, :2] + others[:, 2:])
    shared = np.prod(np.maximum(end - start, 0), axis=1)
    union = np.prod(one[2:]) + np.prod(others[:, 2:], axis=1) - shared
    return np.asarray(shared / np.maximum(union, 1e-9))
