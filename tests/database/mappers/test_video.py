from typing import Any

import pytest

from homegallery.database.mappers.video import map_video
from tests.database.samples import group, media_file

SOUND = {"codec_type": "audio", "duration": "9", "width": 1, "height": 1}


def video(**fields: Any) -> dict[str, Any]:
    return {"codec_type": "video", "width": 1920, "height": 1080, **fields}


def fields(*streams: Any, name: str = "a.mp4") -> dict[str, Any]:
    return dict(map_video(group(media_file(name, ffprobe={"streams": list(streams)}))))


def test_size_and_duration_of_the_video_stream() -> None:
    made = fields(SOUND, video(duration="5.5"))
    assert made == {"width": 1920, "height": 1080, "duration": 6}


@pytest.mark.parametrize(
    ("duration", "whole"), [("0.49", 0), ("0.5", 1), ("1.4999", 1), (2.5, 3), ("0", 0)]
)
def test_duration_is_rounded_half_up(duration: Any, whole: int) -> None:
    assert fields(video(duration=duration))["duration"] == whole


@pytest.mark.parametrize("duration", ["N/A", None, "-1", "nan", "1e999"])
def test_a_stream_without_duration(duration: Any) -> None:
    assert "duration" not in fields(video(duration=duration))


def test_the_duration_of_the_file_stands_in_where_exif_tells_none() -> None:
    matroska = {"streams": [video(duration="N/A")], "format": {"duration": "5.57"}}
    assert map_video(group(media_file("a.mkv", ffprobe=matroska)))["duration"] == 6
    sidecar = media_file("a.xmp", exif={"Rating": 5})
    files = (media_file("a.mkv", ffprobe=matroska), sidecar)
    assert map_video(group(*files))["duration"] == 6
    known = media_file("a.mkv", ffprobe=matroska, exif={"Duration": 5.57})
    assert "duration" not in map_video(group(known))


def test_the_duration_of_the_stream_comes_first() -> None:
    longer = {"streams": [video(duration="2")], "format": {"duration": "9"}}
    assert map_video(group(media_file("a.mp4", ffprobe=longer)))["duration"] == 2


@pytest.mark.parametrize(
    ("rotation", "turned"), [(90, True), (-90, True), (270, True), (180, False), (0, False)]
)
def test_rotation(rotation: int, turned: bool) -> None:
    matrix = {"side_data_type": "Display Matrix", "rotation": rotation}
    made = fields(video(side_data_list=[{"side_data_type": "Other", "rotation": 90}, matrix]))
    assert made["width"] == (1080 if turned else 1920)


def test_the_first_stream_with_a_size() -> None:
    made = fields(video(width=0, duration="3"), video(width="640", height="480", duration="4"))
    assert made == {"width": 640, "height": 480, "duration": 3}


@pytest.mark.parametrize("streams", [[], [None, 5, "x"], [SOUND], [{"codec_type": "video"}]])
def test_nothing_to_tell(streams: list[Any]) -> None:
    assert fields(*streams) == {}


def test_the_video_of_a_live_photo_is_left_alone() -> None:
    files = (media_file("a.heic"), media_file("a.mov", ffprobe={"streams": [video()]}))
    assert map_video(group(*files)) == {}


def test_the_width_is_that_of_square_pixels() -> None:
    pal = video(width=720, height=576, sample_aspect_ratio="16:15")
    assert fields(pal) == {"width": 768, "height": 576}
    matrix = {"side_data_type": "Display Matrix", "rotation": 270}
    assert fields({**pal, "side_data_list": [matrix]}) == {"width": 576, "height": 768}
