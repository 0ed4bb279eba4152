"""Dates from the tags as exiftool prints them to the instant of the entry.

Each case is a file name, its tags, and what has to come out; the zone of the process is
Berlin. ``sidecar`` holds the tags of ``a.xmp`` and ``takeout`` the seconds of a JSON file.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from homegallery.database.mappers.date import map_date
from homegallery.extract.exif_normalise import normalise
from tests.database.samples import group, media_file

MTIME = "2001-09-09T01:46:40.123Z"
TOKYO = {"GPSLatitude": 35.68, "GPSLongitude": 139.69}
KATHMANDU = {"GPSLatitude": 27.71, "GPSLongitude": 85.32}
DELHI = {"GPSLatitude": 28.61, "GPSLongitude": 77.21}
ST_JOHNS = {"GPSLatitude": 47.56, "GPSLongitude": -52.71}
VIDEO = {"MIMEType": "video/mp4", "FileType": "MP4"}


@dataclass(frozen=True)
class Case:
    name: str
    tags: dict[str, Any]
    date: str
    file: str = "a.jpg"
    sidecar: dict[str, Any] = field(default_factory=dict)
    takeout: Any = None


CAMERA = [
    Case("no zone known: that of the process, winter", {"DateTimeOriginal": "2024:01:15 12:00:00"},
         "2024-01-15T11:00:00.000Z"),
    Case("no zone known: that of the process, summer", {"DateTimeOriginal": "2024:07:15 12:00:00"},
         "2024-07-15T10:00:00.000Z"),
    Case("zone of the place", {"DateTimeOriginal": "2024:01:15 12:00:00", **TOKYO},
         "2024-01-15T03:00:00.000Z"),
    Case("place without latitude: zone of the process",
         {"DateTimeOriginal": "2024:01:15 12:00:00", "GPSLongitude": 139.69},
         "2024-01-15T11:00:00.000Z"),
    Case("place at 0/0: zone of the process",
         {"DateTimeOriginal": "2024:01:15 12:00:00", "GPSLatitude": 0, "GPSLongitude": 0,
          "GPSDateTime": "2024:01:01 00:00:00Z"},
         "2024-01-15T11:00:00.000Z"),
    Case("OffsetTimeOriginal", {"DateTimeOriginal": "2024:01:15 12:00:00",
                                "OffsetTimeOriginal": "-08:00"}, "2024-01-15T20:00:00.000Z"),
    Case("OffsetTimeOriginal goes before the place",
         {"DateTimeOriginal": "2024:01:15 12:00:00", "OffsetTimeOriginal": "+02:00", **TOKYO},
         "2024-01-15T10:00:00.000Z"),
    Case("OffsetTimeOriginal of zero is UTC, not unknown",
         {"DateTimeOriginal": "2024:01:15 12:00:00", "OffsetTimeOriginal": "+00:00"},
         "2024-01-15T12:00:00.000Z"),
    Case("offset with the fraction of a second",
         {"SubSecDateTimeOriginal": "2024:01:15 12:00:00.25+01:00",
          "DateTimeOriginal": "2024:01:15 12:00:00.25+01:00"}, "2024-01-15T11:00:00.250Z"),
    Case("UTC in the text", {"DateTimeOriginal": "2024:01:15 12:00:00Z", **TOKYO},
         "2024-01-15T12:00:00.000Z"),
    Case("+05:30", {"DateTimeOriginal": "2024:01:15 12:00:00", "OffsetTimeOriginal": "+05:30"},
         "2024-01-15T06:30:00.000Z"),
    Case("+05:30 by place", {"DateTimeOriginal": "2024:01:15 12:00:00", **DELHI},
         "2024-01-15T06:30:00.000Z"),
    Case("+05:45", {"DateTimeOriginal": "2024:01:15 12:00:00", "OffsetTimeOriginal": "+05:45"},
         "2024-01-15T06:15:00.000Z"),
    Case("+05:45 by place", {"DateTimeOriginal": "2024:01:15 12:00:00", **KATHMANDU},
         "2024-01-15T06:15:00.000Z"),
    Case("-03:30", {"DateTimeOriginal": "2024:01:15 12:00:00", "OffsetTimeOriginal": "-03:30"},
         "2024-01-15T15:30:00.000Z"),
    Case("-02:30 by place in summer", {"DateTimeOriginal": "2024:07:15 12:00:00", **ST_JOHNS},
         "2024-07-15T14:30:00.000Z"),
    Case("the hour that comes twice: the first time", {"DateTimeOriginal": "2024:10:27 02:30:00"},
         "2024-10-27T00:30:00.000Z"),
    Case("Nikon without the hour of summer time",
         {"Make": "NIKON CORPORATION", "TimeZone": "+01:00", "DaylightSavings": "Yes",
          "DateTimeOriginal": "2024:07:15 12:00:00"}, "2024-07-15T10:00:00.000Z"),
]  # fmt: skip

SATELLITE = [
    Case("GPS time", {"GPSDateTime": "2024:01:15 12:00:00Z"}, "2024-01-15T12:00:00.000Z"),
    Case("GPS time tells the zone and wins",
         {"GPSDateTime": "2024:01:15 12:00:07Z", "DateTimeOriginal": "2024:01:15 17:30:00"},
         "2024-01-15T12:00:07.000Z"),
    Case("GPS time of an older fix",
         {"GPSDateTime": "2024:01:14 12:00:00Z", "DateTimeOriginal": "2024:01:15 12:00:00"},
         "2024-01-15T11:00:00.000Z"),
    Case("GPS time of 1970",
         {"GPSDateTime": "1970:01:01 00:00:00Z", "DateTimeOriginal": "2024:01:15 12:00:00"},
         "2024-01-15T11:00:00.000Z"),
    Case("GPS time of 1970 alone", {"GPSDateTime": "1970:01:01 00:00:00Z"}, MTIME),
    Case("GPS time before the week counter began", {"GPSDateTime": "1899:12:30 01:00:14Z"}, MTIME),
    Case("GPS week counter that overflowed",
         {"GPSDateTime": "2004:05:31 12:00:00Z", "DateTimeOriginal": "2024:01:15 12:00:00"},
         "2024-01-15T11:00:00.000Z"),
]  # fmt: skip

UNBELIEVABLE = [
    Case(f"{raw!r}: the next tag", {"DateTimeOriginal": raw, "CreateDate": "2024:01:15 12:00:00Z"},
         "2024-01-15T12:00:00.000Z")
    for raw in (
        "0000:00:00 00:00:00", "    :  :     :  :  ", "", "0000:01:01 00:00:00",
        "0001:01:01 00:00:00", "12340:01:15 12:00:00", "9999:12:31 23:59:59",
        "1825:12:31 23:59:59Z", "2024:00:15 12:00:00", "2024:02:30 12:00:00",
        "2024:01:15 24:00:00", "2024:01:15", "yesterday",
    )
] + [
    Case("nothing to believe: time of modification", {"DateTimeOriginal": "0000:00:00 00:00:00"},
         MTIME),
    Case("scan of an old photo", {"DateTimeOriginal": "1904:01:01 00:00:00Z"},
         "1904-01-01T00:00:00.000Z"),
    Case("scan of a photo of 1970", {"DateTimeOriginal": "1970:01:01 00:00:00Z"},
         "1970-01-01T00:00:00.000Z"),
]  # fmt: skip

VIDEOS = [
    Case("CreateDate is UTC", {**VIDEO, "CreateDate": "2024:01:15 12:00:00"},
         "2024-01-15T12:00:00.000Z", "a.mp4"),
    Case("also with a known place", {**VIDEO, "CreateDate": "2024:01:15 12:00:00", **TOKYO},
         "2024-01-15T12:00:00.000Z", "a.mp4"),
    Case("CreationDate of an iPhone",
         {**VIDEO, "CreateDate": "2024:01:20 08:00:00",
          "CreationDate": "2024:01:15 12:00:00+09:00"}, "2024-01-15T03:00:00.000Z", "a.mov"),
    Case("CreationDateValue of a Sony",
         {**VIDEO, "CreateDate": "2024:01:15 03:00:01",
          "CreationDateValue": "2024:01:15 12:00:00+09:00"}, "2024-01-15T03:00:00.000Z", "a.mp4"),
    Case("local time beside UTC",
         {**VIDEO, "CreateDate": "2024:01:15 03:00:00", "DateTimeOriginal": "2024:01:15 12:00:00"},
         "2024-01-15T03:00:00.000Z", "a.mp4"),
    Case("corrected time beside UTC",
         {**VIDEO, "CreateDate": "2024:01:15 03:00:00", "DateTimeOriginal": "2019:05:06 07:08:09"},
         "2019-05-06T07:08:09.000Z", "a.mp4"),
    Case("AVI knows no UTC",
         {"MIMEType": "video/x-msvideo", "FileType": "AVI",
          "DateTimeOriginal": "2004:07:15 12:00:00"}, "2004-07-15T10:00:00.000Z", "a.avi"),
    Case("a clock of QuickTime that was never set", {**VIDEO, "CreateDate": "1904:01:01 00:00:00"},
         MTIME, "a.mp4"),
    Case("empty clock of QuickTime", {**VIDEO, "CreateDate": "0000:00:00 00:00:00"},
         MTIME, "a.mp4"),
    Case("camcorder with a zone and DST",
         {**VIDEO, "DateTimeOriginal": "2019:04:24 22:24:00+02:00 DST"},
         "2019-04-24T20:24:00.000Z", "a.mts"),
]  # fmt: skip

SIDECARS = [
    Case("XMP with a zone", {"DateTimeOriginal": "2024:01:15 12:00:00"},
         "2020-01-15T06:15:00.000Z", sidecar={"DateTimeOriginal": "2020:01:15 12:00:00+05:45"}),
    Case("XMP in the zone of its own place", {"DateTimeOriginal": "2024:01:15 12:00:00"},
         "2020-01-15T03:00:00.000Z", sidecar={"DateTimeOriginal": "2020:01:15 12:00:00", **TOKYO}),
    Case("XMP in the zone of the photo", {"DateTimeOriginal": "2024:01:15 12:00:00", **TOKYO},
         "2020-01-15T03:00:00.000Z", sidecar={"DateTimeOriginal": "2020:01:15 12:00:00"}),
    Case("photo in the zone of the XMP", {"DateTimeOriginal": "2024:01:15 12:00:00"},
         "2024-01-15T03:00:00.000Z", sidecar={**TOKYO}),
    Case("XMP with a blank date", {"DateTimeOriginal": "2024:01:15 12:00:00Z"},
         "2024-01-15T12:00:00.000Z", sidecar={"DateTimeOriginal": "0000:00:00 00:00:00"}),
    Case("XMP that repeats the UTC time of its video",
         {**VIDEO, "CreateDate": "2024:01:15 12:00:00"}, "2024-01-15T12:00:00.000Z", "a.mp4",
         sidecar={"DateTimeOriginal": "2024:01:15 12:00:00", **TOKYO}),
    Case("XMP that corrects the time of a video",
         {**VIDEO, "CreateDate": "2024:01:15 12:00:00"}, "2020-01-15T11:00:00.000Z", "a.mp4",
         sidecar={"DateTimeOriginal": "2020:01:15 12:00:00"}),
    Case("Takeout where the photo says nothing", {}, "2018-04-11T14:26:29.000Z",
         takeout=1523456789),
    Case("Takeout before 1970", {}, "1969-12-31T00:00:00.000Z", takeout=-86400),
    Case("the photo goes before Takeout", {"DateTimeOriginal": "2024:01:15 12:00:00Z"},
         "2024-01-15T12:00:00.000Z", takeout=1523456789),
    Case("Takeout where the photo cannot be believed",
         {"DateTimeOriginal": "0000:00:00 00:00:00", "GPSDateTime": "1970:01:01 00:00:00Z"},
         "2018-04-11T14:26:29.000Z", takeout=1523456789),
    Case("Takeout that does not know", {}, MTIME, takeout=0),
    Case("Takeout of the far future", {}, MTIME, takeout=99999999999999),
    Case("Takeout with rubbish", {}, MTIME, takeout="then"),
]  # fmt: skip

CASES = [*CAMERA, *SATELLITE, *UNBELIEVABLE, *VIDEOS, *SIDECARS]


@pytest.fixture(autouse=True)
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_date(case: Case) -> None:
    files = [media_file(case.file, exif=normalise(case.tags, case.file))]
    if case.sidecar:
        files.append(media_file("a.xmp", exif=normalise(case.sidecar, "a.xmp")))
    if case.takeout is not None:
        files.append(media_file(f"{case.file}.json", takeout={"photoTakenTime": case.takeout}))
    assert map_date(group(*files)) == {"date": case.date}
