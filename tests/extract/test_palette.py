import pytest

from homegallery.extract.mediancut import Swatch
from homegallery.extract.palette import TARGETS, palette_of

RED = Swatch((200, 40, 40), 10)
DARK_RED = Swatch((80, 12, 12), 10)
PINK = Swatch((240, 150, 150), 10)
GREY = Swatch((120, 120, 120), 10)
LIGHT_GREY = Swatch((200, 200, 204), 10)
DARK_GREY = Swatch((52, 60, 60), 10)


def test_each_swatch_has_its_place() -> None:
    swatches = [GREY, DARK_RED, LIGHT_GREY, RED, DARK_GREY, PINK]
    assert palette_of(swatches) == {
        "Vibrant": RED, "LightVibrant": PINK, "DarkVibrant": DARK_RED,
        "Muted": GREY, "LightMuted": LIGHT_GREY, "DarkMuted": DARK_GREY,
    }  # fmt: skip


def test_the_more_saturated_is_more_vibrant() -> None:
    paler = Swatch((180, 60, 60), 10)
    assert palette_of([paler, RED])["Vibrant"] == RED


def test_of_equals_the_more_frequent_wins() -> None:
    green = Swatch((40, 200, 40), 11)
    assert palette_of([RED, green])["Vibrant"] == green
    assert palette_of([RED, green._replace(population=10)])["Vibrant"] == RED


def test_a_swatch_is_used_once() -> None:
    palette = palette_of([RED])
    assert [swatch for swatch in palette.values() if swatch == RED] == [RED]


def test_missing_ones_are_derived() -> None:
    palette = palette_of([RED])
    for name, light in (
        ("DarkVibrant", 0.26), ("LightVibrant", 0.74),
        ("Muted", 0.3), ("DarkMuted", 0.3), ("LightMuted", 0.3),
    ):  # fmt: skip
        swatch = palette[name]
        assert swatch is not None
        assert swatch.population == 0
        red, green, blue = swatch.rgb
        assert (red + blue) / 510 == pytest.approx(light)
        assert green == pytest.approx(blue)
        # The saturation of the red, 160 / 240.
        assert (red - blue) / 510 == pytest.approx(2 / 3 * min(light, 1 - light))


def test_the_vibrant_one_comes_from_its_neighbours() -> None:
    vibrant = palette_of([DARK_RED])["Vibrant"]
    assert vibrant is not None
    assert vibrant.population == 0
    assert vibrant.rgb[0] > 200


@pytest.mark.parametrize(
    ("swatches", "source"), [([DARK_GREY], DARK_GREY), ([DARK_GREY, LIGHT_GREY], LIGHT_GREY)]
)
def test_a_picture_without_vibrant_colors(swatches: list[Swatch], source: Swatch) -> None:
    """The light one wins over the dark one."""
    palette = palette_of(swatches)
    dark = palette["DarkVibrant"]
    assert dark is not None
    assert (max(dark.rgb) + min(dark.rgb)) / 510 == pytest.approx(0.26)
    assert dark.rgb.index(max(dark.rgb)) == source.rgb.index(max(source.rgb))
    assert None not in palette.values()


def test_grey_has_no_hue() -> None:
    assert palette_of([GREY]) == {**dict.fromkeys(TARGETS), "Muted": GREY}
    assert palette_of([]) == dict.fromkeys(TARGETS)
