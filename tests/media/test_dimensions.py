from typing import Any

import pytest

from homegallery.media.dimensions import raw_size


@pytest.mark.parametrize(
    ("exif", "size"),
    [
        ({}, (0, 0)),
        ({"ImageWidth": 6000, "ImageHeight": 4000}, (6000, 4000)),
        # That of a picture inside comes first: Canon, Fujifilm, Sigma.
        (
            {
                "ImageWidth": 1536,
                "ImageHeight": 1024,
                "ExifImageWidth": 3456,
                "ExifImageHeight": 2304,
                "ImageSize": "3456x2304",
            },
            (3456, 2304),
        ),
        ({"ImageWidth": 8, "ImageHeight": 8, "ImageSize": "4256x2848"}, (4256, 2848)),
        ({"ImageSize": "8x8", "ExifImageWidth": 2640, "ExifImageHeight": 1760}, (2640, 1760)),
        ({"ImageWidth": "6000", "ImageHeight": 4000, "ImageSize": 7}, (0, 4000)),
    ],
)
def test_the_largest_size_told(exif: dict[str, Any], size: tuple[int, int]) -> None:
    assert raw_size(exif) == size
