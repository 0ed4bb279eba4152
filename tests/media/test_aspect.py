from fractions import Fraction

import pytest

from homegallery.media.aspect import pixel_aspect


@pytest.mark.parametrize(
    ("told", "aspect"),
    [
        ("12:11", Fraction(12, 11)),
        ("8:9", Fraction(8, 9)),
        ("2:1", Fraction(2)),
        ("1:1", Fraction(1)),
        ("0:1", Fraction(1)),
        (None, Fraction(1)),
        ("N/A", Fraction(1)),
        ("39:40", Fraction(1)),
        ("1000:1", Fraction(1)),
    ],
)
def test_the_shape_of_pixels(told: str | None, aspect: Fraction) -> None:
    assert pixel_aspect({"sample_aspect_ratio": told}) == aspect
