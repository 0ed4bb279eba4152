import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homegallery.database.mappers.date import map_date
from homegallery.database.media import MediaFile
from homegallery.storage.store import StoredObjects
from tests.database.samples import exif, group, media_file

MTIME = "2001-09-09T01:46:40.123Z"


@pytest.fixture(autouse=True)
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def stamp(raw: str, minutes: float | None = None) -> dict[str, Any]:
    zone = {} if minutes is None else {"tzoffsetMinutes": minutes}
    return {"_ctor": "ExifDateTime", "rawValue": raw, **zone}


def date(name: str = "a.jpg", **tags: Any) -> str:
    return map_date(exif(name, **tags))["date"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (stamp("2024:07:02 03:04:05+02:00", 60), "2024-07-02T01:04:05.000Z"),
        (stamp("2024:07:02 03:04:05-0930"), "2024-07-02T12:34:05.000Z"),
        (stamp("2024:07:02 03:04:05Z", 60), "2024-07-02T03:04:05.000Z"),
        (stamp("2024:07:02 03:04:05", 330), "2024-07-01T21:34:05.000Z"),
        (stamp("2024:07:02 03:04:05", 345), "2024-07-01T21:19:05.000Z"),
        (stamp("2024:07:02 03:04:05", -210), "2024-07-02T06:34:05.000Z"),
        (stamp("2024:07:02 03:04:05", 0), "2024-07-02T03:04:05.000Z"),
        (stamp("2024:07:02 03:04:05"), "2024-07-02T01:04:05.000Z"),
        (stamp("2024:01:02 03:04:05"), "2024-01-02T02:04:05.000Z"),
        ("2024-07-02T03:04:05.6789Z", "2024-07-02T03:04:05.678Z"),
        ("2024:07:02 03:04:05.1", "2024-07-02T01:04:05.100Z"),
        ("1826:01:01 00:00:00Z", "1826-01-01T00:00:00.000Z"),
    ],
)
def test_zones(value: Any, expected: str) -> None:
    assert date(DateTimeOriginal=value) == expected


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        5,
        [],
        {},
        {"rawValue": 7},
        "0000:00:00 00:00:00",
        "2024:07:02",
        "2024:13:02 03:04:05",
        "2024:02:30 03:04:05",
        "2009:09:09 20:27:09.60:04:00",
        "1825:12:31 23:59:59Z",
        f"{datetime.now(UTC).year + 2}:06:01 00:00:00Z",
        stamp("2024:07:02 03:04:05", 1e300),
        stamp("2024:07:02 03:04:05", 1440),
    ],
)
def test_what_is_no_date_leaves_the_next_one(value: Any) -> None:
    assert date(DateTimeOriginal=value) == MTIME
    assert date(DateTimeOriginal=value, CreateDate="2020:01:01 00:00:00Z")[:4] == "2020"


def test_order_of_the_camera_tags() -> None:
    tags = {
        "SubSecDateTimeOriginal": "2024:01:01 00:00:00.5Z",
        "DateTimeOriginal": "2023:01:01 00:00:00Z",
        "CreateDate": "2022:01:01 00:00:00Z",
    }
    found = []
    while tags:
        found.append(date(**tags)[:4])
        del tags[next(iter(tags))]
    assert found == ["2024", "2023", "2022"]


def test_the_satellite_knows_the_time_best() -> None:
    satellite = stamp("2024:07:02 01:00:00Z", 0)
    assert date(GPSDateTime=satellite) == "2024-07-02T01:00:00.000Z"
    for camera in ("2024:07:02 03:00:04", "2024:07:02 15:00:00", "2024:07:01 13:00:00"):
        assert date(GPSDateTime=satellite, DateTimeOriginal=camera) == "2024-07-02T01:00:00.000Z"


@pytest.mark.parametrize("camera", ["2024:07:02 15:00:01", "2024:07:01 12:59:59"])
def test_an_old_fix_of_the_satellite_is_not_believed(camera: str) -> None:
    satellite = stamp("2024:07:02 01:00:00Z", 0)
    assert date(GPSDateTime=satellite, DateTimeOriginal=stamp(camera, 0)) == (
        camera.replace(":", "-", 2).replace(" ", "T") + ".000Z"
    )


def test_times_of_videos_are_utc() -> None:
    assert date("a.mp4", CreateDate=stamp("2023:09:22 16:34:05")) == "2023-09-22T16:34:05.000Z"
    # The zone is known from the position, the text stays UTC.
    assert date("a.mov", CreateDate=stamp("2023:09:22 16:34:05", 120)) == "2023-09-22T16:34:05.000Z"
    assert date("a.mts", DateTimeOriginal=stamp("2019:04:24 22:24:00+02:00 DST", 120)) == (
        "2019-04-24T20:24:00.000Z"
    )


def test_creation_date_with_a_zone_is_the_date_of_a_video() -> None:
    zoned, other = stamp("2023:09:22 18:34:05+02:00", 120), stamp("2024:01:01 00:00:00")
    assert date("a.mov", CreationDate=zoned, CreateDate=other) == "2023-09-22T16:34:05.000Z"
    assert date("a.mov", CreationDate=other, CreateDate="2022:01:01 00:00:00")[:4] == "2022"
    assert date("a.jpg", CreationDate=zoned, CreateDate=other)[:4] == "2023"  # 00:00 in Berlin


def test_xmp_sidecars_come_first() -> None:
    def dated(name: str, year: int) -> MediaFile:
        return media_file(name, exif={"DateTimeOriginal": f"{year}:06:01 00:00:00Z"})

    files = [
        dated("IMG.DNG", 2020), dated("IMG.JPG", 2021), dated("IMG.JPG.xmp", 2022),
        dated("IMG.DNG.xmp", 2023), dated("IMG.xmp", 2024),
    ]  # fmt: skip
    years = []
    while files:
        years.append(map_date(group(*files))["date"][:4])
        files.pop() if len(files) > 3 else files.pop(-1 if len(files) > 1 else 0)
    assert years == ["2024", "2023", "2022", "2020", "2020"]


def test_without_any_date_the_time_of_modification_counts() -> None:
    assert date() == MTIME
    assert map_date(group(media_file("a.jpg"), media_file("a.xmp")))["date"] == MTIME


@pytest.mark.parametrize(
    ("milliseconds", "expected"),
    [
        (0.0, "1970-01-01T00:00:00.000Z"),
        (-1500.7, "1969-12-31T23:59:58.500Z"),
        (1e18, "1970-01-01T00:00:00.000Z"),
        (4102444800000.0, "1970-01-01T00:00:00.000Z"),  # 2100: it would lead the gallery
        (-5e12, "1970-01-01T00:00:00.000Z"),  # 1811
        (float("nan"), "1970-01-01T00:00:00.000Z"),
    ],
)
def test_odd_times_of_modification(milliseconds: float, expected: str) -> None:
    file = MediaFile("Pictures", "a.jpg", "", 1, milliseconds, StoredObjects())
    assert map_date(group(file)) == {"date": expected}


@given(st.datetimes(datetime(1827, 1, 1), datetime(2024, 1, 1)), st.integers(-720, 840))
def test_any_time_and_zone(written: datetime, minutes: int) -> None:
    sign = "-" if minutes < 0 else "+"
    zone = f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
    text = written.isoformat(sep=" ", timespec="milliseconds")
    expected = datetime.fromisoformat(f"{text}{zone}").astimezone(UTC)
    assert datetime.fromisoformat(date(DateTimeOriginal=f"{text}{zone}")) == expected
    assert datetime.fromisoformat(date(DateTimeOriginal=stamp(text, minutes))) == expected
