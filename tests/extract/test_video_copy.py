"""Which videos are copied instead of converted."""

from typing import Any

import pytest

from homegallery.config.extractor import VideoSettings
from homegallery.extract.video_copy import copy_options
from homegallery.extract.video_source import VideoSource

STREAM = {
    "codec_name": "h264", "profile": "High", "level": 31, "pix_fmt": "yuv420p", "width": 1280,
    "height": 720, "field_order": "progressive", "sample_aspect_ratio": "1:1",
    "bit_rate": "3999000", "r_frame_rate": "30/1", "avg_frame_rate": "30/1",
}  # fmt: skip
AAC = {"codec_name": "aac", "profile": "LC"}
MP4 = {"format_name": "mov,mp4,m4a,3gp,3g2,mj2"}
MKV = {"format_name": "matroska,webm", "bit_rate": "900000"}
COPY = ["-c", "copy", "-movflags", "+faststart"]
NEW_SOUND = ["-c:v", "copy", "-c:a", "aac", "-b:a", "128k", "-movflags", "+faststart"]


def options(
    audio: dict[str, Any] | None = AAC,
    container: dict[str, Any] = MP4,
    config: dict[str, Any] | None = None,
    **stream: Any,
) -> list[str] | None:
    settings = VideoSettings.model_validate(config or {})
    return copy_options(VideoSource({**STREAM, **stream}, audio, container), settings)


@pytest.mark.parametrize(
    ("audio", "expected"),
    [
        (AAC, COPY),
        (None, COPY),
        ({"codec_name": "mp3", "profile": "unknown"}, COPY),
        ({"codec_name": "aac", "profile": "HE-AAC"}, COPY),
        ({"codec_name": "aac", "profile": "Main"}, NEW_SOUND),
        ({"codec_name": "pcm_s16le"}, NEW_SOUND),
        ({"codec_name": "ac3"}, NEW_SOUND),
    ],
)
def test_sound_is_copied_or_made_anew(audio: dict[str, Any] | None, expected: list[str]) -> None:
    assert options(audio) == expected


@pytest.mark.parametrize(
    "stream",
    [
        {"profile": "Constrained Baseline"},
        {"sample_aspect_ratio": None},
        {"field_order": None},
        {"side_data_list": [{"side_data_type": "Display Matrix", "rotation": 90}]},
        {"r_frame_rate": "120/1", "avg_frame_rate": "1224000/43379"},
        {"avg_frame_rate": "30030/1000"},
        {"container": MKV, "bit_rate": None},
    ],
)
def test_ready_for_the_browser(stream: dict[str, Any]) -> None:
    assert options(**stream) == COPY


@pytest.mark.parametrize(
    "stream",
    [
        {"codec_name": "hevc"},
        {"profile": "High 10"},
        {"profile": "High 4:2:2"},
        {"pix_fmt": "yuv420p10le"},
        {"pix_fmt": "yuv444p"},
        {"level": 51},
        {"level": -99},
        {"height": 1080},
        {"height": None},
        {"bit_rate": "4000001"},
        {"bit_rate": None},
        {"avg_frame_rate": "60/1"},
        {"avg_frame_rate": "0/0", "r_frame_rate": "0/0"},
        {"sample_aspect_ratio": "16:15"},
        {"field_order": "tt"},
        {"color_transfer": "arib-std-b67"},
        {"container": {"format_name": "mpegts"}},
    ],
)
def test_not_ready_for_the_browser(stream: dict[str, Any]) -> None:
    assert options(**stream) is None


@pytest.mark.parametrize(
    ("config", "copied"),
    [
        ({"preset": "veryslow"}, True),
        ({"previewSize": 1080, "maxVideoBitRate": 9000, "frameRate": 60}, True),
        ({"previewSize": 480}, False),
        ({"maxVideoBitRate": 1000}, False),
        ({"frameRate": 25}, False),
        ({"scale": "-2:ih"}, False),
        ({"videoEncoder": "h264_vaapi"}, False),
        ({"profile": "high"}, False),
        ({"level": 4}, False),
        ({"ext": "mkv"}, False),
        ({"addFfmpegArgs": ["-an"]}, False),
        ({"customFfmpegArgs": ["-an"]}, False),
    ],
)
def test_only_for_who_does_not_want_another_look(config: dict[str, Any], copied: bool) -> None:
    assert (options(config=config) is not None) is copied
