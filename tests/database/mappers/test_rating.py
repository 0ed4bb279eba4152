from typing import Any

import pytest

from homegallery.database.mappers.rating import map_rating
from tests.database.samples import exif, group, media_file


@pytest.mark.parametrize(
    ("tags", "stars"),
    [
        ({"Rating": 1}, 1),
        ({"Rating": "5"}, 5),
        ({"Rating": 3.5}, 4),
        ({"Rating": 3, "RatingPercent": 99}, 3),
        ({"RatingPercent": 1}, 1),
        ({"RatingPercent": 25}, 2),
        ({"RatingPercent": 50}, 3),
        ({"RatingPercent": 75}, 4),
        ({"RatingPercent": 99}, 5),
        ({"SharedUserRating": 100}, 5),
        ({"Rating": 40, "RatingPercent": 50}, 3),
    ],
)
def test_stars(tags: dict[str, Any], stars: int) -> None:
    assert map_rating(exif(**tags)) == {"rating": stars}


@pytest.mark.parametrize(
    "tags",
    [{}, {"Rating": 0}, {"Rating": -1}, {"Rating": 6}, {"Rating": "none"}, {"RatingPercent": 0},
     {"RatingPercent": 101}, {"Rating": []}, {"Rating": True}],
)  # fmt: skip
def test_no_stars(tags: dict[str, Any]) -> None:
    assert map_rating(exif(**tags)) == {}


def test_the_sidecar_decides() -> None:
    photo = media_file("a.jpg", exif={"Rating": 5})
    assert map_rating(group(photo, media_file("a.xmp", exif={"Rating": 2}))) == {"rating": 2}
    assert map_rating(group(photo, media_file("a.xmp", exif={"Rating": 0}))) == {}
    assert map_rating(group(photo, media_file("a.xmp", exif={"Title": "x"}))) == {"rating": 5}
