"""What we make of the original's index and storage, against its own database.

Files are grouped as the original did, so that every entry has its counterpart.
Each difference is named here with its reason.
"""

import gzip
import hashlib
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from homegallery.database.build import MediaFile, build_entry
from homegallery.database.entry import Entry, newest_first
from homegallery.database.file import Database, write_database
from homegallery.database.hash import canonical
from homegallery.database.merge import merge_database
from homegallery.storage.store import Storage
from tests.shared import SHARED, needs_shared

pytestmark = needs_shared

GPS_IS_OLD = "the GPS time is older or newer than any zone explains, so the camera's counts"
VIDEO_IS_UTC = "the original takes UTC times of videos for times in the zone of the machine"
ZERO_IS_UTC = "the original takes a known offset of 0 minutes for no offset"
ZONE_IN_TEXT = "CreationDate with a zone comes first in videos"
DST_SUFFIX = "the original does not read a time that ends with DST"

DATES = {
    "faces/Chars.jpg": ("2024-01-30T23:02:07.000Z", GPS_IS_OLD),
    "sidecar/Chars.jpg": ("2024-01-30T23:02:07.000Z", GPS_IS_OLD),
    "sidecar/Chars_exiftool.jpg": ("2024-01-30T11:00:00.000Z", GPS_IS_OLD),
    "gps/DSCN0010.jpg": ("2008-10-22T14:28:39.000Z", GPS_IS_OLD),
    "gps/DSCN0021.jpg": ("2008-10-22T14:38:20.000Z", GPS_IS_OLD),
    "gps/DSCN0042.jpg": ("2008-10-22T15:00:07.000Z", GPS_IS_OLD),
    "formats/Iceland-P3.jpg": ("2012-08-08T22:07:18.100Z", ZERO_IS_UTC),
    "formats/Iceland-sRGB.jpg": ("2012-08-08T22:07:18.100Z", ZERO_IS_UTC),
    "live/IMG_7943_HEVC.MOV": ("2026-03-23T14:57:19.000Z", ZONE_IN_TEXT),
    "video/Sony ILCE-7M3 (A7M3).mts": ("2019-04-24T20:24:00.000Z", DST_SUFFIX),
    "video/example.mp4": ("2020-05-11T14:18:35.000Z", VIDEO_IS_UTC),
    "video/fire2.mp4": ("2017-01-05T18:32:43.000Z", VIDEO_IS_UTC),
    "video/mp42-hvc1.mp4": ("2023-09-22T16:35:02.000Z", VIDEO_IS_UTC),
    "video/quicktime-hvc1.mov": ("2023-09-22T16:34:05.000Z", VIDEO_IS_UTC),
    "video/sample.3gp": ("2005-10-28T17:36:40.000Z", VIDEO_IS_UTC),
    "video/video_rotate.mp4": ("2019-02-15T21:13:20.000Z", VIDEO_IS_UTC),
}
# Its exif mapper fails as a whole where FocalLengthIn35mmFormat is a number.
NUMBER_AS_LENGTH: dict[str, dict[str, Any]] = {
    "live/IMG_7943_HEVC.MOV": {
        "tz": "Europe/Prague", "orientation": 1, "make": "Apple", "model": "iPhone 13 Pro",
        "focalLength": -1, "focalLength33mm": 25,
    },
    "video/quicktime-hvc1.mov": {
        "tz": "Europe/Berlin", "orientation": 1, "make": "Apple", "model": "iPad mini",
        "focalLength": -1, "focalLength33mm": 30,
    },
}  # fmt: skip
# An empty text is no sensitivity.
EMPTY_ISO = "broken/iso_error.jpg"


@pytest.fixture(autouse=True)
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The zone the original ran in."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture(scope="module")
def golden() -> list[Entry]:
    return cast("list[Entry]", _gzip_json(_root() / "database.db")["data"])


@pytest.fixture
def ours(golden: list[Entry]) -> list[Entry]:
    storage = Storage(_root() / "storage")
    mtimes = {
        record["filename"]: record["mtimeMs"]
        for record in _gzip_json(_root() / "Pictures.idx")["data"]
    }
    built = []
    for entry in golden:
        files = [
            MediaFile(
                file["index"], file["filename"], file["id"], file["size"],
                mtimes[file["filename"]], storage.load(file["id"]),
            )
            for file in entry["files"]
        ]  # fmt: skip
        made = build_entry(files, updated=entry["updated"])
        assert made is not None
        built.append(made)
    return built


def test_every_field_of_every_entry(golden: list[Entry], ours: list[Entry]) -> None:
    assert len(ours) == 243
    for theirs, made in zip(golden, ours, strict=True):
        assert _comparable(made) == _comparable(_corrected(theirs))


def test_previews_are_the_same_in_a_stable_order(golden: list[Entry], ours: list[Entry]) -> None:
    for theirs, made in zip(golden, ours, strict=True):
        wanted = [path for path in theirs["previews"] if not path.endswith(".json")]
        assert sorted(made["previews"]) == sorted(wanted)


def test_every_hash_of_the_original_can_be_computed(golden: list[Entry]) -> None:
    """Its hash counts keys that were set to undefined, and a native date as ``{}``."""
    undefined = dict.fromkeys(["tz", "iso", "aperture", "exposureMode", "whiteBalance"])
    for entry in golden:
        mapped = {**undefined, **entry} if "make" in entry else dict(entry)
        assert entry["hash"] in {_sha1(mapped), _sha1({**mapped, "date": {}})}


def test_the_file_of_the_original_is_read(golden: list[Entry]) -> None:
    with Database.open(_root() / "database.db") as database:
        read = list(database.entries())
        assert database.created == "2026-11-22T20:04:48.085Z"
    dates = [entry["date"] for entry in golden]
    # Dates that came from a native date object are not in order there.
    assert dates != sorted(dates, reverse=True)
    assert [entry["date"] for entry in read] == sorted(dates, reverse=True)
    assert newest_first(read) == newest_first(golden)


def test_a_generated_library_keeps_its_order(tmp_path: Path) -> None:
    assert SHARED
    path = SHARED / "golden/library/database.db"
    theirs = _gzip_json(path)["data"]
    with Database.open(path) as database:
        assert list(database.entries()) == theirs
    copy = tmp_path / "database.db"
    write_database(copy, theirs)
    assert _gzip_json(copy)["data"] == theirs


def test_taking_over_the_database_of_the_original(
    tmp_path: Path, golden: list[Entry], ours: list[Entry]
) -> None:
    path = tmp_path / "database.db"
    path.write_bytes((_root() / "database.db").read_bytes())
    merge = merge_database(path, added=ours)
    assert merge.count == len(golden)
    data = _gzip_json(path)["data"]
    assert data == newest_first(ours)
    assert merge_database(path, added=ours).changed == []


def _root() -> Path:
    assert SHARED
    return SHARED / "golden/media"


def _gzip_json(path: Path) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads(gzip.decompress(path.read_bytes())))


def _sha1(entry: dict[str, Any]) -> str:
    return hashlib.sha1(canonical(entry, without={"hash"}).encode()).hexdigest()


def _corrected(theirs: Entry) -> dict[str, Any]:
    """The original's entry with what it gets wrong put right."""
    name = theirs["files"][0]["filename"]
    entry = {**theirs, **NUMBER_AS_LENGTH.get(name, {})}
    if name in DATES:
        date, reason = DATES[name]
        assert date != entry["date"], reason
        entry["date"] = date
    if name == EMPTY_ISO:
        assert entry.pop("iso") == ""
    return entry


def _comparable(entry: Entry | dict[str, Any]) -> dict[str, Any]:
    """Without the previews and the hash, which have tests of their own."""
    return {key: value for key, value in entry.items() if key not in {"previews", "hash"}}
