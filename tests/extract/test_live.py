"""Clips of live and motion photos, from the file to what a browser plays."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from homegallery.config.model import ExtractorSettings
from homegallery.extract.ffprobe import read_ffprobe
from homegallery.extract.live import LONG_SIDE, clip_settings
from homegallery.extract.marker import Marker
from homegallery.extract.steps import built_in_steps
from homegallery.extract.tools.ffmpeg import FFmpeg
from homegallery.extract.video_source import read_source
from homegallery.extract.worker import Extracted, Worker
from homegallery.storage.layout import LIVE_VIDEO, MOTION, object_path
from homegallery.storage.store import Storage
from tests.extract.films import CLIP, H264, clip, jpeg, micro_video, motion_photo, trailer
from tests.extract.photos import source_file
from tests.extract.test_exif import needs_exiftool
from tests.extract.videos import make_video, needs_ffmpeg, turn
from tests.shared import SHARED, needs_shared

MEDIA = SHARED / "media/live" if SHARED else Path()
MPEG4 = ("-c:v", "mpeg4")
SOUND = ("-f", "lavfi", "-i", "sine", "-c:a", "aac", "-shortest")

pytestmark = [needs_ffmpeg, needs_exiftool]


class Gallery:
    """A storage, and the workers of both lanes one after the other, as in an import."""

    def __init__(self, root: Path) -> None:
        self.storage = Storage(root / "storage")
        settings, steps = ExtractorSettings(), built_in_steps()
        self._workers = [
            Worker(steps, settings, self.storage, lane="files"),
            Worker(steps, settings, self.storage, lane="video"),
        ]
        self._marker = Marker(root / "marker")

    def close(self) -> None:
        for worker in self._workers:
            worker.close()

    def add(self, *paths: Path) -> list[Extracted]:
        """Run all steps on a group of files; what each lane tells."""
        group = tuple(source_file(path) for path in paths)
        return [worker.run(group, self._marker, retry=True) for worker in self._workers]

    def look_at(self, *paths: Path) -> Extracted:
        """Run the steps that come first."""
        group = tuple(source_file(path) for path in paths)
        return self._workers[0].run(group, self._marker, retry=True)

    def objects(self, path: Path) -> set[str]:
        """Suffixes of what is stored of a file."""
        prefix = object_path(_sha1(path), "")
        return {name.removeprefix(prefix) for name in self.storage.load(_sha1(path)).files}

    def motion(self, path: Path) -> Any:
        return self.storage.load(_sha1(path)).meta.get("motion")

    def clip(self, path: Path) -> dict[str, Any]:
        """What ffprobe tells of the clip: its container, and its video and sound stream."""
        probe = read_ffprobe(self.storage.path(object_path(_sha1(path), LIVE_VIDEO)), FFmpeg())
        source = read_source(probe)
        assert source is not None
        return {"format": source.container, "video": source.stream, "audio": source.audio}

    def files(self) -> list[Path]:
        return [path for path in self.storage.root.rglob("*") if path.is_file()]


@pytest.fixture
def gallery(tmp_path: Path) -> Iterator[Gallery]:
    gallery = Gallery(tmp_path)
    yield gallery
    gallery.close()


def _sha1(path: Path) -> str:
    return hashlib.sha1(path.read_bytes(), usedforsecurity=False).hexdigest()


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def photo_with(film: bytes, kind: str) -> bytes:
    if kind == "micro":
        return jpeg(micro_video(len(film))) + film
    if kind == "directory":
        return jpeg(motion_photo(5, len(film))) + b"gains" + film
    return jpeg(make="samsung") + trailer(film)


@pytest.mark.parametrize("kind", ["micro", "directory", "samsung"])
def test_the_film_inside_a_jpeg(gallery: Gallery, tmp_path: Path, kind: str) -> None:
    film = clip(tmp_path)
    photo = write(tmp_path / "a.jpg", photo_with(film, kind))
    files, videos = gallery.add(photo)
    assert (files.failures, videos.failures) == ([], [])
    assert "video" in files.pending
    start = photo.read_bytes().index(film)
    assert gallery.motion(photo) == {"offset": start, "length": len(film)}
    made = gallery.clip(photo)
    assert (made["video"]["codec_name"], made["video"]["width"]) == ("h264", 320)
    assert "video-poster.jpg" not in gallery.objects(photo)
    assert not [path for path in gallery.files() if path.name.startswith(".")]
    assert "video" not in gallery.add(photo)[0].pending


def test_claims_without_a_film_are_no_failure(gallery: Gallery, tmp_path: Path) -> None:
    claims = write(tmp_path / "a.jpg", jpeg(motion_photo(5000)))
    plain = write(tmp_path / "b.jpg", jpeg(make="SAMSUNG"))
    for photo in (claims, plain):
        for extracted in gallery.add(photo):
            assert (extracted.failures, extracted.pending - {"network"}) == ([], frozenset())
        assert gallery.motion(photo) == {}
        assert LIVE_VIDEO not in gallery.objects(photo)


def test_a_photo_that_says_nothing_is_not_searched(gallery: Gallery, tmp_path: Path) -> None:
    photo = write(tmp_path / "a.jpg", jpeg() + clip(tmp_path))
    gallery.add(photo)
    assert gallery.objects(photo).isdisjoint({MOTION, LIVE_VIDEO})


def test_a_broken_film_is_one_failure_of_the_clip(gallery: Gallery, tmp_path: Path) -> None:
    film = clip(tmp_path)
    start = film.index(b"moov") + 4
    broken = film[:start] + b"\xff" * (len(film) - start)
    data = broken if film.index(b"mdat") < start else broken + film[film.index(b"mdat") - 4 :]
    photo = write(tmp_path / "a.jpg", jpeg(micro_video(len(data))) + data)
    files, videos = gallery.add(photo)
    assert files.failures == []
    assert [failure.step for failure in videos.failures] == ["live"]
    assert LIVE_VIDEO not in gallery.objects(photo)
    assert not [path for path in gallery.files() if path.name.startswith(".")]


def test_the_video_beside_a_photo_is_converted_once(gallery: Gallery, tmp_path: Path) -> None:
    photo = write(tmp_path / "IMG.jpg", jpeg())
    video = make_video(tmp_path / "IMG.mov", CLIP, *MPEG4)
    files, videos = gallery.add(photo, video)
    assert (files.failures, videos.failures) == ([], [])
    made = gallery.clip(video)
    assert (made["video"]["codec_name"], made["video"]["pix_fmt"]) == ("h264", "yuv420p")
    assert gallery.objects(video) == {"exif.json", "ffprobe.json", LIVE_VIDEO}


def test_a_video_of_its_own_is_no_clip(gallery: Gallery, tmp_path: Path) -> None:
    video = make_video(tmp_path / "IMG.mov", CLIP, *MPEG4)
    gallery.add(video)
    assert "video-preview-720.mp4" in gallery.objects(video)
    assert LIVE_VIDEO not in gallery.objects(video)
    gallery.add(write(tmp_path / "IMG.jpg", jpeg()), video)
    assert LIVE_VIDEO not in gallery.objects(video)


def test_a_recording_of_sound_is_no_clip(gallery: Gallery, tmp_path: Path) -> None:
    sound = make_video(tmp_path / "IMG.mp4", CLIP, *SOUND, "-vn", "-map", "1:a")
    for extracted in gallery.add(write(tmp_path / "IMG.jpg", jpeg()), sound):
        assert extracted.failures == []
    assert LIVE_VIDEO not in gallery.objects(sound)


def test_what_browsers_play_is_copied_without_its_notes(gallery: Gallery, tmp_path: Path) -> None:
    notes = ("-metadata", "location=+48.0+008.0/", "-metadata", "title=secret")
    video = make_video(tmp_path / "IMG.mov", CLIP, *SOUND, *H264, *notes)
    gallery.add(write(tmp_path / "IMG.jpg", jpeg()), video)
    made, source = gallery.clip(video), read_ffprobe(video, FFmpeg())
    assert made["video"]["bit_rate"] == source["streams"][0]["bit_rate"]
    assert made["audio"]["codec_name"] == "aac"
    assert b"secret" in video.read_bytes()
    stored = gallery.storage.path(object_path(_sha1(video), LIVE_VIDEO)).read_bytes()
    assert b"secret" not in stored
    assert b"+48.0" not in stored
    assert stored.index(b"moov") < stored.index(b"mdat")


@pytest.mark.parametrize(
    ("size", "degrees", "shown"),
    [
        ("1600x1200", 0, (LONG_SIDE, 810)),
        ("1600x1200", 90, (810, LONG_SIDE)),
        ("300x1300", 0, (248, LONG_SIDE)),
        ("160x120", 0, (160, 120)),
    ],
)
def test_a_converted_clip_is_not_large(
    gallery: Gallery, tmp_path: Path, size: str, degrees: int, shown: tuple[int, int]
) -> None:
    source = f"testsrc=size={size}:rate=5"
    video = make_video(tmp_path / "IMG.mp4", source, *MPEG4, seconds=0.4)
    if degrees:
        turn(video, degrees)
    gallery.add(write(tmp_path / "IMG.jpg", jpeg()), video)
    stream = gallery.clip(video)["video"]
    assert abs(stream["width"] - shown[0]) <= 2
    assert abs(stream["height"] - shown[1]) <= 2
    assert max(stream["width"], stream["height"]) <= LONG_SIDE


def test_the_configured_encoder_and_rates_count_but_not_the_look(tmp_path: Path) -> None:
    video = make_video(tmp_path / "a.mov", CLIP, *MPEG4)
    source = read_source(read_ffprobe(video, FFmpeg()))
    assert source is not None
    own = {"videoEncoder": "h264_vaapi", "frameRate": 12, "ext": "webm", "scale": "1:1"}
    settings = ExtractorSettings.model_validate({"video": {**own, "customFfmpegArgs": ["-x"]}})
    chosen = clip_settings(source, settings.video)
    assert (chosen.video_encoder, chosen.frame_rate) == ("h264_vaapi", 12)
    assert (chosen.ext, chosen.custom_ffmpeg_args) == ("mp4", [])
    assert chosen.scale != "1:1"


@needs_shared
@pytest.mark.parametrize(
    ("name", "film"),
    [
        ("PXL_20200710_061629144.MP.jpg", {"offset": 2728123, "length": 1317283}),
        ("samsung-one-ui-6.heic", {"offset": 452284, "length": 3226469}),
        ("motion_photo_pixel_synth.jpg", {}),
    ],
)
def test_films_of_real_phones(gallery: Gallery, name: str, film: dict[str, int]) -> None:
    """Their clips are made, once for all tests, with the corpus in conformance."""
    extracted = gallery.look_at(MEDIA / name)
    assert gallery.motion(MEDIA / name) == film
    assert ("video" in extracted.pending) == bool(film)


@needs_shared
def test_a_real_live_photo(gallery: Gallery) -> None:
    _, videos = gallery.add(MEDIA / "IMG_7943.HEIC", MEDIA / "IMG_7943_HEVC.MOV")
    assert videos.failures == []
    assert gallery.clip(MEDIA / "IMG_7943_HEVC.MOV")["video"]["height"] == 640
