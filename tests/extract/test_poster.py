"""Posters: which frame, which way up, which colours; previews of them; failures."""

import hashlib
import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from homegallery import jsontext
from homegallery.config.model import ExtractorSettings
from homegallery.extract.marker import Marker
from homegallery.extract.source import SourceFile
from homegallery.extract.steps import built_in_steps
from homegallery.extract.worker import Extracted, Worker
from homegallery.storage.layout import FFPROBE, VIDEO_POSTER, object_path, preview_suffix
from homegallery.storage.store import Storage
from tests.extract.videos import QUARTERS, make_video, needs_ffmpeg, turn
from tests.shared import SHARED, needs_shared

MEDIA = SHARED / "media" if SHARED else Path()
GOLDEN = SHARED / "golden/media" if SHARED else Path()
CORPUS = (
    [path.relative_to(MEDIA).as_posix() for path in sorted(MEDIA.glob("video/*"))] if SHARED else []
)
SQUARE = {"video/fixture2.3gp": {VIDEO_POSTER: (192, 144), preview_suffix(128): (128, 96)}}
"""Its pixels are wider than high, which the original does not mind."""
RED, LIME, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
BLACK, GREY = (0, 0, 0), (128, 128, 128)

pytestmark = needs_ffmpeg


class Gallery:
    """A storage and a worker, as in an import."""

    def __init__(self, root: Path) -> None:
        self.storage = Storage(root / "storage")
        self.worker = Worker(built_in_steps(), ExtractorSettings(), self.storage)
        self._marker = Marker(root / "marker")

    def add(self, *paths: Path) -> Extracted:
        """Run all steps on a group of files."""
        group = tuple(_source_file(path) for path in paths)
        return self.worker.run(group, self._marker, retry=True)

    def objects(self, path: Path) -> set[str]:
        """Suffixes of what is stored of a file."""
        prefix = object_path(_sha1(path), "")
        return {name.removeprefix(prefix) for name in self.storage.load(_sha1(path)).files}

    def object(self, path: Path, suffix: str) -> Path:
        return self.storage.path(object_path(_sha1(path), suffix))

    def image(self, path: Path, suffix: str) -> Image.Image:
        return Image.open(io.BytesIO(self.object(path, suffix).read_bytes()))

    def poster(self, path: Path) -> Image.Image:
        """The poster of a file that is added without a failure."""
        assert self.add(path).failures == []
        return self.image(path, VIDEO_POSTER)


@pytest.fixture
def gallery(tmp_path: Path) -> Iterator[Gallery]:
    gallery = Gallery(tmp_path)
    yield gallery
    gallery.worker.close()


def _source_file(path: Path) -> SourceFile:
    return SourceFile("Videos", path.parent, path.name, _sha1(path), path.stat().st_size, 0.0)


def _sha1(path: Path) -> str:
    return hashlib.sha1(path.read_bytes()).hexdigest()


def corners(image: Image.Image) -> list[tuple[int, ...]]:
    """Colours of the quarters: above left and right, below left and right."""
    across = (image.width // 4, 3 * image.width // 4)
    down = (image.height // 4, 3 * image.height // 4)
    return [_pixel(image, x, y) for y in down for x in across]


def _pixel(image: Image.Image, x: int, y: int) -> tuple[int, ...]:
    """A colour with each channel rounded to black, grey or full."""
    value = image.convert("RGB").getpixel((x, y))
    assert isinstance(value, tuple)
    return tuple(min((0, 128, 255), key=lambda level: abs(level - channel)) for channel in value)


@pytest.mark.parametrize(
    ("degrees", "size", "colours"),
    [
        (0, (128, 96), [RED, LIME, BLUE, WHITE]),
        (90, (96, 128), [BLUE, RED, WHITE, LIME]),
        (180, (128, 96), [WHITE, BLUE, LIME, RED]),
        (270, (96, 128), [LIME, WHITE, RED, BLUE]),
    ],
)
def test_posters_are_upright(
    degrees: int,
    size: tuple[int, int],
    colours: list[tuple[int, ...]],
    gallery: Gallery,
    tmp_path: Path,
) -> None:
    video = make_video(tmp_path / "a.mp4", QUARTERS)
    if degrees:
        turn(video, degrees)
    poster = gallery.poster(video)
    assert poster.size == size
    assert corners(poster) == colours
    assert not poster.getexif()


@pytest.mark.parametrize(
    ("source", "colour"),
    [
        ("color=red:d=1[a];color=blue:d=1[b];[a][b]concat", RED),
        ("color=black:d=1[a];color=blue:d=1[b];color=red:d=1[c];[a][b][c]concat=3", BLUE),
        ("color=black:d=1[a];color=0x0b0b0b:d=1[b];color=lime:d=1[c];[a][b][c]concat=3", LIME),
        ("color=black:d=4[a];color=red:d=1[b];[a][b]concat", BLACK),
        ("color=black", BLACK),
    ],
    ids=["first", "after black", "after dark", "black for too long", "black"],
)
def test_the_first_frame_that_is_not_black(
    source: str, colour: tuple[int, ...], gallery: Gallery, tmp_path: Path
) -> None:
    video = make_video(tmp_path / "a.mkv", f"{source},scale=64:48,fps=10", seconds=5)
    poster = gallery.poster(video)
    assert _pixel(poster, 9, 9) == colour


def test_the_brightest_frame_of_a_dark_video(gallery: Gallery, tmp_path: Path) -> None:
    levels = "".join(
        f"color=0x{level}:d=0.5[v{n}];" for n, level in enumerate(("000000", "121212", "060606"))
    )
    source = f"{levels}[v0][v1][v2]concat=3,scale=64:48,fps=10"
    poster = gallery.poster(make_video(tmp_path / "a.mkv", source, seconds=2))
    assert ImageStat.Stat(poster.convert("L")).mean[0] == pytest.approx(0x12, abs=2)


@pytest.mark.parametrize("transfer", ["smpte2084", "arib-std-b67"])
def test_high_dynamic_range_is_mapped(transfer: str, gallery: Gallery, tmp_path: Path) -> None:
    """Diffuse white of BT.2408, 203 nits: 58 % of PQ, 75 % of HLG; near white, not grey."""
    level = {"smpte2084": 573, "arib-std-b67": 721}[transfer]
    source = f"color=s=64x48:r=10,format=yuv420p10le,geq=lum={level}:cb=512:cr=512"
    bt2020 = ("-color_primaries", "bt2020", "-colorspace", "bt2020nc")
    for name, options in (("told.mp4", bt2020), ("silent.mp4", ())):
        options = ("-c:v", "libx264", "-color_trc", transfer, *options)
        poster = gallery.poster(make_video(tmp_path / name, source, *options))
        red, green, blue = ImageStat.Stat(poster.convert("RGB")).mean
        assert 185 < green < 215
        assert max(red, green, blue) - min(red, green, blue) < 2


@pytest.mark.parametrize(("size", "matrix"), [("64x48", "bt601"), ("1280x720", "bt709")])
def test_colours_of_videos_that_do_not_tell(
    size: str, matrix: str, gallery: Gallery, tmp_path: Path
) -> None:
    source = f"color=0x20a040:s={size}:r=5,scale=out_color_matrix={matrix},format=yuv444p"
    silent = ("-c:v", "libx264", "-qp", "0", "-colorspace", "unknown")
    poster = gallery.poster(make_video(tmp_path / "a.mkv", source, *silent, seconds=0.4))
    means = ImageStat.Stat(poster).mean
    assert means == pytest.approx([0x20, 0xA0, 0x40], abs=3)


@pytest.mark.parametrize(
    "name", [b"caf\xe9.mp4", b"two\nlines.mp4", b"-y.mp4", b"a'b\\c[d],e;f=g:h.mp4", b"%d.mp4"]
)
def test_any_name_is_just_a_name(name: bytes, gallery: Gallery, tmp_path: Path) -> None:
    (tmp_path / "odd").mkdir()
    video = make_video(tmp_path / "a.mp4", QUARTERS).rename(tmp_path / "odd" / os.fsdecode(name))
    assert corners(gallery.poster(video)) == [RED, LIME, BLUE, WHITE]
    assert os.listdir(os.fsencode(tmp_path / "odd")) == [name]


def test_previews_like_those_of_photos(gallery: Gallery, tmp_path: Path) -> None:
    video = make_video(tmp_path / "a.mp4", "testsrc=s=360x640:r=5", seconds=0.4)
    gallery.poster(video)
    sizes = {
        size: gallery.image(video, preview_suffix(size)).size
        for size in (1920, 1280, 800, 320, 128)
        if preview_suffix(size) in gallery.objects(video)
    }
    assert sizes == {320: (180, 320), 128: (72, 128)}


def test_a_tiny_video_has_the_smallest_preview(gallery: Gallery, tmp_path: Path) -> None:
    video = make_video(tmp_path / "a.mp4", "testsrc=s=64x48:r=5", seconds=0.4)
    gallery.poster(video)
    assert gallery.image(video, preview_suffix(128)).size == (64, 48)


def test_previews_are_made_of_an_existing_poster(gallery: Gallery, tmp_path: Path) -> None:
    video = make_video(tmp_path / "a.mp4", "color=red:s=256x192:r=5", seconds=0.4)
    gallery.poster(video)
    gallery.object(video, preview_suffix(128)).unlink()
    Image.new("RGB", (256, 192), "blue").save(gallery.object(video, VIDEO_POSTER))
    assert gallery.add(video).failures == []
    assert _pixel(gallery.image(video, preview_suffix(128)), 9, 9) == BLUE


def test_nothing_is_made_twice(gallery: Gallery, tmp_path: Path) -> None:
    video = make_video(tmp_path / "a.mp4", "testsrc=s=128x96:r=5", seconds=0.4)
    assert {"ffprobe", "poster", "previews"} <= gallery.add(video).seconds.keys()
    assert gallery.add(video).seconds.keys().isdisjoint({"ffprobe", "poster", "previews"})


def test_the_video_of_a_live_photo_has_no_poster(gallery: Gallery, tmp_path: Path) -> None:
    photo = tmp_path / "a.jpg"
    Image.new("RGB", (64, 48), "blue").save(photo)
    video = make_video(tmp_path / "a.mov", "testsrc=s=64x48:r=5", seconds=0.4)
    assert gallery.add(photo, video).failures == []
    assert FFPROBE in gallery.objects(video)
    assert VIDEO_POSTER not in gallery.objects(video)


def test_sound_without_a_picture(gallery: Gallery, tmp_path: Path) -> None:
    sound = make_video(tmp_path / "a.mp4", "sine[out0]", seconds=0.4)
    (failure,) = gallery.add(sound).failures
    assert (failure.step, failure.error) == ("poster", "it holds sound, but no picture")


def test_a_video_that_breaks_off_keeps_its_poster(gallery: Gallery, tmp_path: Path) -> None:
    whole = make_video(tmp_path / "whole.mkv", QUARTERS, "-g", "1", seconds=2)
    half = tmp_path / "half.mkv"
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    assert corners(gallery.poster(half)) == [RED, LIME, BLUE, WHITE]


def test_pictures_that_cannot_be_decoded(gallery: Gallery, tmp_path: Path) -> None:
    """One failure with a reason, no poster and no preview."""
    video = make_video(tmp_path / "a.mp4", "testsrc=s=64x48:r=5", "-movflags", "faststart")
    data = bytearray(video.read_bytes())
    at = data.index(b"mdat") + 4
    data[at:] = bytes(len(data) - at)
    video.write_bytes(data)
    (failure,) = gallery.add(video).failures
    assert failure.step == "poster"
    assert failure.error.startswith("no picture can be read from the video: ")
    assert str(tmp_path) not in failure.error
    assert not any(name.endswith(".jpg") for name in gallery.objects(video))


def test_videos_wait_for_ffmpeg(
    gallery: Gallery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    video = make_video(tmp_path / "a.mp4", "testsrc=s=64x48:r=5", seconds=0.4)
    with monkeypatch.context() as patched:
        patched.setenv("PATH", str(tmp_path))
        without = Gallery(tmp_path)
        assert {failure.step for failure in without.add(video).failures} <= {"exif"}
        without.worker.close()
        assert gallery.objects(video).isdisjoint({FFPROBE, VIDEO_POSTER, preview_suffix(128)})
    gallery.add(video)
    assert {FFPROBE, VIDEO_POSTER, preview_suffix(128)} <= gallery.objects(video)


@needs_shared
@pytest.mark.parametrize("name", CORPUS)
def test_like_the_original(name: str, gallery: Gallery) -> None:
    """Same sizes of all pictures it made; where it kept the poster, the same frame."""
    video = MEDIA / name
    poster = gallery.poster(video)
    prefix = object_path(_sha1(video), "")
    sizes = jsontext.loads((GOLDEN / "objects.json").read_bytes())["jpeg_size"]
    expected = {
        path.removeprefix(prefix): tuple(size)
        for path, size in sizes.items()
        if path.startswith(prefix)
    }
    expected |= SQUARE.get(name, {})
    assert {suffix: gallery.image(video, suffix).size for suffix in expected} == expected
    original = GOLDEN / "storage" / object_path(_sha1(video), VIDEO_POSTER)
    if original.exists():
        theirs = Image.open(io.BytesIO(original.read_bytes())).convert("RGB").resize(poster.size)
        assert max(ImageStat.Stat(ImageChops.difference(poster, theirs)).mean) < 9


@needs_shared
@pytest.mark.parametrize(
    "name",
    ["fixture-corrupt.mkv", "issue_ghsa_crmj_qh74_2r36_poc.mov", "truncated-no-moov.mp4"],
)
def test_a_broken_video_is_one_failure(name: str, gallery: Gallery) -> None:
    (failure,) = gallery.add(MEDIA / "broken" / name).failures
    assert failure.step == "ffprobe"
    assert len(failure.error) < 120
