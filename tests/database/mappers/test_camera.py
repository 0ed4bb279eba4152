from typing import Any

import pytest

from homegallery.database.mappers.camera import map_camera
from tests.database.samples import exif, group, media_file


def fields(**tags: Any) -> dict[str, Any]:
    return dict(map_camera(exif(**tags)))


AVIF = {"MIMEType": "image/avif", "ImageWidth": 40, "ImageHeight": 30}


@pytest.mark.parametrize(
    ("tags", "size"),
    [
        ({"ImageWidth": 40, "ImageHeight": 30}, (40, 30)),
        ({"ImageWidth": 40, "ImageHeight": 30, "Orientation": 4}, (40, 30)),
        ({"ImageWidth": 40, "ImageHeight": 30, "Orientation": 5}, (30, 40)),
        (AVIF | {"Rotation": "Rotate 90 CW"}, (30, 40)),
        (AVIF | {"Rotation": 270}, (30, 40)),
        (AVIF | {"Rotation": 180, "Orientation": 6}, (40, 30)),
        (AVIF | {"Orientation": 6}, (30, 40)),
        ({"ImageWidth": 40, "ImageHeight": 30, "Rotation": 90}, (40, 30)),
        ({"ImageWidth": 40}, (40, 40)),
        ({"ImageHeight": 30, "ImageWidth": "x"}, (30, 30)),
        ({"Make": "Acme"}, (1280, 1280)),
        ({}, (1280, 1280)),
    ],
)
def test_size(tags: dict[str, Any], size: tuple[int, int]) -> None:
    made = fields(**tags)
    assert (made["width"], made["height"]) == size


def test_without_exif_only_the_size() -> None:
    assert dict(map_camera(group(media_file("a.jpg")))) == {"width": 1280, "height": 1280}


def test_the_first_exif_counts() -> None:
    files = (
        media_file("a.jpg"),
        media_file("a.xmp", exif={"Make": "X"}),
        media_file("b", exif={"Make": "B"}),
    )
    assert map_camera(group(*files))["make"] == "X"


def test_a_photo_without_camera_data_borrows_that_of_its_raw_file() -> None:
    files = (
        media_file("a.jpg", exif={"ImageWidth": 40, "ImageHeight": 30, "Make": "", "ISO": 100}),
        media_file(
            "a.cr2",
            exif={"ImageWidth": 400, "Make": "Acme", "ISO": 200, "FocalLength": "24.0 mm"},
        ),
        media_file("a.xmp", exif={"Make": "Other", "Model": "Zoom 1", "Orientation": 6}),
    )
    made = map_camera(group(*files))
    assert (made["make"], made["model"], made["iso"]) == ("Acme", "Zoom 1", 100)
    assert made["focalLength"] == 24
    assert (made["width"], made["height"], made["orientation"]) == (40, 30, 1)


def test_the_size_of_a_raw_photo_is_not_that_of_a_picture_inside() -> None:
    exif = {"ImageWidth": 1536, "ImageHeight": 1024, "ImageSize": "3456x2304", "Orientation": 8}
    made = map_camera(group(media_file("a.cr2", exif=exif)))
    assert (made["width"], made["height"]) == (2304, 3456)
    made = map_camera(group(media_file("a.heic", exif=exif)))
    assert (made["width"], made["height"]) == (1024, 1536)


def test_a_raw_photo_of_unknown_size_has_that_of_its_preview() -> None:
    preview = {"ImageWidth": 1080, "ImageHeight": 1620, "Orientation": 1}
    file = media_file("a.cr3", exif={"Orientation": 6}, rawPreviewExif=preview)
    made = map_camera(group(file))
    assert (made["width"], made["height"], made["orientation"]) == (1080, 1620, 6)


def test_what_is_unknown() -> None:
    assert fields(Orientation=0, Make="", ISO="", FocalLength="undef", ShutterSpeed="") == {
        "width": 1280, "height": 1280, "orientation": 1, "duration": 0,
        "make": "unknown", "model": "unknown", "focalLength": -1, "focalLength33mm": -1,
    }  # fmt: skip


def test_what_is_known() -> None:
    made = fields(
        Orientation=6, Make="Acme", Model=1000, ISO=[80], ApertureValue=0, Aperture=2.8,
        ExposureMode="Auto", WhiteBalance=1, Duration=5.5,
    )  # fmt: skip
    assert made["make"] == "Acme"
    assert made["model"] == "1000"
    assert made["iso"] == 80
    assert made["aperture"] == 2.8
    assert made["exposureMode"] == "Auto"
    assert made["whiteBalance"] == "1"
    assert made["duration"] == 5.5
    assert made["orientation"] == 6


def test_the_media_duration_comes_first() -> None:
    assert fields(MediaDuration="0.5", Duration=5)["duration"] == 0.5
    assert fields(MediaDuration=0, Duration={"Value": 5})["duration"] == 0


@pytest.mark.parametrize(
    ("value", "length"),
    [
        ("4.2 mm", 4.2),
        ("18.0 mm", 18),
        ("0.0 mm", 0),
        (25, 25),
        (4.25, 4.25),
        ("x", -1),
        (None, -1),
    ],
)
def test_focal_length(value: Any, length: float) -> None:
    made = fields(FocalLength=value, FocalLengthIn35mmFormat=value, Make="Acme")
    assert (made["focalLength"], made["focalLength33mm"]) == (length, length)


@pytest.mark.parametrize(
    ("raw", "rest"),
    [
        ("1/125", (0.008, 1, 125)),
        ("10/25", (0.4, 10, 25)),
        (2, (2,)),
        (0.5, (0.5,)),
        ("0.5", (0.5,)),
    ],
)
def test_shutter_speed(raw: Any, rest: tuple[float, ...]) -> None:
    made = {key: value for key, value in fields(ShutterSpeed=raw).items() if "Shutter" in key}
    assert tuple(made.values()) == (raw, *rest)
    assert (
        list(made)[1:]
        == [f"ShutterSpeed{name}" for name in ("Value", "Numerator", "Divider")][: len(rest)]
    )


@pytest.mark.parametrize("raw", ["1/0", "fast", True, {}])
def test_a_shutter_speed_that_is_none(raw: Any) -> None:
    assert not [key for key in fields(ShutterSpeed=raw) if "Shutter" in key]
