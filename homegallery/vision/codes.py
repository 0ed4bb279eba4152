"""Similarity hashes: an embedding in 342 numbers of two bits, base64.

The client of the original weighs a number q by q * q / 9 and takes the cosine, so a hash
holds nothing negative. ``rotation`` and ``pairs`` bring an embedding to 171 coordinates,
positive and negative, in the seven levels 0, ±1/9, ±4/9 and ±1. Coordinate i is stored as
two numbers, what is positive at 2i and what is negative at 2i + 1: the original's client
still ranks them well, ours subtracts the two.
"""

from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from homegallery.vision.registry import Reduction
from homegallery.vision.stride import packed, stride_hash

COORDINATES: Final = 171
COMPONENTS: Final = 128
"""Principal components that ``pairs`` keeps."""
WHITENING: Final = 0.15
"""Each component is divided by its standard deviation to this power."""
REACH: Final = 1.75
"""Times the RMS of a vector, what the highest level stands for."""
_LEVELS: Final = (1 / 18, 5 / 18, 13 / 18)
"""Halfway between the levels 0, 1/9, 4/9 and 1."""
_SEED: Final = 171

Vector = NDArray[np.floating[Any]]
Hasher = Callable[[Vector], str]
"""From an embedding (D,) to its hash."""


def hasher(reduction: Reduction, directory: Path | None = None) -> Hasher:
    """How embeddings are reduced. Fitted data is in ``directory``, or else in this package."""
    if reduction.method == "stride":
        return lambda vector: stride_hash(vector.tolist())
    fit = read_fit(_found(reduction.data, directory)) if reduction.data else {}
    if reduction.method == "pairs":
        return partial(_hash, mean=fit["mean"], matrix=projection(fit["components"], fit["std"]))
    return partial(_hash, mean=fit.get("mean"), matrix=None)


def read_fit(path: Path) -> dict[str, NDArray[np.float32]]:
    """What ``benchmarks.similarity`` wrote: ``mean`` (D,), ``components`` (C, D), ``std`` (C,)."""
    with np.load(path, allow_pickle=False) as data:
        return {name: data[name].astype(np.float32) for name in data.files}


def projection(components: Vector, std: Vector) -> NDArray[np.float32]:
    """(171, D): components, whitened a little, and spread over the coordinates.

    Spread by a tight frame, so that each coordinate has its share of every component and
    lengths stay.
    """
    frame = orthonormal(COORDINATES, len(components))
    return np.asarray(frame @ (components / std[:, None] ** WHITENING), np.float32)


def orthonormal(rows: int, columns: int) -> NDArray[np.float64]:
    """(rows, columns) with orthonormal columns, the same everywhere and always.

    ``RandomState`` is the generator whose numbers NumPy never changes (NEP 19), and the
    signs of a QR decomposition are made unique.
    """
    random = np.random.RandomState(_SEED).standard_normal((rows, columns))
    basis, triangle = np.linalg.qr(random)
    return np.asarray(basis * np.sign(np.diag(triangle)))


def coordinates(vector: Vector, mean: Vector | None, matrix: Vector) -> Vector:
    """(171,) with an RMS of 1. Without a ``mean`` that of the vector itself is subtracted."""
    turned = matrix @ (vector - (vector.mean() if mean is None else mean))
    rms = float(np.sqrt(np.mean(turned**2)))
    return np.asarray(turned / rms if rms > 0 else turned)


def levels(turned: Vector) -> NDArray[np.uint8]:
    """(342,) numbers 0 to 3 of coordinates: the positive and the negative part of each."""
    steps = np.digitize(np.abs(turned) / REACH, _LEVELS).astype(np.uint8)
    parts = np.zeros((len(turned), 2), np.uint8)
    parts[np.arange(len(turned)), (turned < 0).astype(np.intp)] = steps
    return parts.reshape(-1)


def _hash(vector: Vector, *, mean: Vector | None, matrix: Vector | None) -> str:
    if matrix is None:
        matrix = _rotation(len(vector))
    return packed(levels(coordinates(vector, mean, matrix)).tolist())


@lru_cache(maxsize=4)
def _rotation(length: int) -> NDArray[np.float32]:
    """(171, length) with orthonormal rows."""
    return orthonormal(length, COORDINATES).T.astype(np.float32)


def _found(name: str, directory: Path | None) -> Path:
    own = directory / name if directory else None
    return own if own and own.is_file() else Path(__file__).with_name(name)
