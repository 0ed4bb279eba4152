"""What is read from ffprobe.json before a conversion."""

from fractions import Fraction
from typing import Any

import pytest

from homegallery.extract.video_source import VideoSource, read_source


def probe(*streams: dict[str, Any], **container: Any) -> dict[str, Any]:
    return {"streams": list(streams), "format": container}


def source(**stream: Any) -> VideoSource:
    found = read_source(probe({"codec_type": "video", "index": 0, **stream}))
    assert found
    return found


def test_the_moving_picture_and_the_main_sound() -> None:
    cover = {"index": 0, "codec_type": "video", "disposition": {"attached_pic": 1}}
    film = {"index": 1, "codec_type": "video"}
    spatial = {"index": 2, "codec_type": "audio", "codec_name": "unknown"}
    other = {"index": 3, "codec_type": "audio", "codec_name": "aac"}
    main = {"index": 4, "codec_type": "audio", "codec_name": "aac", "disposition": {"default": 1}}
    found = read_source(probe(cover, film, spatial, other, main))
    assert found
    assert (found.stream, found.audio) == (film, main)
    found = read_source(probe(film, spatial, other))
    assert found
    assert found.audio == other
    found = read_source(probe(film, spatial))
    assert found
    assert found.audio is None


@pytest.mark.parametrize(
    "streams",
    [[], [{"codec_type": "audio"}], [{"codec_type": "video", "disposition": {"attached_pic": 1}}]],
)
def test_without_a_moving_picture(streams: list[dict[str, Any]]) -> None:
    assert read_source(probe(*streams)) is None


@pytest.mark.parametrize(
    ("stream", "container", "duration"),
    [("2.5", "9", 2.5), (None, "9", 9), ("0", "9", 9), ("N/A", None, 0), ("-1", "nan", 0)],
)
def test_duration(stream: Any, container: Any, duration: float) -> None:
    found = read_source(probe({"codec_type": "video", "duration": stream}, duration=container))
    assert found
    assert found.duration == duration


@pytest.mark.parametrize(
    ("rotation", "turned"),
    [(90, True), (-90, True), (270, True), (-270, True), (180, False), (-180, False), (0, False)],
)
def test_rotation(rotation: int, turned: bool) -> None:
    matrix = {"side_data_type": "Display Matrix", "rotation": rotation}
    assert source(side_data_list=[{"side_data_type": "x"}, matrix]).is_quarter_turned is turned
    assert not source(side_data_list=[{"rotation": 90}]).is_quarter_turned


@pytest.mark.parametrize(
    ("steady", "mean", "rate", "mean_rate"),
    [
        ("25/1", "25/1", Fraction(25), Fraction(25)),
        ("30000/1001", "30000/1001", Fraction(30000, 1001), Fraction(30000, 1001)),
        ("50/1", "25/1", Fraction(25), Fraction(25)),  # fields
        ("120/1", "28/1", Fraction(120), Fraction(28)),  # varies
        ("90000/1", "10/1", None, Fraction(10)),  # varies without a common measure
        ("24/1", "1000/1", Fraction(24), Fraction(24)),  # a clock of milliseconds
        ("0/0", "0/0", None, None),
        (None, None, None, None),
    ],
)
def test_frame_rates(
    steady: Any, mean: Any, rate: Fraction | None, mean_rate: Fraction | None
) -> None:
    found = source(r_frame_rate=steady, avg_frame_rate=mean)
    assert (found.frame_rate, found.mean_frame_rate) == (rate, mean_rate)


def test_interlaced_hdr_transparent() -> None:
    plain = source(field_order="progressive", color_transfer="bt709", pix_fmt="yuv420p")
    assert not (plain.is_interlaced or plain.is_hdr or plain.has_alpha)
    assert source(field_order="tt").is_interlaced
    assert source(color_transfer="smpte2084").is_hdr
    assert source(pix_fmt="yuva420p").has_alpha
    assert source(pix_fmt="yuv420p", tags={"alpha_mode": "1"}).has_alpha


def test_bit_rate_of_the_stream_or_the_file() -> None:
    stream = {"codec_type": "video", "bit_rate": "N/A"}
    found = read_source(probe(stream, bit_rate="90000"))
    assert found
    assert found.bit_rate == 90_000
    assert source(bit_rate="5").bit_rate == 5
    assert source().bit_rate == 0
