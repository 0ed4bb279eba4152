import json
from typing import Any

import pytest

from homegallery.extract.exif_normalise import normalise


def read(tags: dict[str, Any], filename: str = "a.jpg") -> dict[str, Any]:
    return normalise(tags, filename)


def one(name: str, value: Any) -> Any:
    """What becomes of one tag."""
    return read({name: value}).get(name)


def test_an_empty_file_has_all_fixed_keys() -> None:
    assert read({}) == {"SourceFile": "a.jpg", "errors": [], "FileName": "a.jpg", "warnings": []}


def test_no_local_path_is_told() -> None:
    tags = {"SourceFile": "/home/me/x/b.jpg", "Directory": "/home/me/x", "FileName": "b.jpg"}
    assert "/home" not in json.dumps(read(tags))


def test_the_version_is_a_text() -> None:
    found = normalise({"ExifToolVersion": 12.3}, "a.jpg", version="12.30")
    assert found["ExifToolVersion"] == "12.30"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("Make", "Apple", "Apple"),
        ("Make", "undef", None),
        ("Make", " null ", None),
        ("ISO", 400, 400),
        ("ISO", [80], [80]),
        ("FNumber", 2.0, 2),
        ("FNumber", 2.2, 2.2),
        ("Huge", 1e300, 1e300),
        ("Subject", ["a", "undefined", 2.0], ["a", None, 2]),
        ("Struct", {"a": 1.0, "b": "null"}, {"a": 1}),
        ("ParsingValid", "Yes", True),
        ("ParsingValid", "false", False),
        ("ParsingValid", "unsure", "unsure"),
        ("Duration", "00:00:04.943000000", 4.943),
        ("TrackDuration", "01:02:03", 3723),
        ("Duration", 5.5, 5.5),
        ("DateStampMode", "2024:01:02 03:04:05", "2024:01:02 03:04:05"),
        ("CreateDate", "0000:00:00 00:00:00", "0000:00:00 00:00:00"),
        ("SubSecTime", "00", "00"),
        ("ShotDate", "ne led 28 10:54:20 2024", "ne led 28 10:54:20 2024"),
        ("Creator", "2024:01:02 03:04:05", "2024:01:02 03:04:05"),
        (
            "ThumbnailImage",
            "(Binary data 37244 bytes, use -b option to extract)",
            {
                "_ctor": "BinaryField",
                "bytes": 37244,
                "rawValue": "(Binary data 37244 bytes, use -b option to extract)",
            },
        ),
    ],
)
def test_values(name: str, value: Any, expected: Any) -> None:
    found = one(name, value)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("CreateDate", "2024:01:02 03:04:05", "ExifDateTime"),
        ("When", "2024:01:02 03:04:05", "ExifDateTime"),
        ("TimeStamp", "2024:01:02 03:04:05", "ExifDateTime"),
        ("GPSTimeStamp", "03:04:05", "ExifTime"),
        ("GPSDateStamp", "2024:01:02", "ExifDate"),
        ("When", "2024:01:02", "ExifDate"),
    ],
)
def test_dates_by_name(name: str, value: str, kind: str) -> None:
    assert one(name, value)["_ctor"] == kind


def test_dates_inside_structures() -> None:
    history = one("History", [{"When": "2024:01:02 03:04:05+01:00", "Action": "saved"}])
    assert history[0]["When"]["tzoffsetMinutes"] == 60
    assert history[0]["Action"] == "saved"


def test_a_date_of_the_wrong_kind_stays_text() -> None:
    assert one("CreateDate", "03:04:05") == "03:04:05"
    assert one("SubSecTime", "2024:01:02") == "2024:01:02"


def test_dates_get_the_zone_of_the_place() -> None:
    found = read(
        {
            "GPSLatitude": 52.5,
            "GPSLongitude": 13.4,
            "DateTimeOriginal": "2024:07:02 03:04:05",
            "GPSTimeStamp": "01:04:05",
            "DateTimeUTC": "2024:07:02 01:04:05",
        }
    )
    assert found["tz"] == found["zone"] == found["DateTimeOriginal"]["zoneName"] == "Europe/Berlin"
    assert found["tzSource"] == "GPSLatitude/GPSLongitude"
    assert found["DateTimeOriginal"]["tzoffsetMinutes"] == 120
    assert found["GPSTimeStamp"]["zone"] == "UTC"
    assert found["DateTimeUTC"]["tzoffsetMinutes"] == 0


VIDEO = {"MIMEType": "video/mp4", "CreateDate": "2024:01:28 09:54:20"}


def test_dates_of_videos_are_utc() -> None:
    found = read(VIDEO, "a.mp4")
    assert (found["tz"], found["tzSource"]) == ("UTC", "defaultVideosToUTC")
    assert found["CreateDate"]["tzoffsetMinutes"] == 0


def test_dates_of_videos_are_shown_in_the_zone_of_the_place() -> None:
    found = read({**VIDEO, "GPSLatitude": 50.09, "GPSLongitude": 14.4}, "a.mp4")
    date = found["CreateDate"]
    assert (date["hour"], date["tzoffsetMinutes"], date["zoneName"]) == (10, 60, "Europe/Prague")
    assert date["rawValue"] == "2024:01:28 09:54:20"


def test_a_burst_of_pictures_is_no_video() -> None:
    assert "tz" not in read(VIDEO, "a.avif")


def test_without_a_fix_no_gps_tag_stays() -> None:
    found = read(
        {
            "GPSLatitude": 0,
            "GPSLongitude": 0,
            "GPSPosition": "0 0",
            "GPSDateTime": "2024:07:02 01:04:05Z",
            "GeolocationCity": "Null Island",
            "DateTimeOriginal": "2024:07:02 03:04:05",
        }
    )
    assert not [name for name in found if name.startswith(("GPS", "Geo", "tz"))]
    assert found["warnings"] == ["Ignoring zero coordinates from GPSLatitude/GPSLongitude"]


def test_errors_and_warnings_are_told_once() -> None:
    tags = {
        "Error": "File format error",
        "Warning": "Bad IFD",
        "GPSLatitude": 99,
        "GPSLongitude": 1,
    }
    found = normalise(tags, "a.jpg", errors=["File format error", "Other"])
    assert found["errors"] == ["File format error", "Other"]
    assert found["warnings"] == ["Bad IFD", "Invalid GPSLatitude: 99.0 is out of range"]
    assert found["Error"] == "File format error"
