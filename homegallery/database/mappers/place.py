"""Where it was taken: position and address."""

from typing import Any, Final, cast

from homegallery.database.entry import Entry
from homegallery.database.mappers.values import mapping, number, rounded, text
from homegallery.database.media import MediaGroup

# Field of the entry, part of the address; a later part of the same field wins.
_PARTS: Final = (
    ("country", "country"),
    ("state", "state"),
    ("city", "hamlet"),
    ("city", "village"),
    ("city", "town"),
    ("city", "city"),
    ("road", "road"),
    ("house_number", "house_number"),
)
_AXES: Final = ("latitude", "longitude", "altitude")
_GPS_KEYS: Final = ("GPSLatitude", "GPSLongitude", "GPSAltitude")


def map_position(group: MediaGroup) -> Entry:
    """Degrees with 5 decimals and metres with 2, of the first file that has a position.

    After the tags of all files come the places that Google Takeout knows. Exactly 0
    counts as missing: cameras write it when they do not know.
    """
    for file in group.by_authority():
        exif = file.meta("exif")
        if position := _position(*(exif.get(key) for key in _GPS_KEYS)):
            return position
    for file in group.files:
        for key in ("geoData", "geoDataExif"):
            place = mapping(file.meta("takeout").get(key))
            if position := _position(*(place.get(axis) for axis in _AXES)):
                return position
    return {}


def _position(*told: Any) -> Entry:
    latitude, longitude, altitude = map(number, told)
    if latitude and longitude and abs(latitude) <= 90 and abs(longitude) <= 180:
        return {
            "latitude": rounded(latitude, 5),
            "longitude": rounded(longitude, 5),
            "altitude": rounded(altitude or 0, 2),
        }
    return {}


def map_address(group: MediaGroup) -> Entry:
    """The address of the first file that has one."""
    for file in group.by_authority():
        answer = file.meta("geoReverse")
        if isinstance(answer.get("address"), dict):
            return _address(answer)
    return {}


def _address(answer: dict[str, Any]) -> Entry:
    fields = {"addresstype": text(answer.get("addresstype"))}
    for field, part in _PARTS:
        fields[field] = text(answer["address"].get(part)) or fields.get(field, "")
    return cast("Entry", {field: value for field, value in fields.items() if value})
