import base64
from pathlib import Path

import numpy as np
import pytest

from homegallery.vision.codes import (
    COORDINATES,
    hasher,
    levels,
    orthonormal,
    projection,
)  # fmt: skip
from homegallery.vision.registry import Reduction

ROTATION = Reduction("rotation", 1, threshold=0.3, scale=1.0)


def _numbers(text: str) -> list[int]:
    return [byte >> shift & 3 for byte in base64.b64decode(text) for shift in (6, 4, 2, 0)]


def _cosine(first: str, second: str) -> float:
    """As our client computes it: the positive parts less the negative ones."""
    a, b = (np.array(_numbers(text)[:342], float).reshape(-1, 2) ** 2 @ [1, -1]
            for text in (first, second))  # fmt: skip
    return float(a @ b / np.sqrt((a @ a) * (b @ b)))


@pytest.mark.parametrize(
    ("value", "numbers"),
    [
        (0.0, (0, 0)), (0.05, (0, 0)), (0.06, (1, 0)), (-0.06, (0, 1)), (0.27, (1, 0)),
        (0.28, (2, 0)), (-0.72, (0, 2)), (0.73, (3, 0)), (-9.0, (0, 3)),
    ],
)  # fmt: skip
def test_seven_levels_in_two_numbers(value: float, numbers: tuple[int, int]) -> None:
    assert tuple(levels(np.array([value * 1.75]))) == numbers


def test_a_hash_is_as_long_as_those_of_the_original() -> None:
    text = hasher(ROTATION)(np.random.default_rng(1).random(1280))
    assert len(text) == 116
    assert _numbers(text)[342:] == [0, 0]


def test_a_vector_without_any_direction_is_all_zero() -> None:
    assert set(_numbers(hasher(ROTATION)(np.full(1280, 2.0, np.float32)))) == {0}


def test_hashes_keep_cosines() -> None:
    random = np.random.default_rng(3)
    make = hasher(ROTATION)
    for wanted in (0.0, 0.5, 0.9):
        measured = []
        for _ in range(20):
            a, b = random.standard_normal((2, 1280))
            a, b = a - a.mean(), b - b.mean()
            a, b = a / np.linalg.norm(a), b / np.linalg.norm(b)
            b = b - (a @ b) * a
            b = wanted * a + np.sqrt(1 - wanted**2) * b / np.linalg.norm(b)
            measured.append(_cosine(make(a), make(b)))
        assert np.mean(measured) == pytest.approx(wanted, abs=0.06)


def test_the_rotation_is_the_same_for_ever() -> None:
    basis = orthonormal(300, COORDINATES)
    assert basis.T @ basis == pytest.approx(np.eye(COORDINATES), abs=1e-9)
    assert basis[0, :3] == pytest.approx([0.0428273, 0.0186602, 0.0629179], abs=1e-6)
    assert hasher(ROTATION)(np.arange(1280, dtype=np.float32)).startswith("EiTCEUyCgDSEwBIY")


def test_pairs_whiten_a_little_and_keep_lengths() -> None:
    components, std = np.eye(4, 9, dtype=np.float32), np.array([16.0, 4, 1, 1], np.float32)
    matrix = projection(components, std)
    lengths = np.linalg.norm(matrix, axis=0)
    assert lengths[:4] == pytest.approx(std**-0.15, abs=1e-6)
    assert lengths[4:] == pytest.approx(0)


def test_pairs_read_their_fit_from_the_directory_of_the_models(tmp_path: Path) -> None:
    mean = np.arange(200, dtype=np.float16)
    np.savez(tmp_path / "fit.npz", mean=mean, components=np.eye(128, 200, dtype=np.float16),
             std=np.ones(128, np.float16))  # fmt: skip
    make = hasher(Reduction("pairs", 1, 0.3, 1.0, data="fit.npz"), tmp_path)
    assert set(_numbers(make(mean.astype(np.float32)))) == {0}
    beyond = mean.astype(np.float32)
    beyond[150] += 5  # no component sees it
    assert set(_numbers(make(beyond))) == {0}
    beyond[3] += 5
    assert set(_numbers(make(beyond))) > {0}


def test_stride_is_that_of_the_original() -> None:
    make = hasher(Reduction("stride", 1, 0.5, 1.0))
    assert _numbers(make(np.full(1024, 2.875)))[:342] == [3] * 342
