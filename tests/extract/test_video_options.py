"""Options of a conversion, word by word."""

from typing import Any

import pytest

from homegallery.config.extractor import VideoSettings
from homegallery.extract.video_encoder import encoder
from homegallery.extract.video_options import output_format, preview_options
from homegallery.extract.video_source import VideoSource

DEFAULT = (
    "-c:v libx264 -c:a aac -r 30 -vf scale=-2:'min(720,ih)',format=yuv420p -preset slow "
    "-tune film -profile:v baseline -level:v 3.0 -maxrate 4000k -bufsize 8000k "
    "-movflags +faststart -b:a 128k"
)
TURNED = [{"side_data_type": "Display Matrix", "rotation": 270}]
ZSCALE = frozenset({"zscale", "tonemap"})


def options(filters: frozenset[str] = ZSCALE, *, stream: Any = None, **settings: Any) -> str:
    """The words of a 1080p video of 60 frames, with a blank between."""
    told = {"height": 1080, "r_frame_rate": "60/1", "avg_frame_rate": "60/1", **(stream or {})}
    config = VideoSettings.model_validate(settings)
    source = VideoSource(told, None, {})
    return " ".join(preview_options(source, config, encoder(config.video_encoder), filters))


def filters_of(words: str) -> str:
    return words.split(" -vf ")[1].split(" -preset ")[0]


def test_defaults_in_their_order() -> None:
    assert options() == DEFAULT


@pytest.mark.parametrize(
    ("settings", "old", "new"),
    [
        ({"previewSize": 480}, "min(720,ih)", "min(480,ih)"),
        ({"frameRate": 25}, "-r 30", "-r 25"),
        ({"frameRate": 29.97}, "-r 30", "-r 2997/100"),
        ({"preset": "fast"}, "-preset slow", "-preset fast"),
        ({"profile": "high"}, "-profile:v baseline", "-profile:v high"),
        ({"level": 4}, "-level:v 3.0", "-level:v 4.0"),
        ({"level": 3.1}, "-level:v 3.0", "-level:v 3.1"),
        ({"maxVideoBitRate": 900}, "-maxrate 4000k -bufsize 8000k", "-maxrate 900k -bufsize 1800k"),
        ({"addFfmpegArgs": ["-an", "-crf 30"]}, "-b:a 128k", "-b:a 128k -an -crf 30"),
        ({"ext": "webm"}, "-c:a aac", "-c:a libopus"),
    ],
)
def test_every_setting(settings: dict[str, Any], old: str, new: str) -> None:
    assert options(**settings) == DEFAULT.replace(old, new)


def test_a_scale_expression_of_the_user() -> None:
    expression = "-2:'min(ih,max(320,min(640,ih*.5)))'"
    assert filters_of(options(scale=expression)).startswith(f"scale={expression},crop=")


def test_custom_arguments_replace_all_but_the_further_ones() -> None:
    words = options(customFfmpegArgs=["-c:v libx264", "-crf 23"], addFfmpegArgs=["-an"])
    assert words == "-c:v libx264 -crf 23 -an"


def test_a_turned_video_is_limited_in_its_width() -> None:
    lying = DEFAULT.replace("-2:'min(720,ih)'", "'min(720,iw)':-2")
    assert options(stream={"side_data_list": TURNED}) == lying
    custom = ["-vf scale=-2:'min(9,ih)'"]
    stream = {"side_data_list": TURNED}
    assert options(stream=stream, customFfmpegArgs=custom) == "-vf scale='min(9,iw)':-2"
    assert options(stream=stream, addFfmpegArgs=custom).endswith(" -vf scale='min(9,iw)':-2")


@pytest.mark.parametrize(
    ("rate", "mean", "words"),
    [
        ("25/1", "25/1", "-r 25 "),
        ("24000/1001", "24000/1001", "-r 24000/1001 "),
        ("50/1", "25/1", "-r 25 "),
        ("120/1", "28/1", "-r 30 "),
        ("90000/1", "10/1", "-r 30 "),
        ("30/1", "30/1", "-r 30 "),
        ("0/0", "0/0", "-r 30 "),
    ],
)
def test_the_frame_rate_is_never_raised(rate: str, mean: str, words: str) -> None:
    made = options(stream={"r_frame_rate": rate, "avg_frame_rate": mean})
    assert made == DEFAULT.replace("-r 30 ", words)


def test_odd_heights_become_even() -> None:
    assert "crop" not in options(stream={"height": 101}, previewSize=100)
    assert ",crop='max(2,iw-mod(iw,2))':'max(2,ih-mod(ih,2))'," in options(stream={"height": 99})
    assert ",crop=" in options(previewSize=719)


def test_interlaced_video() -> None:
    made = filters_of(options(stream={"field_order": "bb"}))
    assert made.startswith("bwdif=mode=send_frame:deint=interlaced,scale=-2:")


def test_pixels_become_squares_before_all_scaling() -> None:
    made = filters_of(options(stream={"sample_aspect_ratio": "16:15", "side_data_list": TURNED}))
    assert made == (
        "scale=iw:'max(2,trunc(ih/sar/2)*2)',setsar=1,scale='min(720,iw)':-2,format=yuv420p"
    )


def test_transparent_video_is_put_on_black() -> None:
    made = filters_of(options(stream={"pix_fmt": "yuva420p"}))
    assert made.startswith("format=yuva444p,premultiply=inplace=1,scale=")


def test_high_dynamic_range_becomes_bt709() -> None:
    stream = {"color_transfer": "smpte2084", "color_space": "bt2020nc"}
    by_light = filters_of(options(stream=stream))
    assert by_light.startswith(
        "scale=-2:'min(720,ih)',setparams=color_primaries=bt2020,zscale=t=li"
    )
    assert by_light.endswith("color_trc=bt709:colorspace=bt709,format=yuv420p")
    by_curve = filters_of(options(frozenset({"tonemap"}), stream=stream))
    assert "zscale" not in by_curve
    assert ",lutrgb=r='st(0," in by_curve


@pytest.mark.parametrize(
    ("name", "pixels", "words"),
    [
        ("h264_nvenc", "yuv420p", "-preset p5 -profile:v baseline -rc vbr -cq 23 -b:v 0 "),
        ("h264_qsv", "nv12", "-preset slow -profile:v baseline -b:v 2000k "),
        ("h264_vaapi", "nv12,hwupload", "-profile:v constrained_baseline -rc_mode VBR -b:v 2000k "),
        ("h264_v4l2m2m", "yuv420p", "-b:v 2000k "),
        ("libx265", "yuv420p", ""),
    ],
)
def test_encoders_get_options_they_understand(name: str, pixels: str, words: str) -> None:
    assert options(videoEncoder=name) == (
        f"-c:v {name} -c:a aac -r 30 -vf scale=-2:'min(720,ih)',format={pixels} {words}"
        "-maxrate 4000k -bufsize 8000k -movflags +faststart -b:a 128k"
    )


def test_presets_and_profiles_by_the_names_of_the_hardware() -> None:
    assert " -preset p1 " in options(videoEncoder="h264_nvenc", preset="superfast")
    assert " -preset p2 " in options(videoEncoder="h264_nvenc", preset="p2")
    assert " -preset veryfast " in options(videoEncoder="h264_qsv", preset="ultrafast")
    assert " -profile:v high " in options(videoEncoder="h264_vaapi", profile="high")


def test_only_vaapi_needs_a_device_before_the_input() -> None:
    assert encoder("h264_vaapi").device == ("-vaapi_device", "/dev/dri/renderD128")
    assert encoder("h264_nvenc").device == encoder("libx264").device == ()
    assert encoder("h264_nvenc").is_hardware
    assert not encoder("libx264").is_hardware
    assert not encoder("libx265").is_hardware


@pytest.mark.parametrize(("ext", "name"), [("mp4", "mp4"), ("mkv", "matroska"), ("webm", "webm")])
def test_containers(ext: str, name: str) -> None:
    assert output_format(ext) == ["-f", name]
