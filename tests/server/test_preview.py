"""Which paths are previews."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homegallery.server.preview import parse_preview

STEM = "a1/b2/" + "c" * 36
KEY = "a1b2" + "c" * 36


@pytest.mark.parametrize(
    ("suffix", "media_type"),
    [
        ("image-preview-320.jpg", "image/jpeg"),
        ("raw-preview.jpg", "image/jpeg"),
        ("video-preview-720.mp4", "video/mp4"),
        ("image-preview-1920.webp", "image/webp"),
        ("live-video.mp4", "video/mp4"),
    ],
)
def test_previews(suffix: str, media_type: str) -> None:
    preview = parse_preview(f"{STEM}-{suffix}")
    assert preview is not None
    assert preview.file_id.hex() == KEY
    assert preview.media_type == media_type


@pytest.mark.parametrize(
    "path",
    [
        f"{STEM}-exif.json",
        f"{STEM}-motion.json",
        f"{STEM}-live-video.json",
        f"{STEM}-x-live-video.mp4",
        f"{STEM}-raw-preview-exif.json",
        f"{STEM}-vibrant.json",
        f"{STEM}-faces.json",
        f"{STEM}-preview.jpg",
        f"{STEM}-image-preview-320.html",
        f"{STEM}-image-preview-320.svg",
        f"{STEM}-image-preview-320.jpg/",
        f"{STEM}-image-preview-320.jpg\n",
        f"/{STEM}-image-preview-320.jpg",
        f"x/../{STEM}-image-preview-320.jpg",
        f"A1/b2/{'c' * 36}-image-preview-320.jpg",
        f"a1/b2/../{'c' * 33}-image-preview-320.jpg",
        "../../etc/passwd",
        "",
    ],
)
def test_everything_else_is_none(path: str) -> None:
    assert parse_preview(path) is None


@given(st.from_regex(r"(\.|/|[0-9a-f]|-image-preview-320\.jpg)+", fullmatch=True))
def test_no_path_leaves_the_storage(path: str) -> None:
    preview = parse_preview(path)
    assert preview is None or not {"", ".", ".."} & set(preview.path.split("/"))
