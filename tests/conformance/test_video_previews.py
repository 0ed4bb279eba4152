"""The video previews our import made against the original's."""

from typing import Any

import pytest

from homegallery.storage.layout import LIVE_VIDEO
from tests.conformance import differences, golden
from tests.conformance.corpus import Imported, names_by_sha1, path_of, stored
from tests.extract.videos import needs_ffmpeg, probe_video
from tests.shared import needs_shared

pytestmark = [needs_shared, needs_ffmpeg]

PREVIEW = differences.VIDEO_720


def test_video_previews_are_like_those_of_the_original(imported: Imported) -> None:
    names = names_by_sha1()
    theirs = stored(golden.root() / "storage") & stored(imported.settings.storage.dir)
    theirs = {key for key in theirs if key[1] == PREVIEW}  # a test of objects tells what misses
    other_size = {}
    for sha1, _ in theirs:
        name = names[sha1]
        ours = probe_video(path_of(imported.settings.storage.dir, sha1, PREVIEW))
        wanted = probe_video(path_of(golden.root() / "storage", sha1, PREVIEW))
        if _size(ours) != _size(wanted):
            other_size[name] = _size(ours)
        assert _codecs(ours) == _codecs(wanted), name
        # The original ends with a whole thirtieth of a second, and may leave out a part of one.
        assert float(ours["duration"]) == pytest.approx(float(wanted["duration"]), abs=0.15), name
    assert len(theirs) > 15
    assert other_size == differences.OTHER_VIDEO_SIZE


def test_entries_have_their_video_preview_last(imported: Imported) -> None:
    for name in differences.NOW_CONVERTED:
        previews = imported.entry_of(name)["previews"]
        assert [path.endswith(PREVIEW) for path in previews].index(True) == len(previews) - 1


def test_clips_of_photos_play_in_browsers(imported: Imported) -> None:
    for name in differences.LIVE:
        sha1 = golden.files()[name]["sha1sum"]
        path = path_of(imported.settings.storage.dir, sha1, LIVE_VIDEO)
        made = probe_video(path)
        assert made["codec_name"] == "h264", name
        assert made["pix_fmt"] in ("yuv420p", "yuvj420p"), name
        assert path.read_bytes().index(b"moov") < path.read_bytes().index(b"mdat")
        assert (
            imported.entry_of(name)["live"]
            == path.relative_to(imported.settings.storage.dir).as_posix()
        )


def _size(made: dict[str, Any]) -> tuple[int, int]:
    """As it is shown."""
    sides: tuple[int, int] = (made["width"], made["height"])
    return sides if made["rotation"] % 180 == 0 else sides[::-1]


def _codecs(made: dict[str, Any]) -> list[str]:
    """Without the clock of the camera, which the original carries on."""
    kinds = ("video", "audio")
    return [stream["codec_name"] for stream in made["streams"] if stream["codec_type"] in kinds]
