import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from homegallery.extract.resize import fitted, shrunk
from tests.extract.photos import corner_colors, corners

sides = st.integers(1, 20_000)


@given(sides, sides, st.integers(1, 2000))
def test_long_side_fits_and_proportions_stay(width: int, height: int, long_side: int) -> None:
    small = fitted(width, height, long_side)
    assert max(small) == long_side
    exact = min(width, height) * long_side / max(width, height)
    assert min(small) == 1 or abs(min(small) - exact) <= 0.5


@pytest.mark.parametrize(
    ("size", "long_side", "expected"),
    [
        ((1080, 1920), 128, (72, 128)),
        ((3000, 2000), 1920, (1920, 1280)),
        ((10, 1000), 30, (1, 30)),
        ((4, 3), 2, (2, 2)),  # 1.5 rounds up
    ],
)
def test_sizes(size: tuple[int, int], long_side: int, expected: tuple[int, int]) -> None:
    assert fitted(*size, long_side) == expected


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK", "RGBA", "LA"])
@pytest.mark.parametrize("long_side", [399, 300, 150, 40, 3])
def test_all_modes_and_ratios(mode: str, long_side: int) -> None:
    image = corners(400, 200).convert(mode)
    small = shrunk(image, long_side)
    assert small.mode == mode
    assert small.size == fitted(400, 200, long_side)
    if long_side > 3 and mode in ("RGB", "RGBA", "CMYK"):
        assert corner_colors(small.convert("RGB")) == ["red", "green", "blue", "white"]


def test_nothing_is_enlarged() -> None:
    image = corners(40, 30)
    assert shrunk(image, 40) is image
    assert shrunk(image, 128) is image


@pytest.mark.parametrize("long_side", [290, 200, 120, 90, 30])
def test_fine_lines_become_grey_and_no_pattern(long_side: int) -> None:
    lines = Image.new("L", (300, 300))
    lines.paste(255, mask=Image.frombytes("L", (300, 300), bytes([0, 255] * 150) * 300))
    small = shrunk(lines, long_side)
    low, high = small.resize((1, 1), Image.Resampling.BOX).getextrema()
    assert (low, high) == pytest.approx((127, 127), abs=4)
    if long_side <= 150:
        inner = small.crop((3, 3, long_side - 3, long_side - 3))
        low, high = inner.getextrema()
        assert isinstance(low, int)
        assert isinstance(high, int)
        assert high - low < 90
