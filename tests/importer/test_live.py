"""Live photos through whole imports: one entry, whatever comes first."""

import hashlib
from pathlib import Path

import pytest

from homegallery.database.entry import Entry
from homegallery.importer.run import run_import
from homegallery.storage.layout import LIVE_VIDEO, object_path
from tests.extract.films import clip, jpeg, micro_video
from tests.extract.test_exif import needs_exiftool
from tests.extract.videos import needs_ffmpeg
from tests.gallery import Gallery

pytestmark = [needs_ffmpeg, needs_exiftool]


def only_entry(gallery: Gallery) -> Entry:
    """The entry after an import without failures."""
    assert run_import(gallery.settings, workers=1).failures == []
    (entry,) = gallery.entries()
    return entry


def live_path(data: bytes, suffix: str = LIVE_VIDEO) -> str:
    return object_path(hashlib.sha1(data, usedforsecurity=False).hexdigest(), suffix)


def stored_videos(gallery: Gallery) -> list[str]:
    root = gallery.settings.storage.dir
    return sorted(path.name.partition("-")[2] for path in root.rglob("*.mp4"))


def test_a_motion_photo_is_an_image_with_a_clip(gallery: Gallery, tmp_path: Path) -> None:
    film = clip(tmp_path)
    photo = jpeg(micro_video(len(film))) + film
    gallery.add("a.jpg", photo)
    entry = only_entry(gallery)
    assert (entry["type"], entry["live"]) == ("image", live_path(photo))
    assert (gallery.settings.storage.dir / entry["live"]).stat().st_size > 0
    assert entry["previews"]
    assert not [path for path in entry["previews"] if path.endswith(".mp4")]
    summary = run_import(gallery.settings, workers=1)
    assert (summary.files, summary.entries) == (0, 0)


@pytest.mark.parametrize("names", [("a.jpg", "a.MOV"), ("a.JPG", "a.mp4")])
def test_a_clip_that_comes_later_joins_its_photo(
    gallery: Gallery, tmp_path: Path, names: tuple[str, str]
) -> None:
    photo, film = jpeg(), clip(tmp_path)
    gallery.add(names[0], photo)
    assert "live" not in only_entry(gallery)
    gallery.add(names[1], film)
    entry = only_entry(gallery)
    assert [file["filename"] for file in entry["files"]] == list(names)
    assert (entry["type"], entry["live"]) == ("image", live_path(film))
    (gallery.pictures / names[1]).unlink()
    assert "live" not in only_entry(gallery)


def test_a_photo_that_comes_later_takes_the_video_as_it_is(
    gallery: Gallery, tmp_path: Path
) -> None:
    film = clip(tmp_path)
    gallery.add("a.mov", film)
    assert only_entry(gallery)["type"] == "video"
    gallery.add("a.jpg", jpeg())
    entry = only_entry(gallery)
    preview = live_path(film, "video-preview-720.mp4")
    assert (entry["type"], entry["live"]) == ("image", preview)
    assert stored_videos(gallery) == ["video-preview-720.mp4"]
