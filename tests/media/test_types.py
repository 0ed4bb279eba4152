import pytest

from homegallery.media.types import MediaType, extension_of, is_heif, media_type


@pytest.mark.parametrize(
    ("filename", "expected"),
    [
        ("a.jpg", "image"),
        ("2024/IMG_1.JPEG", "image"),
        ("a.heic", "rawImage"),
        ("a.CR3", "rawImage"),
        ("a.pef", "rawImage"),
        ("a.X3F", "rawImage"),
        ("a.3fr", "rawImage"),
        ("a.raw", "rawImage"),
        ("a.hif", "rawImage"),
        ("a.heics", "rawImage"),
        ("a.jfif", "image"),
        ("a.psd", "binImage"),
        ("a.mts", "video"),
        ("a.3gp", "video"),
        ("a.m2ts", "video"),
        ("MOV001.MOD", "video"),
        ("a.ts", "text"),
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


def test_heif_is_no_raw_photo() -> None:
    assert all(map(is_heif, ("a.heic", "b.HEIF", "c.hif", "d.heics")))
    assert not any(map(is_heif, ("a.cr3", "heic", "a.avif")))


# The types that the original knows, in its order: spec of its indexer.
ORIGINAL: dict[str, MediaType] = {
    "ico bmp gif png jpg jpeg jpe tif tiff thm webp avif": "image",
    "psd xcf": "binImage",
    "arw cr2 cr3 crw dng gpr heic heif mrw nef nrw orf raf rw2 sr2 srf srw": "rawImage",
    "avi wmv mov mpg mpeg mp4 m4v 3gp mts flv swf webm mkv": "video",
    "wav mp3 ogg flac m4a aac wma": "sound",
    "gpx kmz": "gps",
    "txt conf md yml html sh json ts js csv xml ini svg m3u": "text",
    "xmp": "meta",
    "doc docx log ai pdf": "document",
    "zip tar gz bzip": "archive",
    "exe dll": "bin",
}


def test_all_types_of_the_original() -> None:
    for extensions, expected in ORIGINAL.items():
        for extension in extensions.split():
            assert media_type(f"a.{extension}") == expected
