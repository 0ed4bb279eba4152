from typing import Any

import pytest

from homegallery.database.mappers.zone import map_zone, told_zone
from tests.database.samples import group, media_file

GUESS = {"tz": "UTC", "tzSource": "defaultVideosToUTC"}
BERLIN = {"tz": "Europe/Berlin", "tzSource": "GPSLatitude/GPSLongitude"}


@pytest.mark.parametrize(
    ("photo", "sidecar", "zone"),
    [
        ({}, {}, None),
        ({"tz": ""}, {"Make": "X"}, None),
        ({"tz": "UTC+2"}, {}, "UTC+2"),
        ({"Make": "X"}, BERLIN, "Europe/Berlin"),
        # The position of the XMP counts, and so does its zone.
        ({"tz": "UTC+2"}, BERLIN, "Europe/Berlin"),
        ({"tz": "UTC+2"}, {"tz": "Mars/North"}, "UTC+2"),
        ({"tz": "Mars/North"}, {}, "Mars/North"),
    ],
)
def test_of_a_photo(photo: dict[str, Any], sidecar: dict[str, Any], zone: str | None) -> None:
    files = group(media_file("a.jpg", exif=photo), media_file("a.xmp", exif=sidecar))
    assert map_zone(files).get("tz") == zone


def test_videos_that_know_nothing_are_utc() -> None:
    video = media_file("a.mp4", exif=GUESS)
    assert told_zone(group(video)) == ""
    assert map_zone(group(video)) == {"tz": "UTC"}
    assert map_zone(group(video, media_file("a.xmp", exif=BERLIN))) == {"tz": "Europe/Berlin"}
