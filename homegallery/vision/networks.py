"""The models at work: from pixels to embeddings, boxes and descriptors."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from homegallery.vision.align import aligned
from homegallery.vision.boxes import Array, Detections
from homegallery.vision.decoders import decode
from homegallery.vision.registry import Model
from homegallery.vision.session import Session
from homegallery.vision.tensors import Pixels, letterboxed, normalised, stretched

Vectors = NDArray[np.float32]
"""(N, D), one row for each picture or face."""


def embed(pictures: Sequence[Pixels], model: Model, session: Session) -> Vectors:
    """What the last layer of a classifier sees of each picture, averaged over its places."""
    batch = np.concatenate([stretched(pixels, model.input) for pixels in pictures])
    output = session.run(batch)[0]
    if output.ndim > 2:
        output = output.mean(axis=tuple(range(2, output.ndim)))
    return output.astype(np.float32, copy=False)


def detect(pixels: Pixels, model: Model, session: Session) -> Detections:
    """Boxes in pixels of the picture."""
    box = letterboxed(pixels, model.input)
    height, width = pixels.shape[:2]
    return decode(session.run(box.batch), model).scaled(box.scale, width, height)


def describe(pixels: Pixels, landmarks: Array, model: Model, session: Session) -> Vectors:
    """The descriptor of each face, of length 1; ``landmarks`` (N, 5, 2) in pixels."""
    crops = [normalised(aligned(pixels, points, model.input), model.input) for points in landmarks]
    vectors = session.run(np.concatenate(crops))[0].astype(np.float32, copy=False)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9))
