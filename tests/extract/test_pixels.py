import gc

import numpy as np
import pytest
from PIL import Image

from homegallery.extract.pixels import new_image, pixels, view
from tests.extract.photos import corners

LARGE = (2400, 1800)
"""More than Pillow keeps in one piece."""


@pytest.mark.parametrize("mode", ["RGB", "CMYK", "L"])
@pytest.mark.parametrize("size", [(31, 20), LARGE])
def test_all_pixels_are_where_they_belong(mode: str, size: tuple[int, int]) -> None:
    image = corners(*size).convert(mode)
    array = pixels(image)
    assert array.shape[:2] == (size[1], size[0])
    for x, y in ((0, 0), (size[0] - 1, 0), (0, size[1] - 1), (size[0] // 2, size[1] // 2)):
        expected = image.getpixel((x, y))
        values = tuple(array[y, x].reshape(-1)[: len(image.getbands())].tolist())
        assert values == (expected if isinstance(expected, tuple) else (expected,))


def test_small_images_are_not_copied() -> None:
    image = Image.new("RGB", (4, 3))
    seen = view(image)
    assert seen is not None
    seen[2, 1, :3] = 1, 2, 3
    assert image.getpixel((1, 2)) == (1, 2, 3)


def test_the_memory_outlives_the_image() -> None:
    seen = view(Image.new("L", (500, 500), 7))
    gc.collect()
    Image.new("L", (500, 500), 9)
    assert seen is not None
    assert (seen == 7).all()


def test_images_in_several_pieces_cannot_be_seen() -> None:
    assert view(Image.new("RGB", LARGE)) is None


@pytest.mark.parametrize("mode", ["RGB", "CMYK", "L"])
@pytest.mark.parametrize("size", [(31, 20), LARGE])
def test_new_images_are_filled(mode: str, size: tuple[int, int]) -> None:
    wanted = pixels(corners(*size).convert(mode))

    def fill(array: object) -> None:
        assert isinstance(array, np.ndarray)
        array[...] = wanted

    image = new_image(mode, size, fill)
    assert (image.mode, image.size) == (mode, size)
    assert np.array_equal(pixels(image), wanted)
