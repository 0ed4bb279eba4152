"""Which clip an entry names."""

import pytest

from homegallery.database.build import build_entry
from homegallery.database.mappers.files import map_files
from homegallery.database.mappers.live import map_live
from homegallery.storage.layout import object_path
from tests.database.samples import group, media_file, sha1

LIVE = "live-video.mp4"


def stored(name: str, *suffixes: str) -> list[str]:
    return [object_path(sha1(name), suffix) for suffix in suffixes]


@pytest.mark.parametrize("photo", ["a.jpg", "a.heic"])
def test_a_film_inside_the_photo(photo: str) -> None:
    (clip,) = stored(photo, LIVE)
    assert map_live(group(media_file(photo, *stored(photo, "exif.json"), clip))) == {"live": clip}


def test_a_film_beside_the_photo() -> None:
    (clip,) = stored("a.mov", LIVE)
    files = group(media_file("a.heic"), media_file("a.mov", clip))
    assert map_live(files) == {"live": clip}
    assert clip not in map_files(files)["previews"]


def test_the_one_that_was_converted_as_a_video_serves_as_well() -> None:
    preview, poster = stored("a.mov", "video-preview-720.mp4", "video-poster.jpg")
    beside = media_file("a.mov", poster, preview)
    assert map_live(group(media_file("a.heic"), beside)) == {"live": preview}
    (inside,) = stored("a.heic", LIVE)
    assert map_live(group(media_file("a.heic", inside), beside)) == {"live": inside}


def test_nothing_without_a_clip_that_browsers_play() -> None:
    odd = media_file("a.mov", *stored("a.mov", "video-preview-720.mkv", "ffprobe.json"))
    assert map_live(group(media_file("a.heic"), odd)) == {}


def test_a_video_is_no_live_photo() -> None:
    video = media_file("a.mov", *stored("a.mov", LIVE, "video-preview-720.mp4"))
    assert map_live(group(video)) == {}


def test_the_entry_stays_an_image_and_its_hash_tells_of_the_clip() -> None:
    moment = "2026-01-01T00:00:00.000Z"
    (clip,) = stored("a.mov", LIVE)
    photo = media_file("a.jpg")
    before = build_entry([photo, media_file("a.mov")], updated=moment)
    after = build_entry([photo, media_file("a.mov", clip)], updated=moment)
    assert before is not None
    assert after is not None
    assert (after["type"], after["id"], after["live"]) == ("image", photo.sha1, clip)
    assert "live" not in before
    assert before["hash"] != after["hash"]
