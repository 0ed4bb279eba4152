import io

import pytest
from PIL import Image

from homegallery.extract.heif_size import claimed_size
from tests.extract.photos import corners


def _avif(image: Image.Image) -> bytes:
    target = io.BytesIO()
    image.save(target, "AVIF")
    return target.getvalue()


def test_the_size_of_a_picture() -> None:
    assert claimed_size(_avif(corners(60, 40))) == (60, 40)


def test_the_largest_of_several_pictures() -> None:
    assert claimed_size(_avif(corners(60, 40)) + _avif(corners(80, 90))) == (80, 90)


@pytest.mark.parametrize(
    "start", [b"", b"\xff\xd8\xff ispe" + bytes(20), _avif(corners(8, 8))[:60]]
)
def test_what_claims_nothing(start: bytes) -> None:
    assert claimed_size(start) is None
