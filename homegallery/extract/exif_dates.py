"""Dates and times in the text forms of exiftool, and as the objects of exif.json.

The objects have the shape of spec/storage.md 4: ``_ctor`` names the type, ``rawValue``
keeps the text, ``inferredZone`` tells that the zone is not from the text itself.
"""

import re
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final

from homegallery.extract.exif_zone import converted, localised, offset_minutes, parse_zone

_TIME = r"(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.(?P<fraction>\d+))?)?"
# Some programs add the zone's short name to its offset: "+02:00 CEST".
_ZONE = r"\s*(?P<zone>Z|(?:UTC|GMT)?[+\-−]\d{1,2}(?::?\d\d){0,2})?(?:\s+[A-Za-z]{2,5})?"
_DATE = r"(?P<year>\d{4})(?P<separator>[:-])(?P<month>\d{1,2})(?P=separator)(?P<day>\d{1,2})"
_MONTH_DAY = r"(?P<month>[A-Z][a-z]{2,8}) (?P<day>\d{1,2})"

_DATE_TIME: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_DATE}[ T]{_TIME}{_ZONE}",
        rf"{_MONTH_DAY} (?P<year>\d{{4}}),? {_TIME}{_ZONE}",
        rf"[A-Z][a-z]{{2}} {_MONTH_DAY} {_TIME} (?P<year>\d{{4}})(?P<zone>)",
    )
)
_DATE_ONLY: Final = tuple(
    re.compile(pattern) for pattern in (_DATE, rf"{_MONTH_DAY} (?P<year>\d{{4}})")
)
_TIME_ONLY: Final = re.compile(_TIME + _ZONE)
_MONTHS: Final = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date and time as written: ``local`` is naive, ``zone`` the one in the text, if any."""

    text: str
    local: datetime
    zone: str | None
    has_fraction: bool


def parse_stamp(text: str) -> Stamp | None:
    """Read a date with a time; None if ``text`` is anything else or no real date."""
    match = _match(_DATE_TIME, text)
    if match is None:
        return None
    zone = parse_zone(match["zone"]) if match["zone"] else None
    if match["zone"] and zone is None:
        return None
    try:
        local = datetime(*_day(match), *_clock(match))
    except ValueError:
        return None
    if local.year == 1:  # zero and one are what programs write for "unknown"
        return None
    return Stamp(text, local, zone, match["fraction"] is not None)


def date_time_object(
    stamp: Stamp, zone: str | None, *, shown_in: str | None = None
) -> dict[str, Any]:
    """An ``ExifDateTime``. ``zone`` is used if the text has none.

    With ``shown_in`` such a time is converted to that zone; ``rawValue`` stays.
    """
    name = stamp.zone or zone
    moment = localised(stamp.local, name) if name else None
    if moment is not None and shown_in and stamp.zone is None:
        moment, name = converted(moment, shown_in) or moment, shown_in
    shown = moment or stamp.local
    result: dict[str, Any] = {"_ctor": "ExifDateTime"}
    for field in ("year", "month", "day", "hour", "minute", "second"):
        result[field] = getattr(shown, field)
    if stamp.has_fraction:
        result["millisecond"] = shown.microsecond // 1000
    if moment is not None:
        result["tzoffsetMinutes"] = offset_minutes(moment)
    result["rawValue"] = stamp.text
    if moment is not None:
        result["zoneName"] = name
    result["inferredZone"] = moment is not None and stamp.zone is None
    return result


def time_object(text: str, zone: str | None) -> dict[str, Any] | None:
    """An ``ExifTime``, or None if ``text`` is not a time of day."""
    match = _TIME_ONLY.fullmatch(text.strip())
    if match is None:
        return None
    try:
        clock = time(*_clock(match))
    except ValueError:
        return None
    own = parse_zone(match["zone"]) if match["zone"] else None
    result: dict[str, Any] = {"_ctor": "ExifTime"}
    for field in ("hour", "minute", "second"):
        result[field] = getattr(clock, field)
    if match["fraction"] is not None:
        result["millisecond"] = clock.microsecond // 1000
    result["rawValue"] = text
    if own or zone:
        result["zone"] = own or zone
    result["inferredZone"] = own is None and zone is not None
    return result


def date_object(text: str) -> dict[str, Any] | None:
    """An ``ExifDate``, or None if ``text`` is not a date."""
    match = _match(_DATE_ONLY, text)
    try:
        day = datetime(*_day(match)) if match else None
    except ValueError:
        return None
    if day is None or day.year == 1:
        return None
    return {
        "_ctor": "ExifDate",
        "year": day.year,
        "month": day.month,
        "day": day.day,
        "rawValue": text,
    }


def _match(patterns: tuple[re.Pattern[str], ...], text: str) -> re.Match[str] | None:
    text = text.strip()
    return next((match for pattern in patterns if (match := pattern.fullmatch(text))), None)


def _day(match: re.Match[str]) -> tuple[int, int, int]:
    month = match["month"]
    number = int(month) if month.isdecimal() else 1 + _MONTHS.index(month[:3])
    return int(match["year"]), number, int(match["day"])


def _clock(match: re.Match[str]) -> tuple[int, int, int, int]:
    """Hour, minute, second, microsecond; the fraction is cut to milliseconds."""
    milliseconds = int((match["fraction"] or "0").ljust(3, "0")[:3])
    return int(match["hour"]), int(match["minute"]), int(match["second"] or 0), milliseconds * 1000
