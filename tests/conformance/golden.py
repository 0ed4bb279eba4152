"""The original's own results, and where we know better than it."""

import gzip
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest

from homegallery.database.entry import Entry
from tests.shared import SHARED

GPS_IS_OLD = "the GPS time is older or newer than any zone explains, so the camera's counts"
VIDEO_IS_UTC = "the original takes UTC times of videos for times in the zone of the machine"
ZERO_IS_UTC = "the original takes a known offset of 0 minutes for no offset"
ZONE_IN_TEXT = "CreationDate with a zone comes first in videos"
COPIED_UTC = "the XMP holds the UTC time of its video, without saying that it is"
ZONE_OF_PHOTO = "a time of the XMP without zone is in the zone of the place of its photo"
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
    "sidecar/20240128_105420.mp4": ("2024-01-28T09:54:20.000Z", COPIED_UTC),
    "sidecar/20240128_120909.mp4": ("2024-01-28T11:09:05.000Z", COPIED_UTC),
    "sidecar/testimagedesc1.jpg": ("2015-06-11T17:29:26.690Z", ZONE_OF_PHOTO),
    "video/Sony ILCE-7M3 (A7M3).mts": ("2019-04-24T20:24:00.000Z", DST_SUFFIX),
    "video/example.mp4": ("2020-05-11T14:18:35.000Z", VIDEO_IS_UTC),
    "video/fire2.mp4": ("2017-01-05T18:32:43.000Z", VIDEO_IS_UTC),
    "video/mp42-hvc1.mp4": ("2023-09-22T16:35:02.000Z", VIDEO_IS_UTC),
    "video/quicktime-hvc1.mov": ("2023-09-22T16:34:05.000Z", VIDEO_IS_UTC),
    "video/sample.3gp": ("2005-10-28T17:36:40.000Z", VIDEO_IS_UTC),
    "video/video_rotate.mp4": ("2019-02-15T21:13:20.000Z", VIDEO_IS_UTC),
}
# It reads ImageDescription only, not the descriptions of XMP and IPTC.
DESCRIPTIONS = {
    "gps/thompson-springs.jpg": (
        "Early winter scene in the mostly barren, lightly occupied quarter of southeastern Utah, "
        "near the remote settlement of Thompson Springs in the western U.S. state of Utah."
    ),
    "raw/CanonRaw.cr2": "CRW with embedded XMP",
    "raw/Nikon.nef": "A caption",
    "camera/NIKON_NIKON_D1X.jpg": "Workshop showing workbench and storage",
    "camera/Canon_Canon_EOS-1D.jpg": (
        "19 Jan 2002:   Cobi Jones #13 of the USA controls the ball  in their Concacaf Gold Cup "
        "first round match versus South Korea at the Rose Bowl in Pasadena , California. The USA "
        "won 2-1.  DIGITAL IMAGE. Mandatory Credit:  Stephen Dunn/Getty Images"
    ),
}
OUR_OWN = frozenset({"live", "people", "rating", "title"})
"""Fields that the original does not have."""
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
# Its previews are upright, but the size in its entry is not.
UPRIGHT: dict[str, dict[str, Any]] = {
    "orientation/kimono.rotate90.avif": {"width": 722, "height": 1024},
}
# An empty text is no sensitivity.
EMPTY_ISO = "broken/iso_error.jpg"


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
    name = theirs["files"][0]["filename"]
    entry = {**theirs, **NUMBER_AS_LENGTH.get(name, {}), **UPRIGHT.get(name, {})}
    if name in DATES:
        date, reason = DATES[name]
        assert date != entry["date"], reason
        entry["date"] = date
    if name in DESCRIPTIONS:
        assert "description" not in theirs
        entry["description"] = DESCRIPTIONS[name]
    if name == EMPTY_ISO:
        assert entry.pop("iso") == ""
    return entry


@contextmanager
def berlin() -> Iterator[None]:
    """The zone the original ran in, also for processes started inside."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "Europe/Berlin")
        time.tzset()
        yield
    time.tzset()
