import struct
import zlib
from pathlib import Path

import pytest
from PIL import ExifTags, Image, ImageChops, ImageFile

from homegallery.extract import picture
from homegallery.extract.picture import picture_size, read_picture
from homegallery.extract.process_color import printed
from homegallery.extract.step import StepError
from tests.extract.photos import corner_colors, corners, encoded
from tests.shared import SHARED, needs_shared

UPRIGHT = ["red", "green", "blue", "white"]

# What a camera stores for an upright picture, by EXIF orientation.
STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def _exif(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    return exif


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "TIFF", "WEBP", "AVIF"])
@pytest.mark.parametrize("orientation", STORED)
def test_all_orientations(tmp_path: Path, format_: str, orientation: int) -> None:
    transpose = STORED[orientation]
    stored = corners(160, 80)
    stored = stored if transpose is None else stored.transpose(transpose)
    path = tmp_path / "photo.jpg"
    path.write_bytes(encoded(stored, format_, exif=_exif(orientation)))

    for long_side in (1000, 64):
        found = read_picture(path, long_side)
        assert (found.width, found.height) == (160, 80)
        assert max(found.image.size) == min(long_side, 160)
        assert corner_colors(found.image) == UPRIGHT


@pytest.mark.parametrize("orientation", [0, 9, 77])
def test_impossible_orientations_are_ignored(tmp_path: Path, orientation: int) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(encoded(corners(80, 40), "JPEG", exif=_exif(orientation)))
    assert corner_colors(read_picture(path, 80).image) == UPRIGHT


@pytest.mark.parametrize(
    ("mode", "format_", "options"),
    [
        ("RGB", "JPEG", {"progressive": True}),
        ("RGBA", "PNG", {}),
        ("P", "PNG", {}),
        ("P", "GIF", {}),
        ("RGB", "BMP", {}),
        ("RGBA", "ICO", {}),
        ("RGB", "TIFF", {"compression": "tiff_lzw"}),
        ("RGBA", "WEBP", {"lossless": True}),
        ("RGB", "AVIF", {}),
    ],
)
def test_formats_and_modes(
    tmp_path: Path, mode: str, format_: str, options: dict[str, object]
) -> None:
    path = tmp_path / "wrongly named.jpg"
    path.write_bytes(encoded(corners(200, 100).convert(mode), format_, **options))
    found = read_picture(path, 100)
    assert found.image.mode == "RGB"
    assert max(found.image.size) <= 100
    assert corner_colors(found.image) == UPRIGHT
    assert found.whole


@pytest.mark.parametrize("format_", ["JPEG", "TIFF"])
def test_process_colors_without_a_profile(tmp_path: Path, format_: str) -> None:
    path = tmp_path / "print.jpg"
    inks = corners(200, 100).convert("CMYK")
    path.write_bytes(encoded(inks, format_))
    assert _distance(read_picture(path, 200).image, printed(inks)) < 3


def test_grey_with_16_bits(tmp_path: Path) -> None:
    image = Image.new("I;16", (64, 64), 0x4000)
    for format_ in ("PNG", "TIFF"):
        path = tmp_path / format_
        path.write_bytes(encoded(image, format_))
        assert read_picture(path, 32).image.getpixel((9, 9)) == (63, 63, 63)


def test_the_first_of_many_frames(tmp_path: Path) -> None:
    frames = [corners(40, 40), Image.new("RGB", (40, 40))]
    for format_ in ("TIFF", "GIF", "WEBP", "PNG", "AVIF", "MPO"):
        path = tmp_path / format_
        path.write_bytes(encoded(frames[0], format_, save_all=True, append_images=frames[1:]))
        assert corner_colors(read_picture(path, 40).image) == UPRIGHT, format_


def test_only_as_much_as_needed_is_decoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[tuple[int, int]] = []
    load = ImageFile.ImageFile.load

    def watch(image: ImageFile.ImageFile) -> object:
        loaded.append(image.size)
        return load(image)

    path = tmp_path / "photo.jpg"
    path.write_bytes(encoded(corners(1600, 800), "JPEG"))
    monkeypatch.setattr(ImageFile.ImageFile, "load", watch)
    assert read_picture(path, 390).image.size == (390, 195)
    assert loaded[0] == (400, 200)


def test_size_of_the_header(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(encoded(corners(160, 80), "JPEG", exif=_exif(6)))
    assert picture_size(path) == (160, 80)


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "GIF", "TIFF"])
def test_data_that_ends_early_shows_its_beginning(tmp_path: Path, format_: str) -> None:
    noisy = Image.effect_noise((200, 200), 90).convert("RGB")
    noisy.paste((254, 0, 0), (0, 0, 200, 40))
    data = encoded(noisy, format_)
    path = tmp_path / "cut.jpg"
    path.write_bytes(data[: len(data) * 2 // 3])
    found = read_picture(path, 200)
    assert not found.whole
    assert found.image.size == (200, 200)
    pixel = found.image.getpixel((100, 20))
    assert isinstance(pixel, tuple)
    assert pixel[0] > 200
    assert pixel[1] < 60
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


@pytest.mark.parametrize(
    "data",
    [
        b"just text",
        b"",
        b"\xff\xd8\xff\xe0\0\x10JFIF",
        encoded(corners(200, 200), "JPEG")[:300],
        encoded(corners(200, 200), "PNG")[:40],
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
        b"\0\0\0\x18ftypheic" + b"\0" * 50,
    ],
)
def test_what_cannot_be_decoded_has_a_reason(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "broken.jpg"
    path.write_bytes(data)
    with pytest.raises(StepError) as caught:
        read_picture(path, 100)
    assert 10 < len(str(caught.value)) < 200
    assert str(tmp_path) not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_not_a_broken_picture(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_picture(tmp_path / "gone.jpg", 100)


def _png_header(width: int, height: int, depth: int, kind: int) -> bytes:
    data = bytearray(encoded(Image.new("1", (1, 1)), "PNG"))
    data[16:26] = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([depth, kind])
    data[29:33] = zlib.crc32(bytes(data[12:29])).to_bytes(4, "big")
    return bytes(data)


@pytest.mark.parametrize(
    ("width", "height", "depth", "kind"),
    [
        (30_000, 30_000, 1, 0),
        (20_000, 20_000, 8, 2),
        (60_000, 60_000, 8, 3),
        (15_000, 15_000, 8, 3),
    ],
)
def test_bombs_are_refused_before_they_take_memory(
    tmp_path: Path, width: int, height: int, depth: int, kind: int
) -> None:
    path = tmp_path / "bomb.png"
    path.write_bytes(_png_header(width, height, depth, kind))
    with pytest.raises(StepError, match=f"too large to decode: {width} x {height}"):
        read_picture(path, 100)


def test_an_avif_that_no_decoder_takes_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "large.avif"
    data = encoded(corners(64, 64), "AVIF")
    path.write_bytes(data.replace(struct.pack(">II", 64, 64), struct.pack(">II", 17000, 17000)))
    with pytest.raises(StepError, match="too large to decode: 17000 x 17000 pixels"):
        read_picture(path, 1000)


def test_a_large_jpeg_is_decoded_in_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same number of pixels is too much for a format without scaled decoding."""
    monkeypatch.setattr(picture, "MAX_DECODED", 1_000_000)
    path = tmp_path / "large"
    image = corners(2000, 1000)
    path.write_bytes(encoded(image, "JPEG"))
    assert read_picture(path, 250).image.size == (250, 125)
    for refused in (encoded(image, "PNG"), encoded(image, "JPEG", progressive=True)):
        path.write_bytes(refused)
        with pytest.raises(StepError, match="too large"):
            read_picture(path, 250)


def _distance(one: Image.Image, other: Image.Image) -> float:
    """Mean distance of the brightness, 0 to 255."""
    difference = ImageChops.difference(one.convert("L"), other.convert("L"))
    mean = difference.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    assert isinstance(mean, int)
    return mean


@needs_shared
@pytest.mark.parametrize("scene", ["Landscape", "Portrait"])
def test_photos_of_all_orientations_look_the_same(scene: str) -> None:
    assert SHARED is not None
    folder = SHARED / "media/orientation"
    upright = read_picture(folder / f"{scene}_1.jpg", 320)
    for number in range(2, 9):
        other = read_picture(folder / f"{scene}_{number}.jpg", 320)
        assert (other.width, other.height) == (upright.width, upright.height)
        assert _distance(upright.image, other.image) <= 3


@needs_shared
@pytest.mark.parametrize(
    ("name", "width", "height"),
    [
        ("arrow.heic", 3024, 4032),
        ("avif-orientation-6.avif", 3024, 4032),
        ("kimono.rotate90.avif", 722, 1024),
        ("png-6.png", 960, 1395),
        ("tiff-6.tiff", 43, 65),
    ],
)
def test_turned_once_and_not_twice(name: str, width: int, height: int) -> None:
    assert SHARED is not None
    found = read_picture(SHARED / "media/orientation" / name, 128)
    assert (found.width, found.height) == (width, height)
    assert (found.image.width > found.image.height) == (width > height)


@needs_shared
def test_every_format_of_the_corpus() -> None:
    assert SHARED is not None
    unreadable, plain = set(), set()
    for path in sorted((SHARED / "media/formats").iterdir()):
        try:
            found = read_picture(path, 128)
        except StepError:
            unreadable.add(path.name)
        else:
            assert found.whole, path.name
            assert max(found.image.size) <= 128
            low, high = found.image.convert("L").getextrema()
            if low == high:
                plain.add(path.name)
    # Black on transparent, which becomes black on black, and pictures of one color.
    assert plain == {"16-bit-grey-alpha.png", "p3.png", "prophoto.png"}
    assert unreadable == {"jpegxl.jxl", "relax.jp2"}


@needs_shared
def test_heic_is_known_by_its_content(tmp_path: Path) -> None:
    assert SHARED is not None
    path = tmp_path / "IMG_0001.JPG"
    path.write_bytes((SHARED / "media/live/IMG_7943.HEIC").read_bytes())
    assert read_picture(path, 1000).image.size == (100, 133)
