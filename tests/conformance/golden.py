"""The original's own results, and where we know better than it."""

import gzip
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

import pytest

from homegallery.database.entry import Entry
from tests.shared import SHARED

ABSENT: Final = object()
"""The value of a field that an entry must not have."""

OUR_OWN: Final = frozenset({"live", "people", "rating", "title"})
"""Fields that the original does not have."""


def _dates(moments: dict[str, str]) -> dict[str, dict[str, Any]]:
    return {name: {"date": date} for name, date in moments.items()}


def _texts(descriptions: dict[str, str]) -> dict[str, dict[str, Any]]:
    return {name: {"description": text} for name, text in descriptions.items()}


CORRECTIONS: Final[dict[str, dict[str, dict[str, Any]]]] = {
    "the GPS time is older or newer than any zone explains, so the camera's counts": _dates({
        "faces/Chars.jpg": "2024-01-30T23:02:07.000Z",
        "sidecar/Chars.jpg": "2024-01-30T23:02:07.000Z",
        "sidecar/Chars_exiftool.jpg": "2024-01-30T11:00:00.000Z",
        "gps/DSCN0010.jpg": "2008-10-22T14:28:39.000Z",
        "gps/DSCN0021.jpg": "2008-10-22T14:38:20.000Z",
        "gps/DSCN0042.jpg": "2008-10-22T15:00:07.000Z",
    }),
    "the original takes a known offset of 0 minutes for no offset": _dates({
        "formats/Iceland-P3.jpg": "2012-08-08T22:07:18.100Z",
        "formats/Iceland-sRGB.jpg": "2012-08-08T22:07:18.100Z",
    }),
    "CreationDate with a zone comes first in videos": _dates({
        "live/IMG_7943_HEVC.MOV": "2026-03-23T14:57:19.000Z",
    }),
    "the XMP holds the UTC time of its video, without saying that it is": _dates({
        "sidecar/20240128_105420.mp4": "2024-01-28T09:54:20.000Z",
        "sidecar/20240128_120909.mp4": "2024-01-28T11:09:05.000Z",
    }),
    "a time of the XMP without zone is in the zone of the place of its photo": _dates({
        "sidecar/testimagedesc1.jpg": "2015-06-11T17:29:26.690Z",
    }),
    "the original does not read a time that ends with DST": _dates({
        "video/Sony ILCE-7M3 (A7M3).mts": "2019-04-24T20:24:00.000Z",
    }),
    "the original takes UTC times of videos for times in the zone of the machine": _dates({
        "video/example.mp4": "2020-05-11T14:18:35.000Z",
        "video/fire2.mp4": "2017-01-05T18:32:43.000Z",
        "video/mp42-hvc1.mp4": "2023-09-22T16:35:02.000Z",
        "video/quicktime-hvc1.mov": "2023-09-22T16:34:05.000Z",
        "video/sample.3gp": "2005-10-28T17:36:40.000Z",
        "video/video_rotate.mp4": "2019-02-15T21:13:20.000Z",
    }),
    "the original takes the zone of the first file, even if only its sidecar tells one": {
        "sidecar/20240128_105420.mp4": {"tz": "Europe/Prague"},
        "sidecar/20240128_120909.mp4": {"tz": "Europe/Prague"},
        "sidecar/Chars.jpg": {"tz": "Europe/Stockholm"},
        "sidecar/Chars_exiftool.jpg": {"tz": "Europe/Stockholm"},
        "sidecar/bunny_1sec.mp4": {"tz": "UTC+1"},
        "sidecar/bunny_1sec_v2.mp4": {"tz": "UTC+1"},
        "sidecar/no_metadata.jpg": {"tz": "UTC+1"},
        "sidecar/no_metadata_v2.jpg": {"tz": "UTC+1"},
    },
    "the original reads ImageDescription only, not the descriptions of XMP and IPTC": _texts({
        "gps/thompson-springs.jpg": (
            "Early winter scene in the mostly barren, lightly occupied quarter of southeastern "
            "Utah, near the remote settlement of Thompson Springs in the western U.S. state of "
            "Utah."
        ),
        "raw/CanonRaw.cr2": "CRW with embedded XMP",
        "raw/Nikon.nef": "A caption",
        "camera/NIKON_NIKON_D1X.jpg": "Workshop showing workbench and storage",
        "camera/Canon_Canon_EOS-1D.jpg": (
            "19 Jan 2002:   Cobi Jones #13 of the USA controls the ball  in their Concacaf Gold "
            "Cup first round match versus South Korea at the Rose Bowl in Pasadena , California. "
            "The USA won 2-1.  DIGITAL IMAGE. Mandatory Credit:  Stephen Dunn/Getty Images"
        ),
    }),
    "its exif mapper fails as a whole where FocalLengthIn35mmFormat is a number": {
        "live/IMG_7943_HEVC.MOV": {
            "tz": "Europe/Prague", "orientation": 1, "make": "Apple", "model": "iPhone 13 Pro",
            "focalLength": -1, "focalLength33mm": 25,
        },
        "video/quicktime-hvc1.mov": {
            "tz": "Europe/Berlin", "orientation": 1, "make": "Apple", "model": "iPad mini",
            "focalLength": -1, "focalLength33mm": 30,
        },
    },
    "its previews are upright, but the size in its entry is not": {
        "orientation/kimono.rotate90.avif": {"width": 722, "height": 1024},
    },
    "an empty text is no sensitivity": {"broken/iso_error.jpg": {"iso": ABSENT}},
    "the size of a RAW photo is not that of a picture inside, nor unknown": {
        "raw/CanonRaw.cr2": {"width": 3456, "height": 2304},
        "raw/FujiFilm.raf": {"width": 4256, "height": 1424},
        "raw/fixture-sony-zv-e10.arw": {"width": 4000, "height": 6000},
    },
    "the size of a video is that it is shown with: its pixels are wider than high": {
        "video/fixture2.3gp": {"width": 192},
    },
}  # fmt: skip
"""What the original gets wrong, and the right values, by the first file of an entry."""


def root() -> Path:
    """Its index, database and storage of the corpus."""
    assert SHARED
    return SHARED / "golden/media"


def gzip_json(path: Path) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads(gzip.decompress(path.read_bytes())))


def entries() -> list[Entry]:
    return cast("list[Entry]", gzip_json(root() / "database.db")["data"])


@cache
def files() -> dict[str, dict[str, Any]]:
    """The files of its index by name."""
    records = gzip_json(root() / "Pictures.idx")["data"]
    return {record["filename"]: record for record in records if record["fileType"] == "f"}


def corrected(theirs: Entry) -> dict[str, Any]:
    """The original's entry with what it gets wrong put right."""
    entry: dict[str, Any] = {**theirs}
    name = entry["files"][0]["filename"]
    for reason, names in CORRECTIONS.items():
        entry = replaced(entry, names.get(name, {}), f"{name}: {reason}")
    return entry


def replaced(entry: dict[str, Any], fields: dict[str, Any], why: str) -> dict[str, Any]:
    """``entry`` with other fields; fails if one of them is no other."""
    same = {field for field, value in fields.items() if entry.get(field, ABSENT) == value}
    assert not same, f"no difference any more: {sorted(same)} of {why}"
    return {field: value for field, value in (entry | fields).items() if value is not ABSENT}


@contextmanager
def berlin() -> Iterator[None]:
    """The zone the original ran in, also for processes started inside."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "Europe/Berlin")
        time.tzset()
        yield
    time.tzset()
