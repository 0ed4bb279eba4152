import base64
import json

import pytest

from homegallery.vision.stride import stride_hash
from tests.shared import SHARED, needs_shared


def test_four_levels_make_a_byte() -> None:
    data = [value for sampled in (0, 2.875, 1.4375, 0.3) for value in (sampled, 9, 9)]
    assert base64.b64decode(stride_hash(data)) == bytes([0x39])


@pytest.mark.parametrize(
    ("value", "level"),
    [
        (-1, 0),
        (0.0798, 0),
        (0.0799, 1),
        (0.7187, 1),
        (0.71876, 2),
        (1.9965, 2),
        (1.9966, 3),
        (99, 3),
    ],
)
def test_thresholds(value: float, level: int) -> None:
    assert base64.b64decode(stride_hash([value])) == bytes([level << 6])


def test_an_embedding_has_86_bytes() -> None:
    text = stride_hash([2.875] * 1024)
    assert len(text) == 116
    packed = base64.b64decode(text)
    assert len(packed) == 86
    assert packed == b"\xff" * 85 + b"\xf0"


@needs_shared
def test_the_hashes_of_the_original() -> None:
    assert SHARED
    vectors = json.loads((SHARED / "golden/similarity/vectors.json").read_bytes())["embeddings"]
    assert len(vectors) == 41
    for vector in vectors:
        assert stride_hash(vector["data"]) == vector["similarityHash"]
