import io
import struct
from pathlib import Path

import pytest
from PIL import Image

from homegallery.extract.exif_plain import is_plain
from tests.shared import SHARED, needs_shared

XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/" %s/>'


def _jpeg(*segments: tuple[int, bytes]) -> bytes:
    """A real JPEG with these segments after its start."""
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, "JPEG")
    packed = (
        bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data for marker, data in segments
    )
    return b"\xff\xd8" + b"".join(packed) + buffer.getvalue()[2:]


def _xmp(namespaces: bytes) -> tuple[int, bytes]:
    return 0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP % namespaces


@pytest.mark.parametrize(
    ("segments", "plain"),
    [
        ([], True),
        ([(0xE1, b"Exif\0\0MM")], True),
        ([(0xE1, b"Exif\0\0MM"), (0xE2, b"ICC_PROFILE\0")], True),
        ([(0xFE, b"comment"), (0xEE, b"Adobe")], True),
        ([_xmp(b'xmlns:GCamera="http://ns.google.com/photos/1.0/camera/"')], True),
        ([_xmp(b"xmlns:hdrgm = 'http://ns.adobe.com/hdr-gain-map/1.0/'")], True),
        ([_xmp(b'xmlns:dc="http://purl.org/dc/elements/1.1/"')], False),
        ([(0xE1, b"Exif\0\0MM"), _xmp(b'xmlns:xmp="http://ns.adobe.com/xap/1.0/"')], False),
        ([(0xED, b"Photoshop 3.0\0")], False),
        ([(0xE1, b"something else")], False),
        ([(0xEB, b"JP")], False),
    ],
)
def test_segments_of_a_jpeg(segments: list[tuple[int, bytes]], plain: bool, tmp_path: Path) -> None:
    path = tmp_path / "a.JPG"
    path.write_bytes(_jpeg(*segments))
    assert is_plain(path) is plain


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xd8", b"\xff\xd8\xff", b"\xff\xd8\xff\xe1\0\0",
     b"\xff\xd8" + b"\xff\xe0\0\2" * 999, b"\xff\xd8garbage", b"GIF89a"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["a.jpg", "a.heic"])
def test_what_is_not_as_it_should_be(data: bytes, name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert not is_plain(path)


@pytest.mark.parametrize(
    ("brands", "rest", "plain"),
    [
        (b"heic\0\0\0\0mif1heic", b"pixels", True),
        (b"heic\0\0\0\0mif1", b'<x xmlns:HDRGainMap="http://ns.apple.com/HDRGainMap/1.0/">', True),
        (b"heic\0\0\0\0mif1", b'<x xmlns:dc="http://purl.org/dc/elements/1.1/">', False),
        (b"msf1\0\0\0\0hevc", b"pixels", False),
    ],
)
def test_heic(brands: bytes, rest: bytes, plain: bool, tmp_path: Path) -> None:
    path = tmp_path / "a.heic"
    path.write_bytes(struct.pack(">I", 8 + len(brands)) + b"ftyp" + brands + rest)
    assert is_plain(path) is plain


def test_other_formats_are_not_plain(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    path.write_bytes(_jpeg())
    assert not is_plain(path)


@needs_shared
def test_photos_of_cameras_are_plain() -> None:
    assert SHARED is not None
    names = ("Apple_iPhone_4S", "HMD_Nokia_8.3_5G", "SONY_HDR-HC3")
    assert all(is_plain(SHARED / f"media/camera/{name}.jpg") for name in names)
    assert not is_plain(SHARED / "media/sidecar/ladybug.jpg")
