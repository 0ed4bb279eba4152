from typing import Any

import pytest

from homegallery.extract.exif_origin import Origin, origin_of
from homegallery.extract.exif_place import Place

BERLIN = Place(52.5, 13.4)
HERE = "GPSLatitude/GPSLongitude"


def origin(tags: dict[str, Any], place: Place = Place(), *, is_video: bool = False) -> Any:  # noqa: B008
    found = origin_of(tags, place, is_video=is_video)
    return None if found is None else (found.zone, found.source)


def test_nothing_is_known() -> None:
    assert origin_of({}, Place(), is_video=False) is None
    assert origin_of({}, Place(), is_video=True) == Origin("UTC", "defaultVideosToUTC")


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"TimeZone": "+02:00", "OffsetTimeOriginal": "+03:00"}, ("UTC+2", "TimeZone")),
        ({"OffsetTimeOriginal": "+05:45"}, ("UTC+5:45", "OffsetTimeOriginal")),
        ({"OffsetTimeDigitized": "-03:00"}, ("UTC-3", "OffsetTimeDigitized")),
        ({"TimeZoneOffset": -8}, ("UTC-8", "TimeZoneOffset")),
        ({"TimeZoneOffset": 5.5}, ("UTC+5:30", "TimeZoneOffset")),
        ({"TimeZoneOffset": [-8, 0]}, ("UTC-8", "TimeZoneOffset")),
        ({"TimeZoneOffset": "-8 0"}, ("UTC-8", "TimeZoneOffset")),
        (
            {"OffsetTimeOriginal": "   :  ", "OffsetTimeDigitized": "Z"},
            ("UTC", "OffsetTimeDigitized"),
        ),
        ({"TimeZone": "nonsense", "TimeZoneOffset": []}, ("Europe/Berlin", HERE)),
        ({"TimeZone": True}, ("Europe/Berlin", HERE)),
        # The offset of ModifyDate says nothing about the photo.
        ({"OffsetTime": "+09:00"}, ("Europe/Berlin", HERE)),
    ],
)
def test_tags_come_before_the_place(tags: dict[str, Any], expected: tuple[str, str]) -> None:
    assert origin(tags, BERLIN) == expected


def test_summer_time_of_nikon() -> None:
    tags = {"TimeZone": "-08:00", "DaylightSavings": "Yes", "Make": "NIKON CORPORATION"}
    assert origin(tags) == ("UTC-7", "TimeZone (adjusted for DaylightSavings)")
    assert origin({**tags, "Make": "Canon"}) == ("UTC-8", "TimeZone")
    assert origin({**tags, "DaylightSavings": "No"}) == ("UTC-8", "TimeZone")


def test_the_place_comes_before_offsets_in_dates() -> None:
    tags = {"DateTimeOriginal": "2024:01:02 03:04:05+09:00"}
    assert origin(tags, BERLIN) == ("Europe/Berlin", HERE)
    assert origin(tags) == ("UTC+9", "DateTimeOriginal")


def test_dates_in_utc_tell_nothing() -> None:
    tags = {"DateTimeOriginal": "2024:01:02 03:04:05Z", "CreateDate": "2024:01:02 03:04:05+02:00"}
    assert origin(tags) == ("UTC+2", "CreateDate")


def test_a_bare_date_has_no_offset() -> None:
    assert origin({"CreationDate": "2016-05-04"}) is None


def test_the_difference_to_gps_time() -> None:
    tags = {"DateTimeOriginal": "2023:01:15 11:31:30", "GPSDateTime": "2023:01:15 19:30:00Z"}
    assert origin(tags) == ("UTC-8", "offset between DateTimeOriginal and GPSDateTime")


def test_the_difference_to_gps_date_and_time() -> None:
    tags = {
        "CreateDate": "2023:01:16 01:00:20",
        "GPSDateStamp": "2023:01:15",
        "GPSTimeStamp": "19:30:00.5",
    }
    assert origin(tags) == ("UTC+5:30", "offset between CreateDate and GPSDateTimeStamp")


def test_an_old_gps_time_is_not_believed() -> None:
    tags = {"DateTimeOriginal": "2023:01:17 11:30:00", "GPSDateTime": "2023:01:15 19:30:00Z"}
    assert origin(tags) is None


def test_videos_are_utc_before_differences_are_taken() -> None:
    tags = {"CreateDate": "2023:01:15 11:30:00", "GPSDateTime": "2023:01:15 19:30:00Z"}
    assert origin(tags, is_video=True) == ("UTC", "defaultVideosToUTC")
