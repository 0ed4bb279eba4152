import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homegallery.extract.mediancut import BOXES, Swatch, median_cut

Color = tuple[int, int, int]


def _pixels(counts: dict[Color, int]) -> np.ndarray:
    colors = [color for color, count in counts.items() for _ in range(count)]
    return np.array(colors, np.uint8)


def test_one_color_is_the_middle_of_its_cell() -> None:
    assert median_cut(_pixels({(80, 7, 255): 3})) == [Swatch((84, 4, 252), 3)]


def test_colors_far_apart_are_boxes_of_their_own() -> None:
    swatches = median_cut(_pixels({(4, 4, 4): 5, (204, 4, 4): 6, (4, 204, 4): 7}))
    assert {(swatch.rgb, swatch.population) for swatch in swatches} == {
        ((4, 4, 4), 5),
        ((204, 4, 4), 6),
        ((4, 204, 4), 7),
    }


def test_a_box_is_its_weighted_mean() -> None:
    """The plain area cannot be cut and ends the round, as in the original."""
    counts = {(4, 4, 4): 90, (204, 4, 4): 1, (212, 4, 4): 3}
    assert Swatch((210, 4, 4), 4) in median_cut(_pixels(counts))


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.tuples(*[st.integers(0, 255)] * 3), st.integers(1, 50), min_size=1, max_size=150
    )
)
def test_every_pixel_is_in_one_box(counts: dict[Color, int]) -> None:
    swatches = median_cut(_pixels(counts))
    assert 1 <= len(swatches) <= BOXES
    assert sum(swatch.population for swatch in swatches) == sum(counts.values())
    assert all(0 <= part <= 255 for swatch in swatches for part in swatch.rgb)


@pytest.mark.parametrize("seed", range(3))
def test_noise_makes_as_many_boxes_as_the_original(seed: int) -> None:
    pixels = np.random.default_rng(seed).integers(0, 256, (500, 3), np.uint8)
    assert len(median_cut(pixels)) == 48
