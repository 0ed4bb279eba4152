from typing import Any

import pytest

from homegallery.database.mappers.files import map_files
from tests.database.samples import group, media_file, sha1


def test_files_in_their_order_with_slashes() -> None:
    made = map_files(group(media_file("d\\a.NEF", size=5), media_file("d/a.jpg.xmp", size=3)))
    assert made["id"] == sha1("d\\a.NEF")
    assert made["type"] == "rawImage"
    assert made["files"] == [
        {"id": sha1("d\\a.NEF"), "index": "Pictures", "type": "rawImage",
         "size": 5, "filename": "d/a.NEF"},
        {"id": sha1("d/a.jpg.xmp"), "index": "Pictures", "type": "meta",
         "size": 3, "filename": "d/a.jpg.xmp"},
    ]  # fmt: skip
    assert (made["groupIds"], made["plugin"]) == ([], {})


def test_previews_do_not_depend_on_the_order_of_creation() -> None:
    objects = [
        "1-exif.json", "1-image-preview-320.jpg", "1-image-preview-1280.jpg", "1-vibrant.json",
        "1-raw-preview.jpg", "1-raw-preview-exif.json", "1-video-preview-720.mp4",
    ]  # fmt: skip
    expected = [
        "1-image-preview-1280.jpg", "1-image-preview-320.jpg",
        "1-raw-preview.jpg", "1-video-preview-720.mp4", "2-image-preview-1920.jpg",
    ]  # fmt: skip
    sidecar = media_file("a.jpg", "2-image-preview-1920.jpg", "1-image-preview-320.jpg")
    for order in (objects, objects[::-1]):
        assert map_files(group(media_file("a.nef", *order), sidecar))["previews"] == expected


@pytest.mark.parametrize(
    ("vibrant", "colours"),
    [
        (
            {"Vibrant": {"rgb": [1, 2.5, 254.5]}, "Muted": {"rgb": [16, 0, 0]}},
            ["#0103FF", "#100000"],
        ),
        ({"Vibrant": None, "Muted": {"rgb": [300, -4, 9.49]}}, ["#FF0009"]),
        ({"Vibrant": {"rgb": [1, 2]}, "Muted": {"rgb": [1, "x", 2]}}, []),
        ({"LightVibrant": {"rgb": [1, 2, 3]}}, []),
        ([], []),
    ],
)  # fmt: skip
def test_colours(vibrant: Any, colours: list[str]) -> None:
    made = map_files(group(media_file("a.xmp"), media_file("a.jpg", vibrant=vibrant)))
    assert made["vibrantColors"] == colours
