import io

import pytest
from PIL import Image, ImageCms

from homegallery.extract.color import averageable, to_srgb
from homegallery.extract.process_color import printed
from tests.shared import SHARED, needs_shared


def _first_pixel(image: Image.Image) -> tuple[int, ...]:
    pixel = image.convert("RGB").getpixel((0, 0))
    assert isinstance(pixel, tuple)
    return pixel


def _difference(one: Image.Image, other: Image.Image) -> float:
    """Mean distance of all channels, 0 to 255."""
    a, b = one.tobytes(), other.tobytes()
    return sum(abs(x - y) for x, y in zip(a, b, strict=True)) / len(a)


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (Image.new("1", (1, 1), 1), (255, 255, 255)),
        (Image.new("L", (1, 1), 7), (7, 7, 7)),
        (Image.new("I;16", (1, 1), 0x8000), (127, 127, 127)),
        (Image.new("RGBA", (1, 1), (200, 100, 50, 0)), (0, 0, 0)),
        (Image.new("RGBA", (1, 1), (200, 100, 50, 128)), (100, 50, 25)),
        (Image.new("LA", (1, 1), (200, 255)), (200, 200, 200)),
        (Image.new("CMYK", (1, 1)), (255, 255, 255)),
        (Image.new("YCbCr", (1, 1), (76, 85, 255)), (254, 0, 0)),
        (Image.new("HSV", (1, 1), (0, 255, 255)), (255, 0, 0)),
        (Image.new("LAB", (1, 1), (255, 128, 128)), (255, 255, 255)),
        (Image.new("I", (1, 1), 0xFFFF), (0, 0, 0)),
        (Image.new("F", (1, 1), 0.5), (0, 0, 0)),
    ],
)
def test_every_kind_of_pixel(image: Image.Image, expected: tuple[int, ...]) -> None:
    converted = to_srgb(averageable(image), None)
    assert converted.mode == "RGB"
    assert _first_pixel(converted) == pytest.approx(expected, abs=1)


def test_palette_with_a_transparent_color() -> None:
    image = Image.new("P", (2, 1), 0)
    image.putpalette([10, 20, 30, 40, 50, 60])
    image.putpixel((1, 0), 1)
    image.info["transparency"] = 1
    converted = to_srgb(averageable(image), None)
    assert list(converted.tobytes()) == [10, 20, 30, 0, 0, 0]


@pytest.mark.parametrize("mode", ["I", "F"])
def test_numbers_without_a_range_are_stretched(mode: str) -> None:
    image = Image.new(mode, (3, 1))
    for x, value in enumerate((-1000, 0, 1000)):
        image.putpixel((x, 0), value)
    assert list(averageable(image).tobytes()) == pytest.approx([0, 127, 255], abs=1)


def test_a_profile_of_srgb_changes_nothing() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image = Image.new("RGB", (2, 2), (12, 200, 99))
    assert to_srgb(image, profile) is image


@pytest.mark.parametrize("profile", [b"broken", b"\0" * 200])
def test_a_broken_profile_is_ignored(profile: bytes) -> None:
    image = Image.new("CMYK", (1, 1), (0, 255, 255, 0))
    assert _first_pixel(to_srgb(image, profile)) == _first_pixel(printed(image))


def test_a_profile_for_other_pixels_is_ignored() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image = Image.new("CMYK", (1, 1), (0, 255, 255, 0))
    assert _first_pixel(to_srgb(image, profile)) == _first_pixel(printed(image))


@needs_shared
@pytest.mark.parametrize(
    "name", ["Iceland-P3.jpg", "example.png", "apple_gainmap_new.jpg", "fern_green.jpg"]
)
def test_wide_gamut_colors_come_back_from_their_profile(name: str) -> None:
    """Display P3 and Adobe RGB: what was converted from sRGB must look as before."""
    assert SHARED is not None
    with Image.open(SHARED / "media/formats" / name) as image:
        profile = image.info["icc_profile"]
    # Display P3 and Adobe RGB hold all of sRGB, so nothing is lost on the way there.
    srgb = Image.linear_gradient("L").resize((64, 64)).convert("RGB")
    srgb.paste((200, 40, 60), (0, 0, 32, 32))
    wide = ImageCms.profileToProfile(
        srgb, ImageCms.createProfile("sRGB"), ImageCms.ImageCmsProfile(io.BytesIO(profile))
    )
    assert wide is not None
    assert _difference(wide, srgb) > 3
    assert _difference(to_srgb(wide, profile), srgb) < 1


@needs_shared
def test_cmyk_is_converted_through_its_profile() -> None:
    assert SHARED is not None
    with Image.open(SHARED / "media/formats/Channel_digital_image_CMYK_color.jpg") as image:
        profile = image.info["icc_profile"]
    cyan = Image.new("CMYK", (1, 1), (255, 0, 0, 0))
    assert _first_pixel(to_srgb(cyan, profile)) != _first_pixel(printed(cyan))
    red, green, blue = _first_pixel(to_srgb(cyan, profile))
    assert red < 60
    assert 130 < green < 200
    assert 190 < blue < 250


@needs_shared
def test_prophoto_is_converted() -> None:
    assert SHARED is not None
    with Image.open(SHARED / "media/formats/prophoto.png") as image:
        converted = to_srgb(image.convert("RGB"), image.info["icc_profile"])
        assert _first_pixel(converted) != _first_pixel(image)
