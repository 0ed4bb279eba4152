import pytest
from PIL import Image

from homegallery.extract.process_color import printed


@pytest.mark.parametrize(
    ("inks", "adobe"),
    [
        ((0, 0, 0, 0), (255, 255, 255)),
        ((255, 0, 0, 0), (0, 174, 239)),
        ((0, 255, 0, 0), (236, 0, 140)),
        ((0, 0, 255, 0), (255, 242, 0)),
        ((0, 255, 255, 0), (237, 28, 36)),
        ((255, 0, 255, 0), (0, 166, 81)),
        ((255, 255, 0, 0), (46, 49, 146)),
        ((0, 0, 0, 255), (35, 31, 32)),
        ((255, 255, 255, 255), (0, 0, 0)),
    ],
)
def test_inks_look_as_on_paper(inks: tuple[int, ...], adobe: tuple[int, ...]) -> None:
    """Against what Adobe's programs show for U.S. Web Coated (SWOP)."""
    pixel = printed(Image.new("CMYK", (1, 1), inks)).getpixel((0, 0))
    assert isinstance(pixel, tuple)
    assert sum(abs(a - b) for a, b in zip(pixel, adobe, strict=True)) / 3 < 30


def test_every_pixel_for_itself() -> None:
    image = Image.new("CMYK", (3, 200))
    image.paste((0, 0, 0, 255), (1, 100, 3, 200))
    made = printed(image)
    assert (made.mode, made.size) == ("RGB", (3, 200))
    dark = printed(Image.new("CMYK", (1, 1), (0, 0, 0, 255))).getpixel((0, 0))
    assert [made.getpixel(at) for at in ((0, 0), (2, 99), (0, 199), (1, 100), (2, 199))] == [
        (255, 255, 255), (255, 255, 255), (255, 255, 255), dark, dark,
    ]  # fmt: skip
