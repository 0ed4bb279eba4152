import pytest
from hypothesis import given
from hypothesis import strategies as st

from homegallery.storage.layout import (
    is_browser_video,
    key_of,
    meta_key,
    object_path,
    preview_size,
    preview_suffix,
    suffix_of,
)

SHA1 = "25d7b73c43674fec76979c2fef7d09884c1864af"
PATH = "25/d7/b73c43674fec76979c2fef7d09884c1864af-image-preview-320.jpg"


def test_path_of_the_specification() -> None:
    assert object_path(SHA1, "image-preview-320.jpg") == PATH


@given(
    st.text("0123456789abcdef", min_size=40, max_size=40), st.sampled_from(["a.json", "b-1.jpg"])
)
def test_path_tells_key_and_suffix(sha1: str, suffix: str) -> None:
    path = object_path(sha1, suffix)
    assert (key_of(path), suffix_of(path)) == (sha1, suffix)


@pytest.mark.parametrize("sha1", ["", "25d7", SHA1.upper(), SHA1 + "0", "../" + SHA1[3:]])
def test_only_a_checksum_is_a_key(sha1: str) -> None:
    with pytest.raises(ValueError, match="SHA-1"):
        object_path(sha1, "exif.json")


@pytest.mark.parametrize(
    "path",
    [
        "",
        "a.jpg",
        f"/{PATH}",
        f"../{PATH}",
        PATH.replace("d7/", "d7/../d7/"),
        PATH + "/x",
        PATH[:40],
    ],
)
def test_other_paths_have_no_key(path: str) -> None:
    assert key_of(path) is None
    assert suffix_of(path) is None


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("exif.json", "exif"),
        ("geo-reverse.json", "geoReverse"),
        ("raw-preview-exif.json", "rawPreviewExif"),
        ("similarity-embeddings.json", "similarityEmbeddings"),
        ("b73c43674fec76979c2fef7d09884c1864af-geo-reverse.json", "geoReverse"),
        (f"{SHA1}-faces.json", "faces"),
        ("25/d7/b73c43674fec76979c2fef7d09884c1864af-exif.json", "exif"),
        ("face-detail.json", "faceDetail"),
    ],
)
def test_meta_key(name: str, key: str) -> None:
    assert meta_key(name) == key


def test_size_is_in_the_name_of_a_preview() -> None:
    assert preview_size(PATH) == 320
    assert preview_size(preview_suffix(1920)) == 1920
    assert preview_size("image-preview-0.jpg") is None
    assert preview_size("raw-preview.jpg") is None


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("video-preview-720.mp4", True),
        (f"25/d7/{SHA1[4:]}-video-preview-1080.webm", True),
        ("video-preview-720.mkv", False),
        ("video-poster.jpg", False),
        ("live-video.mp4", False),
    ],
)
def test_videos_that_browsers_play(path: str, expected: bool) -> None:
    assert is_browser_video(path) is expected
