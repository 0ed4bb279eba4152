from datetime import datetime
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homegallery.extract.exif_zone import (
    REAL_OFFSETS,
    converted,
    fixed_offset,
    localised,
    nearest_offset,
    offset_minutes,
    offset_zone,
    parse_zone,
    place_zone,
)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Z", "UTC"),
        ("UTC", "UTC"),
        ("+00:00", "UTC"),
        ("-00:00", "UTC"),
        ("+02:00", "UTC+2"),
        ("+2", "UTC+2"),
        ("+0200", "UTC+2"),
        ("UTC+5:45", "UTC+5:45"),
        ("GMT-3", "UTC-3"),
        ("−03:30", "UTC-3:30"),
        (" +14:00 ", "UTC+14"),
        ("Europe/Berlin", "Europe/Berlin"),
        ("America/Port-au-Prince", "America/Port-au-Prince"),
        ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("+25:00", None),
        ("+05:13", None),
        ("-12:00", None),
        ("Middle/Earth", None),
        ("../../etc/passwd", None),
        ("America", None),
        ("", None),
        ("2", None),
        ("CEST", None),
    ],
)
def test_parse_zone(text: str, zone: str | None) -> None:
    assert parse_zone(text) == zone


@given(st.sampled_from(sorted(REAL_OFFSETS)))
def test_offsets_and_names_are_inverse(minutes: int) -> None:
    zone = offset_zone(minutes)
    assert zone is not None
    assert fixed_offset(zone) == minutes
    assert parse_zone(zone) == zone
    moment = localised(datetime(2024, 1, 2, 3), zone)
    assert moment is not None
    assert offset_minutes(moment) == minutes


@given(st.text(max_size=30))
def test_any_text_is_a_zone_that_can_be_used_or_none(text: str) -> None:
    zone = parse_zone(text)
    if zone is not None:
        assert localised(datetime(2024, 1, 1), zone) is not None


def test_zones_of_today_have_real_offsets() -> None:
    day = datetime(2024, 1, 15, 12)
    moments = [localised(day, zone) for zone in available_timezones() if "/" in zone]
    offsets = {offset_minutes(moment) for moment in moments if moment is not None}
    # Ships and two uninhabited islands.
    assert offsets - REAL_OFFSETS <= {-12 * 60}


@pytest.mark.parametrize(
    ("measured", "real"),
    [(480, 480), (485.5, 480), (-295, -300), (341, 345), (334, 330), (14 * 60 + 29, 840)],
)
def test_nearest_offset(measured: float, real: int) -> None:
    assert nearest_offset(measured) == real


@pytest.mark.parametrize("measured", [14 * 60 + 31, -11 * 60 - 31, 1e9])
def test_nothing_is_near_to_what_no_clock_shows(measured: float) -> None:
    assert nearest_offset(measured) is None


def test_summer_and_winter() -> None:
    winter, summer = (localised(datetime(2024, month, 1), "Europe/Berlin") for month in (1, 7))
    assert winter is not None
    assert summer is not None
    assert (offset_minutes(winter), offset_minutes(summer)) == (60, 120)


def test_offsets_before_zones_had_whole_minutes() -> None:
    moment = localised(datetime(1880, 1, 1), "America/Los_Angeles")
    assert moment is not None
    assert offset_minutes(moment) == pytest.approx(-(7 * 60 + 52 + 58 / 60))


def test_converted() -> None:
    utc = localised(datetime(2024, 1, 28, 9, 54, 20), "UTC")
    assert utc is not None
    local = converted(utc, "Europe/Prague")
    assert local is not None
    assert local.replace(tzinfo=None) == datetime(2024, 1, 28, 10, 54, 20)
    assert converted(utc, "Middle/Earth") is None
    first = localised(datetime.min, "UTC")
    assert first is not None
    assert converted(first, "America/New_York") is None


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [
        (52.4596, 13.3218, "Europe/Berlin"),
        (-33.8568, 151.2153, "Australia/Sydney"),
        (27.694, 85.2853, "Asia/Kathmandu"),
        (0.0, -140.0, "UTC-9"),  # at sea
    ],
)
def test_place_zone(latitude: float, longitude: float, zone: str) -> None:
    found = place_zone(latitude, longitude)
    assert found is not None
    moment = localised(datetime(2024, 1, 1), found)
    expected = localised(datetime(2024, 1, 1), zone)
    assert moment is not None
    assert expected is not None
    assert offset_minutes(moment) == offset_minutes(expected)
