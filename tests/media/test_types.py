import pytest

from homegallery.media.types import MediaType, extension_of, media_type


@pytest.mark.parametrize(
    ("filename", "expected"),
    [
        ("a.jpg", "image"),
        ("2024/IMG_1.JPEG", "image"),
        ("a.heic", "rawImage"),
        ("a.CR3", "rawImage"),
        ("a.psd", "binImage"),
        ("a.mts", "video"),
        ("a.3gp", "video"),
        ("a.flac", "sound"),
        ("a.gpx", "gps"),
        ("a.txt", "text"),
        ("a.md", "text"),
        ("a.jpg.xmp", "meta"),
        ("a.docx", "document"),
        ("a.gz", "archive"),
        ("a.dll", "bin"),
        ("a.jxl", "unknown"),
        ("README", "unknown"),
        ("a.", "unknown"),
        ("a.j", "unknown"),
        ("jpg", "unknown"),
        ("a.jpg\n", "unknown"),
        (".jpg", "image"),
    ],
)
def test_type_by_extension(filename: str, expected: MediaType) -> None:
    assert media_type(filename) == expected


@pytest.mark.parametrize(
    ("filename", "expected"),
    [("a.JPG", "jpg"), ("a.tar.gz", "gz"), ("a", ""), ("a.b c", ""), ("a.jpg-1", "")],
)
def test_extension(filename: str, expected: str) -> None:
    assert extension_of(filename) == expected
