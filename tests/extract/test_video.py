"""Conversions of small videos: shape, colours, rates, copies, hardware, failures."""

import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat

from homegallery.config.extractor import VideoSettings
from homegallery.extract.ffprobe import FFPROBE_STEP, read_ffprobe
from homegallery.extract.step import Work, WorkerTools
from homegallery.extract.tools.ffmpeg import FFmpeg
from homegallery.extract.tools.program import ProgramError
from homegallery.extract.video import VIDEO_STEP, VideoConverter, video_step
from homegallery.extract.video_conversion import ConversionError
from homegallery.extract.video_source import read_source
from homegallery.storage.layout import VIDEO_POSTER
from homegallery.storage.store import Storage
from tests.extract.videos import (
    QUARTERS,
    frames_of,
    make_video,
    needs_ffmpeg,
    probe_video,
    turn,
    work_on,
)

pytestmark = needs_ffmpeg

PREVIEW = "video-preview-720.mp4"
QUICK = {"preset": "ultrafast"}
SOUND = ("-f", "lavfi", "-i", "sine=d=1")
RED, LIME, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)

Convert = Callable[..., dict[str, Any]]


@pytest.fixture
def tools() -> Iterator[WorkerTools]:
    tools = WorkerTools()
    yield tools
    tools.close()


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path / "storage")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "target"
    path.touch()
    return path


@pytest.fixture
def convert(target: Path) -> Convert:
    """Converts a video to ``target`` and tells of the result."""

    def run(video: Path, **settings: Any) -> dict[str, Any]:
        source = read_source(read_ffprobe(video, FFmpeg()))
        assert source
        chosen = VideoSettings.model_validate({**QUICK, **settings})
        VideoConverter().convert(video, target, source, chosen)
        return probe_video(target)

    return run


def colours(image: Image.Image) -> list[tuple[int, ...]]:
    """Of the quarters: above left and right, below left and right, in full steps."""
    places = [(x, y) for y in (1, 3) for x in (1, 3)]
    found = []
    for x, y in places:
        value = image.getpixel((image.width * x // 4, image.height * y // 4))
        assert isinstance(value, tuple)
        found.append(tuple(255 if channel > 127 else 0 for channel in value))
    return found


def shape(made: dict[str, Any]) -> tuple[int, int]:
    return made["width"], made["height"]


def test_what_browsers_play(convert: Convert, tmp_path: Path, target: Path) -> None:
    options = (*SOUND, "-c:v", "mpeg4", "-c:a", "pcm_s16le", "-metadata", "location=+1+2/")
    video = make_video(tmp_path / "a.mkv", QUARTERS, *options)
    made = convert(video)
    assert (made["codec_name"], made["profile"]) == ("h264", "Constrained Baseline")
    assert (made["pix_fmt"], made["level"]) == ("yuv420p", 30)
    assert [stream["codec_name"] for stream in made["streams"]] == ["h264", "aac"]
    assert float(made["duration"]) == 1
    assert target.read_bytes().index(b"moov") < target.read_bytes().index(b"mdat")
    assert b"+1+2/" not in target.read_bytes()
    assert colours(frames_of(target)[0]) == [RED, LIME, BLUE, WHITE]


@pytest.mark.parametrize(
    ("degrees", "size", "seen"),
    [
        (0, (64, 48), [RED, LIME, BLUE, WHITE]),
        (90, (48, 64), [BLUE, RED, WHITE, LIME]),
        (180, (64, 48), [WHITE, BLUE, LIME, RED]),
        (270, (48, 64), [LIME, WHITE, RED, BLUE]),
    ],
)
def test_videos_are_turned_and_their_short_side_is_limited(
    degrees: int,
    size: tuple[int, int],
    seen: list[tuple[int, ...]],
    convert: Convert,
    tmp_path: Path,
    target: Path,
) -> None:
    video = make_video(tmp_path / "a.mp4", QUARTERS)
    if degrees:
        turn(video, degrees)
    made = convert(video, previewSize=48)
    assert (shape(made), made["rotation"]) == (size, 0)
    assert colours(frames_of(target)[0]) == seen


@pytest.mark.parametrize(
    ("source", "settings", "size"),
    [
        ("s=128x96", {}, (128, 96)),
        ("s=128x96", {"previewSize": 50}, (66, 50)),
        ("s=33x21", {}, (34, 20)),
        ("s=100x80", {"previewSize": 33}, (42, 32)),
        ("s=128x96", {"scale": "-2:'min(ih,max(20,min(64,ih*.5)))'"}, (64, 48)),
    ],
)
def test_sizes(
    source: str, settings: dict[str, Any], size: tuple[int, int], convert: Convert, tmp_path: Path
) -> None:
    video = make_video(tmp_path / "a.mkv", f"testsrc={source}:r=5", "-c:v", "ffv1", seconds=0.4)
    assert shape(convert(video, **settings)) == size


@pytest.mark.parametrize(
    ("rate", "settings", "expected"),
    [
        ("25", {}, ("25/1", 25)),
        ("24000/1001", {}, ("24000/1001", 24)),
        ("60", {}, ("30/1", 30)),
        ("30", {"frameRate": 10}, ("10/1", 10)),
    ],
)
def test_frame_rates(
    rate: str, settings: dict[str, Any], expected: tuple[str, int], convert: Convert, tmp_path: Path
) -> None:
    video = make_video(tmp_path / "a.mkv", f"testsrc=s=64x48:r={rate}", "-c:v", "mpeg4")
    made = convert(video, **settings)
    assert made["r_frame_rate"] == expected[0]
    # ffmpeg repeats the last frame at times.
    assert 0 <= int(made["nb_read_packets"]) - expected[1] <= 2


def test_frames_of_a_varying_rate_stay_in_time(
    convert: Convert, tmp_path: Path, target: Path
) -> None:
    """Black for 0.5 s, then one white frame each 1/7 s."""
    drawn = "color=white:s=64x48:r=70,geq=lum='255*gte(T,0.5)':cb=128:cr=128"
    drawn += ",select='not(mod(n,10))+lt(n,3)'"
    video = make_video(tmp_path / "a.mkv", drawn, "-fps_mode", "vfr", "-c:v", "mpeg4")
    assert convert(video)["r_frame_rate"] == "30/1"
    levels = [ImageStat.Stat(frame).mean[0] for frame in frames_of(target, count=30)]
    first_white = next(number for number, level in enumerate(levels) if level > 128)
    assert first_white / 30 == pytest.approx(4 / 7, abs=0.04)


def test_pixels_become_squares(convert: Convert, tmp_path: Path) -> None:
    video = make_video(
        tmp_path / "a.mkv", "testsrc=s=90x72:r=5,setsar=16/15", "-c:v", "mpeg4", seconds=0.4
    )
    made = convert(video)
    assert shape(made) == (96, 72)
    assert made.get("sample_aspect_ratio", "1:1") == "1:1"
    turned = make_video(tmp_path / "b.mp4", "testsrc=s=90x72:r=5,setsar=16/15", seconds=0.4)
    turn(turned, 90)
    assert shape(convert(turned)) == (72, 96)


@pytest.mark.parametrize("zscale", [True, False])
@pytest.mark.parametrize("transfer", ["smpte2084", "arib-std-b67"])
def test_high_dynamic_range_is_mapped(
    transfer: str,
    zscale: bool,
    convert: Convert,
    tmp_path: Path,
    target: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Diffuse white, 203 nits, as in the test of posters; also by a ffmpeg without zscale."""
    if not zscale:
        monkeypatch.setattr(FFmpeg, "filters", frozenset({"tonemap"}))
    level = {"smpte2084": 573, "arib-std-b67": 721}[transfer]
    source = f"color=s=64x48:r=10,format=yuv420p10le,geq=lum={level}:cb=512:cr=512"
    bt2020 = ("-color_primaries", "bt2020", "-colorspace", "bt2020nc", "-color_trc", transfer)
    made = convert(make_video(tmp_path / "a.mp4", source, "-c:v", "libx264", *bt2020, seconds=0.3))
    told = [made[key] for key in ("pix_fmt", "color_transfer", "color_primaries", "color_space")]
    assert told == ["yuv420p", "bt709", "bt709", "bt709"]
    red, green, blue = ImageStat.Stat(frames_of(target)[0]).mean
    assert 178 < green < 215
    assert max(red, green, blue) - min(red, green, blue) < 3


def test_interlaced_video_has_no_combs(convert: Convert, tmp_path: Path, target: Path) -> None:
    """A bar that has gone on by 12 pixels in every other line of a picture."""
    fields = "nullsrc=s=64x48:r=50,geq=lum='235*lt(mod(X+12*N,64),32)':cb=128:cr=128"
    video = make_video(
        tmp_path / "a.mpg",
        f"{fields},format=yuv420p,tinterlace=interleave_top,setfield=tff",
        *("-c:v", "mpeg2video", "-flags", "+ilme+ildct", "-q:v", "2"),
    )
    assert _comb(frames_of(video, count=4)[3]) > 50
    made = convert(video)
    assert (made["r_frame_rate"], made.get("field_order")) == ("25/1", "progressive")
    assert _comb(frames_of(target, count=4)[3]) < 15


def _comb(image: Image.Image) -> float:
    """Mean difference between each line and the next."""
    upper = image.crop((0, 0, image.width, image.height - 1))
    lower = image.crop((0, 1, image.width, image.height))
    return ImageStat.Stat(ImageChops.difference(upper, lower).convert("L")).mean[0]


def test_transparent_video_on_black(convert: Convert, tmp_path: Path, target: Path) -> None:
    drawn = "color=red:s=64x48:r=5,format=yuva420p,geq=lum='lum(X,Y)':cb='cb(X,Y)':cr='cr(X,Y)'"
    video = make_video(
        tmp_path / "a.webm", f"{drawn}:a='255*lt(X,W/2)'", "-c:v", "libvpx-vp9", seconds=0.4
    )
    convert(video)
    assert colours(frames_of(target)[0]) == [RED, (0, 0, 0), RED, (0, 0, 0)]


@pytest.mark.parametrize(
    ("sound", "codecs"),
    [
        ((), ["h264"]),
        ((*SOUND, "-c:a", "aac"), ["h264", "aac"]),
        ((*SOUND, "-c:a", "libmp3lame"), ["h264", "mp3"]),
        ((*SOUND, "-c:a", "ac3"), ["h264", "aac"]),
    ],
)
@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
def test_a_video_that_is_ready_keeps_its_pictures(
    name: str, sound: tuple[str, ...], codecs: list[str], convert: Convert, tmp_path: Path
) -> None:
    options = ("-c:v", "libx264", "-profile:v", "high", "-g", "5", "-pix_fmt", "yuv420p")
    video = make_video(tmp_path / name, "testsrc=s=128x96:r=10", *sound, *options)
    made = convert(video)
    assert made["profile"] == "High"
    assert made["nb_read_packets"] == probe_video(video)["nb_read_packets"]
    assert [stream["codec_name"] for stream in made["streams"]] == codecs


def test_a_turned_video_can_be_copied(convert: Convert, tmp_path: Path, target: Path) -> None:
    video = make_video(tmp_path / "a.mp4", QUARTERS, "-c:v", "libx264", "-pix_fmt", "yuv420p")
    turn(video, 270)
    made = convert(video)
    assert (shape(made), made["rotation"]) == ((128, 96), probe_video(video)["rotation"])
    assert colours(frames_of(target)[0]) == [LIME, WHITE, RED, BLUE]


def test_a_video_without_duration(convert: Convert, tmp_path: Path) -> None:
    video = make_video(
        tmp_path / "a.webm", "testsrc=s=64x48:r=5", "-c:v", "libvpx", "-live", "1", seconds=0.4
    )
    source = read_source(read_ffprobe(video, FFmpeg()))
    assert source
    assert source.duration == 0
    assert int(convert(video)["nb_read_packets"]) >= 2


def test_other_containers(convert: Convert, tmp_path: Path, target: Path) -> None:
    video = make_video(tmp_path / "a.mkv", "testsrc=s=64x48:r=5", "-c:v", "mpeg4", seconds=0.4)
    assert convert(video, ext="mkv")["codec_name"] == "h264"
    assert target.read_bytes().startswith(b"\x1a\x45\xdf\xa3")
    assert convert(video, ext="webm", customFfmpegArgs=["-c:v libvpx"])["codec_name"] == "vp8"


def test_hardware_that_is_missing(
    tmp_path: Path, target: Path, caplog: pytest.LogCaptureFixture
) -> None:
    video = make_video(tmp_path / "a.mkv", "testsrc=s=64x48:r=5", "-c:v", "mpeg4", seconds=0.4)
    source = read_source(read_ffprobe(video, FFmpeg()))
    assert source
    settings = VideoSettings.model_validate({**QUICK, "videoEncoder": "h264_v4l2m2m"})
    converter = VideoConverter()
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            converter.convert(video, target, source, settings)
            assert probe_video(target)["codec_name"] == "h264"
    (warning,) = caplog.messages
    assert warning.startswith("h264_v4l2m2m does not work here, libx264 is used: ")


def test_hardware_is_not_blamed_for_a_broken_file(
    tmp_path: Path, target: Path, caplog: pytest.LogCaptureFixture
) -> None:
    video = _without_pictures(tmp_path)
    source = read_source(read_ffprobe(video, FFmpeg()))
    assert source
    settings = VideoSettings.model_validate({**QUICK, "videoEncoder": "h264_v4l2m2m"})
    with caplog.at_level(logging.WARNING), pytest.raises(ConversionError):
        VideoConverter().convert(video, target, source, settings)
    assert not caplog.messages


def _without_pictures(directory: Path) -> Path:
    """A video whose index is right and whose pictures are zeros."""
    video = make_video(directory / "a.mp4", "testsrc=s=64x48:r=5", "-movflags", "faststart")
    data = bytearray(video.read_bytes())
    at = data.index(b"mdat") + 4
    data[at:] = bytes(len(data) - at)
    video.write_bytes(data)
    return video


def prepared(video: Path, tools: WorkerTools, storage: Storage, **more: Any) -> Work:
    """A file for the step, with what has to be there."""
    work = work_on(video, tools, storage, **more)
    FFPROBE_STEP.run(work)
    work.write_bytes(VIDEO_POSTER, b"poster")
    return work


def test_the_step_makes_the_object_and_reports(
    tools: WorkerTools, storage: Storage, tmp_path: Path
) -> None:
    video = make_video(tmp_path / "a.mkv", QUARTERS, "-c:v", "mpeg4")
    work = prepared(video, tools, storage)
    done: list[float] = []
    work.report = done.append
    assert list(VIDEO_STEP.writes(work)) == [PREVIEW]
    VIDEO_STEP.run(work)
    assert probe_video(work.object(PREVIEW))["codec_name"] == "h264"
    assert work.has(PREVIEW)
    assert done[-1] == pytest.approx(1, abs=0.1)
    assert done == sorted(done)
    assert VIDEO_STEP.lane == "video"


def test_the_step_waits_for_the_poster(
    tools: WorkerTools, storage: Storage, tmp_path: Path
) -> None:
    video = make_video(tmp_path / "a.mkv", QUARTERS, seconds=0.2)
    work = work_on(video, tools, storage)
    FFPROBE_STEP.run(work)
    assert not VIDEO_STEP.writes(work)
    assert VIDEO_STEP.writes(prepared(video, tools, storage))
    assert not VIDEO_STEP.writes(prepared(video, tools, storage, primary="a.jpg"))


@pytest.mark.parametrize(
    "name", [b"caf\xe9.mkv", b"-y.mkv", b"a'b\\c[d],e;f=g:h %d.mkv", b"a\nb.mkv"]
)
def test_any_name_is_just_a_name(
    name: bytes, tools: WorkerTools, storage: Storage, tmp_path: Path
) -> None:
    (tmp_path / "odd").mkdir()
    made = make_video(tmp_path / "a.mkv", QUARTERS, seconds=0.2)
    work = prepared(made.rename(tmp_path / "odd" / os.fsdecode(name)), tools, storage)
    VIDEO_STEP.run(work)
    assert work.has(PREVIEW)
    assert os.listdir(os.fsencode(tmp_path / "odd")) == [name]


def test_a_broken_video_leaves_no_object(
    tools: WorkerTools, storage: Storage, tmp_path: Path
) -> None:
    work = prepared(_without_pictures(tmp_path), tools, storage)
    with pytest.raises(ConversionError, match=r"^the video cannot be converted: \S") as error:
        VIDEO_STEP.run(work)
    assert str(tmp_path) not in str(error.value)
    assert not work.has(PREVIEW)
    assert [path.name for path in storage.root.rglob("*preview*")] == []


def test_a_conversion_that_stalls_is_killed(
    tools: WorkerTools, storage: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A ffmpeg that tells the same again and again, and then the real one."""
    video = make_video(tmp_path / "a.mkv", QUARTERS, seconds=0.2)
    work = prepared(video, tools, storage)
    (tmp_path / "bin").mkdir()
    for name in ("ffmpeg", "ffprobe"):
        program = tmp_path / "bin" / name
        program.write_text("#!/bin/sh\nwhile :; do echo frame=1; sleep 0.01; done\n")
        program.chmod(0o755)
    with monkeypatch.context() as patched:
        patched.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)
        stuck = WorkerTools()
        work.tools = stuck
        with pytest.raises(ProgramError, match=r"^ffmpeg made no progress for 0\.2 seconds$"):
            video_step(stall=0.2).run(work)
    assert not work.has(PREVIEW)
    work.tools = tools
    VIDEO_STEP.run(work)
    assert work.has(PREVIEW)


def test_a_full_disk_is_not_the_fault_of_the_file(convert: Convert, tmp_path: Path) -> None:
    video = make_video(tmp_path / "a.mkv", QUARTERS, "-c:v", "mpeg4", seconds=0.2)
    source = read_source(read_ffprobe(video, FFmpeg()))
    assert source
    with pytest.raises(OSError, match="No space left on device"):
        VideoConverter().convert(video, Path("/dev/full"), source, VideoSettings())
