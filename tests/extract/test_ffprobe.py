"""ffprobe.json: its content, odd names, hostile and broken files."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from homegallery import jsontext
from homegallery.extract.ffprobe import FFPROBE_STEP, read_ffprobe, video_stream
from homegallery.extract.step import WorkerTools
from homegallery.extract.tools.ffmpeg import FFmpeg
from homegallery.extract.tools.program import ProgramError
from homegallery.storage.layout import FFPROBE
from homegallery.storage.store import Storage
from tests.extract.videos import QUARTERS, make_video, needs_ffmpeg, work_on
from tests.shared import SHARED, needs_shared

MEDIA = SHARED / "media" if SHARED else Path()
GOLDEN = SHARED / "golden/media/storage" if SHARED else Path()
VIDEOS = sorted(path.name for path in (MEDIA / "video").iterdir()) if SHARED else []
BROKEN = ["fixture-corrupt.mkv", "issue_ghsa_crmj_qh74_2r36_poc.mov", "truncated-no-moov.mp4"]


@pytest.fixture
def tools() -> Iterator[WorkerTools]:
    tools = WorkerTools()
    yield tools
    tools.close()


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path / "storage")


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_video(tmp_path_factory.mktemp("videos") / "quarters.mp4", QUARTERS)


def probe(path: Path) -> dict[str, Any]:
    return read_ffprobe(path, FFmpeg())


@needs_ffmpeg
def test_streams_format_and_mark(video: Path) -> None:
    found = probe(video)
    assert found["_gallery"] == {"version": 2}
    assert [found["streams"][0][key] for key in ("width", "height")] == [128, 96]
    assert float(found["streams"][0]["duration"]) == 1
    assert found["format"]["nb_streams"] == 1


@needs_ffmpeg
def test_the_place_of_the_file_is_not_told(video: Path) -> None:
    found = probe(video)
    assert found["format"]["filename"] == "quarters.mp4"
    assert str(video.parent).encode() not in jsontext.dumps(found)


@needs_ffmpeg
@pytest.mark.parametrize(
    "name",
    [
        *(b"-i.mp4", b"two\nlines.mp4", b"caf\xe9.mp4", "Füße ☃.mp4".encode(), b" .mp4"),
        *(b"concat:a|b.mp4", b"http:x.mp4", b"file:x.mp4", b"pipe:0.mp4", b"subfile,,:x.mp4"),
        *(b"%d.mp4", b"*.mp4", b"a'b\\c[d],e;f=g.mp4", b"\x01\x7f.mp4"),
    ],
)
def test_any_name_is_just_a_name(name: bytes, video: Path, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(name)
    path.write_bytes(video.read_bytes())
    found = jsontext.loads(jsontext.dumps(probe(path)))
    assert os.fsencode(found["format"]["filename"]) == name
    assert found["streams"][0]["width"] == 128


@needs_ffmpeg
def test_relative_paths(video: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(video.parent)
    assert probe(Path("quarters.mp4"))["streams"]


@needs_ffmpeg
@pytest.mark.parametrize(
    "text",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nother.ts\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile other.ts\n",
        "<?xml version='1.0'?><MPD xmlns='urn:mpeg:dash:schema:mpd:2011'></MPD>",
    ],
)
def test_a_playlist_leads_nowhere(text: str, tmp_path: Path) -> None:
    make_video(tmp_path / "other.ts", QUARTERS)
    playlist = tmp_path / "playlist.mp4"
    playlist.write_text(text)
    with pytest.raises(ProgramError):
        probe(playlist)


@needs_ffmpeg
@pytest.mark.parametrize("content", [b"", b"no video", bytes(5000), b"\0\0\0\x18ftypmp42" * 9])
def test_what_is_no_video(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "broken.mp4"
    path.write_bytes(content)
    with pytest.raises(ProgramError, match=r"^the video is broken or of an unknown format: ") as it:
        probe(path)
    assert str(tmp_path) not in str(it.value)
    assert "0x" not in str(it.value)


def test_without_ffmpeg_the_step_is_for_no_file(
    monkeypatch: pytest.MonkeyPatch, tools: WorkerTools, storage: Storage, tmp_path: Path
) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(b"0")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not FFPROBE_STEP.writes(work_on(path, tools, storage))


@needs_ffmpeg
@pytest.mark.parametrize(("name", "wanted"), [("a.mkv", True), ("a.jpg", False), ("a.xmp", False)])
def test_the_step_is_for_videos(
    name: str, wanted: bool, tools: WorkerTools, storage: Storage, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(b"0")
    assert list(FFPROBE_STEP.writes(work_on(path, tools, storage))) == [FFPROBE] * wanted


@needs_ffmpeg
@pytest.mark.parametrize(
    ("stored", "again"),
    [
        ({"streams": []}, True),
        ({"_gallery": {"version": 1}}, True),
        ({"_gallery": 5}, True),
        ([], True),
        ({"_gallery": {"version": 2}}, False),
        ({"_gallery": {"version": 3}}, False),
    ],
)
def test_objects_of_the_first_version_are_made_again(
    stored: Any, again: bool, tools: WorkerTools, storage: Storage, video: Path
) -> None:
    storage.write_json(work_on(video, tools, storage).file.sha1, FFPROBE, stored)
    work = work_on(video, tools, storage)
    assert work.has(FFPROBE)
    assert list(FFPROBE_STEP.writes(work)) == [FFPROBE]
    assert work.has(FFPROBE) is not again
    if again:
        FFPROBE_STEP.run(work)
        stored = storage.load(work.file.sha1).meta["ffprobe"]
        assert stored["_gallery"] == {"version": 2}
        assert work.objects.meta["ffprobe"] == stored


def test_a_cover_is_not_the_film() -> None:
    cover = {"index": 0, "codec_type": "video", "disposition": {"attached_pic": 1}}
    film = {"index": 2, "codec_type": "video", "disposition": {"attached_pic": 0}}
    sound = {"index": 1, "codec_type": "audio"}
    assert video_stream({"streams": [cover, sound, film]}) == film
    assert video_stream({"streams": [cover, sound]}) == cover
    assert video_stream({"streams": [sound, None]}) is None


@needs_ffmpeg
@needs_shared
@pytest.mark.parametrize("name", VIDEOS)
def test_like_the_original(name: str, tools: WorkerTools) -> None:
    """The same streams and times, though ffprobe has another age."""
    work = work_on(MEDIA / "video" / name, tools, Storage(GOLDEN))
    ours, golden = probe(work.file.path), work.objects.meta["ffprobe"]
    assert _facts(ours) == _facts(golden)
    # The whole file's duration is that of the container's clock in ffmpeg 5, coarse in MP4.
    times = [float(found["format"].get("duration", 0)) for found in (ours, golden)]
    assert times[0] == pytest.approx(times[1], abs=0.005)


def _facts(found: dict[str, Any]) -> list[tuple[Any, ...]]:
    keys = ("index", "codec_type", "codec_name", "width", "height", "duration", "r_frame_rate")
    return [(*(stream.get(key) for key in keys), _rotation(stream)) for stream in found["streams"]]


def _rotation(stream: dict[str, Any]) -> list[Any]:
    return [data["rotation"] for data in stream.get("side_data_list", ()) if "rotation" in data]


@needs_ffmpeg
@needs_shared
@pytest.mark.parametrize("name", BROKEN)
def test_broken_videos_tell_why(name: str) -> None:
    with pytest.raises(ProgramError, match=r"unknown format: [\w ()]+$"):
        probe(MEDIA / "broken" / name)
