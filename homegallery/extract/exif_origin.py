"""Which time zone the dates of a file are in, and how that is known.

Rules and order of spec/extractor.md 4, "file zone, first hit".
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from homegallery.extract.exif_dates import Stamp, parse_stamp
from homegallery.extract.exif_place import Place
from homegallery.extract.exif_zone import (
    fixed_offset,
    nearest_offset,
    offset_zone,
    parse_zone,
    place_zone,
)

_ZONE_TAGS: Final = ("TimeZone", "OffsetTimeOriginal", "OffsetTimeDigitized", "TimeZoneOffset")
# Not ModifyDate: the zone of a later edit says nothing about the photo.
_CAPTURE_TAGS: Final = (
    "SubSecDateTimeOriginal",
    "DateTimeOriginal",
    "SubSecCreateDate",
    "CreationDate",
    "CreateDate",
    "SubSecMediaCreateDate",
    "MediaCreateDate",
    "DateTimeCreated",
)
_UTC_TAGS: Final = ("GPSDateTime", "DateTimeUTC", "GPSDateTimeStamp", "SonyDateTime2")
_NIKON: Final = re.compile(r"\bnikon\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Origin:
    """A zone and the tag or rule it comes from, the values of ``tz`` and ``tzSource``."""

    zone: str
    source: str


def origin_of(tags: Mapping[str, Any], place: Place, *, is_video: bool) -> Origin | None:
    """The zone of the file's dates, None if nothing tells."""
    return (
        _from_zone_tags(tags)
        or _from_place(place)
        or _from_dates(tags)
        or (Origin("UTC", "defaultVideosToUTC") if is_video else None)
        or _from_difference(tags)
    )


def _from_zone_tags(tags: Mapping[str, Any]) -> Origin | None:
    for name in _ZONE_TAGS:
        zone = _zone_value(tags.get(name))
        if zone is None:
            continue
        summer = _summer_zone(zone) if _leaves_out_summer(tags) else None
        if summer is not None:
            return Origin(summer, f"{name} (adjusted for DaylightSavings)")
        return Origin(zone, name)
    return None


def _leaves_out_summer(tags: Mapping[str, Any]) -> bool:
    """Whether the zone lacks the hour of summer time, as Nikon cameras write it."""
    saving = str(tags.get("DaylightSavings")) in {"Yes", "True"}
    return saving and _NIKON.search(str(tags.get("Make"))) is not None


def _summer_zone(zone: str) -> str | None:
    minutes = fixed_offset(zone)
    return None if minutes is None else offset_zone(minutes + 60)


def _zone_value(value: Any) -> str | None:
    """A zone from ``+02:00``, hours as a number, or several of them (the first counts)."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return offset_zone(value * 60)
    if not isinstance(value, str):
        return None
    hours = re.fullmatch(r"(-?\d{1,2})(?: -?\d{1,2})?", value)
    return offset_zone(60 * int(hours[1])) if hours else parse_zone(value)


def _from_place(place: Place) -> Origin | None:
    if place.latitude is None or place.longitude is None:
        return None
    zone = place_zone(place.latitude, place.longitude)
    return Origin(zone, "GPSLatitude/GPSLongitude") if zone else None


def _from_dates(tags: Mapping[str, Any]) -> Origin | None:
    """Zones written in a date itself, except UTC: some programs add it to local times."""
    for name, stamp in _stamps(tags, _CAPTURE_TAGS):
        if stamp.zone not in {None, "UTC"}:
            return Origin(str(stamp.zone), name)
    return None


def _from_difference(tags: Mapping[str, Any]) -> Origin | None:
    """Local time minus UTC time, if that is near to an offset that exists."""
    date, time = tags.get("GPSDateStamp"), tags.get("GPSTimeStamp")
    known = {**tags, "GPSDateTimeStamp": f"{date} {time}"} if date and time else tags
    utc = next(((n, s) for n, s in _stamps(known, _UTC_TAGS) if s.zone in {None, "UTC"}), None)
    local = next(((n, s) for n, s in _stamps(tags, _CAPTURE_TAGS) if s.zone is None), None)
    if utc is None or local is None:
        return None
    minutes = nearest_offset((local[1].local - utc[1].local).total_seconds() / 60)
    zone = None if minutes is None else offset_zone(minutes)
    return Origin(zone, f"offset between {local[0]} and {utc[0]}") if zone else None


def _stamps(tags: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[tuple[str, Stamp]]:
    for name in names:
        value = tags.get(name)
        stamp = parse_stamp(value) if isinstance(value, str) else None
        if stamp is not None:
            yield name, stamp
