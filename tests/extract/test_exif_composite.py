"""The same files are compared with exiftool's own composites in test_exif_conformance."""

from typing import Any

import pytest

from homegallery.extract.exif_composite import needs_exiftool, with_composites


@pytest.mark.parametrize(
    ("tags", "made"),
    [
        ({"FNumber": 2.8, "ApertureValue": 4.0}, {"Aperture": 2.8}),
        ({"FNumber": 0, "ApertureValue": 4.0}, {"Aperture": 4.0}),
        ({"ExposureTime": "1/60", "ShutterSpeedValue": "1/64"}, {"ShutterSpeed": "1/60"}),
        ({"ShutterSpeedValue": "1/64"}, {"ShutterSpeed": "1/64"}),
        ({"BulbDuration": 30, "ExposureTime": "1/60"}, {"ShutterSpeed": 30}),
        ({"ImageDescription": "text"}, {"Description": "text"}),
        ({"ImageDescription": "   "}, {}),
        (
            {"GPSDateStamp": "2024:01:15", "GPSTimeStamp": "12:00:00"},
            {"GPSDateTime": "2024:01:15 12:00:00Z"},
        ),
        (
            {"GPSLatitude": 33.5, "GPSLatitudeRef": "South",
             "GPSLongitude": 7, "GPSLongitudeRef": "E"},
            {"GPSLatitude": -33.5, "GPSPosition": "-33.5 7"},
        ),
        ({"GPSLatitude": 33.5}, {}),
        ({"GPSAltitude": 12, "GPSAltitudeRef": "Below Sea Level"}, {"GPSAltitude": -12}),
        ({"GPSAltitude": 12, "GPSAltitudeRef": "Above Sea Level"}, {}),
        (
            {"DateTimeOriginal": "2024:01:15 12:00:00", "SubSecTimeOriginal": 250,
             "OffsetTimeOriginal": "+5:45"},
            dict.fromkeys(("DateTimeOriginal", "SubSecDateTimeOriginal"),
                          "2024:01:15 12:00:00.250+05:45"),
        ),
        ({"CreateDate": "2024:01:15 12:00:00", "SubSecTimeDigitized": "   "}, {}),
        ({"ModifyDate": "2024:01:15 12:00:00+01:00", "OffsetTime": "+02:00"}, {}),
        ({"DateTimeOriginal": {"odd": 1}, "OffsetTimeOriginal": "+02:00"}, {}),
    ],
)  # fmt: skip
def test_composites(tags: dict[str, Any], made: dict[str, Any]) -> None:
    assert with_composites(tags) == {**tags, **made}


def test_the_sensitivity_of_old_canons_is_left_to_exiftool() -> None:
    assert needs_exiftool({"CameraISO": "Auto", "BaseISO": 100})
    assert not needs_exiftool({"ISO": 100, "BaseISO": 100})
    assert not needs_exiftool({"Make": "Apple"})
