from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homegallery.extract.exif_dates import date_object, date_time_object, parse_stamp, time_object


@pytest.mark.parametrize(
    ("text", "local", "zone"),
    [
        ("2024:01:02 03:04:05", datetime(2024, 1, 2, 3, 4, 5), None),
        ("2024:1:2 03:04:05", datetime(2024, 1, 2, 3, 4, 5), None),
        ("2024-01-02T03:04:05Z", datetime(2024, 1, 2, 3, 4, 5), "UTC"),
        ("2024-01-02 03:04", datetime(2024, 1, 2, 3, 4), None),
        ("2024:01:02 03:04:05.678912+05:45", datetime(2024, 1, 2, 3, 4, 5, 678000), "UTC+5:45"),
        ("2024:01:02 03:04:05 +02:00", datetime(2024, 1, 2, 3, 4, 5), "UTC+2"),
        ("2024:01:02 03:04:05-08:00 PST", datetime(2024, 1, 2, 3, 4, 5), "UTC-8"),
        ("2026:11:22 20:02:48+00:00", datetime(2026, 11, 22, 20, 2, 48), "UTC"),
        ("Jan 2 2024 03:04:05", datetime(2024, 1, 2, 3, 4, 5), None),
        ("January 2 2024, 03:04:05", datetime(2024, 1, 2, 3, 4, 5), None),
        ("Thu Oct 13 00:12:27 2016", datetime(2016, 10, 13, 0, 12, 27), None),
        (" 2024:01:02 03:04:05 ", datetime(2024, 1, 2, 3, 4, 5), None),
    ],
)
def test_parse_stamp(text: str, local: datetime, zone: str | None) -> None:
    stamp = parse_stamp(text)
    assert stamp is not None
    assert (stamp.local, stamp.zone, stamp.text) == (local, zone, text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "2024:01:02",
        "03:04:05",
        "0000:00:00 00:00:00",
        "0001:01:01 00:00:00",
        "2024:13:02 03:04:05",
        "2023:02:29 03:04:05",
        "2024:01:02 24:04:05",
        "2024:01-02 03:04:05",
        "2024:01:02 03:04:05+31:00",
        "2009:09:09 20:27:09.60:04:00",
        "ne led 28 10:54:20 2024",
        "Foo 2 2024 03:04:05",
        "20240102030405",
        "2024:01:02 03:04:05\n2025:01:02 03:04:05",
    ],
)
def test_what_is_no_date_with_a_time(text: str) -> None:
    assert parse_stamp(text) is None


def _object(text: str, zone: str | None, **options: Any) -> dict[str, Any]:
    stamp = parse_stamp(text)
    assert stamp is not None
    return date_time_object(stamp, zone, **options)


def test_a_zone_in_the_text_wins() -> None:
    assert _object("2023:10:31 11:44:43.432+01:00", "America/New_York") == {
        "_ctor": "ExifDateTime",
        "year": 2023,
        "month": 10,
        "day": 31,
        "hour": 11,
        "minute": 44,
        "second": 43,
        "millisecond": 432,
        "tzoffsetMinutes": 60,
        "rawValue": "2023:10:31 11:44:43.432+01:00",
        "zoneName": "UTC+1",
        "inferredZone": False,
    }


def test_the_zone_of_the_file_is_inferred() -> None:
    found = _object("2024:07:02 03:04:05", "Europe/Berlin")
    assert "millisecond" not in found
    assert (found["hour"], found["tzoffsetMinutes"]) == (3, 120)
    assert (found["zoneName"], found["inferredZone"]) == ("Europe/Berlin", True)


def test_without_any_zone_there_is_no_offset() -> None:
    found = _object("2024:07:02 03:04:05", None)
    assert not {"tzoffsetMinutes", "zoneName"} & set(found)
    assert found["inferredZone"] is False


def test_utc_shown_in_a_zone_keeps_its_text() -> None:
    found = _object("2024:01:28 23:54:20", "UTC", shown_in="Europe/Prague")
    assert (found["day"], found["hour"], found["tzoffsetMinutes"]) == (29, 0, 60)
    assert (found["rawValue"], found["zoneName"]) == ("2024:01:28 23:54:20", "Europe/Prague")
    assert found["inferredZone"] is True


def test_only_times_without_a_zone_are_converted() -> None:
    found = _object("2024:01:28 23:54:20Z", "UTC", shown_in="Europe/Prague")
    assert (found["day"], found["tzoffsetMinutes"], found["zoneName"]) == (28, 0, "UTC")


@given(st.datetimes(min_value=datetime(1000, 1, 1)), st.integers(0, 999))
def test_written_dates_are_read(local: datetime, milliseconds: int) -> None:
    text = f"{local:%Y:%m:%d %H:%M:%S}.{milliseconds:03}"
    found = _object(text, "UTC")
    assert [found[key] for key in ("year", "month", "day", "hour", "minute", "second")] == list(
        local.timetuple()[:6]
    )
    assert (found["millisecond"], found["rawValue"]) == (milliseconds, text)


@given(st.text(alphabet="0123456789:-+.TZ JanUTC/", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    stamp = parse_stamp(text)
    for found in (
        date_time_object(stamp, "Europe/Berlin", shown_in="UTC+2") if stamp else None,
        time_object(text, "UTC"),
        date_object(text),
    ):
        assert found is None or found["rawValue"] == text


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        (
            "14:54:05+00:00",
            "UTC+2",
            {"hour": 14, "minute": 54, "second": 5, "zone": "UTC", "inferredZone": False},
        ),
        (
            "10:44:43",
            "UTC",
            {"hour": 10, "minute": 44, "second": 43, "zone": "UTC", "inferredZone": True},
        ),
        (
            "00:00:33.03",
            None,
            {"hour": 0, "minute": 0, "second": 33, "millisecond": 30, "inferredZone": False},
        ),
    ],
)
def test_time_object(text: str, zone: str | None, expected: dict[str, Any]) -> None:
    assert time_object(text, zone) == {"_ctor": "ExifTime", "rawValue": text, **expected}


@pytest.mark.parametrize("text", ["", "25:00:00", "1 days 18:54:15", "0.5 s", "2024:01:02"])
def test_what_is_no_time(text: str) -> None:
    assert time_object(text, "UTC") is None


@pytest.mark.parametrize("text", ["2017:08:16", "2017-8-16", "Aug 16 2017", "August 16 2017"])
def test_date_object(text: str) -> None:
    expected = {"_ctor": "ExifDate", "year": 2017, "month": 8, "day": 16, "rawValue": text}
    assert date_object(text) == expected


@pytest.mark.parametrize("text", ["", "2020/11/21", "2017:02:30", "0000:00:00", "2017", "Off"])
def test_what_is_no_date(text: str) -> None:
    assert date_object(text) is None
