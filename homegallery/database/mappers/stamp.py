"""One date and time of exif.json as an instant."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any, Final
from zoneinfo import ZoneInfo

from homegallery.database.mappers.values import mapping, number, text

# The fraction is cut to milliseconds; Sony camcorders append " DST".
_STAMP: Final = re.compile(
    r"(\d{4})\D(\d{2})\D(\d{2})\D(\d{2})\D(\d{2})\D(\d{2})(\.\d+)?"
    r"\s*(Z|[+-]\d{2}:?\d{2})?(?: DST)?\s*",
    re.ASCII,
)
_FIXED: Final = re.compile(r"UTC(?:([+-])(\d{1,2})(?::(\d\d))?)?")
_FIRST_YEAR: Final = 1826
"""The year of the oldest photograph that still exists."""
_UNSET: Final = (datetime(1904, 1, 1), datetime(1970, 1, 1))
"""What the clock of a camcorder shows before it is set. Scans are often dated to such a day."""


@dataclass(frozen=True, slots=True)
class Clock:
    """What times without a zone mean.

    ``zone`` is None for the zone of this process (``TZ``). ``trusts_exif`` if
    ``tzoffsetMinutes`` of exif.json goes before it: true but for videos.
    """

    zone: tzinfo | None
    trusts_exif: bool


UTC_CLOCK: Final = Clock(UTC, trusts_exif=False)


@dataclass(frozen=True, slots=True)
class Stamp:
    """``written`` is the time as it stands in the file, without zone."""

    written: datetime
    instant: datetime
    has_zone: bool


def read_stamp(value: Any, clock: Clock) -> Stamp | None:
    """``value`` is plain text or a date-time of exif.json; None if it is no time to believe."""
    raw = value.get("rawValue") if isinstance(value, dict) else value
    match = _STAMP.fullmatch(raw) if isinstance(raw, str) else None
    if not match:
        return None
    minutes = number(mapping(value).get("tzoffsetMinutes")) if clock.trusts_exif else None
    try:
        written = datetime(*map(int, match.groups()[:6]))  # type: ignore[arg-type]
        written += timedelta(milliseconds=int(f"{match[7] or '.'}000"[1:4]))
        zone = _offset(_minutes(match[8]) if match[8] else minutes) or clock.zone
        # Without a zone astimezone() takes that of the process.
        instant = written.replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None
    is_unset = written in _UNSET and not clock.trusts_exif
    if is_unset or not is_believable(instant):
        return None
    return Stamp(written, instant, has_zone=match[8] is not None)


def is_believable(instant: datetime) -> bool:
    """Whether somebody may have taken a photo then; clocks may be a year ahead."""
    return _FIRST_YEAR <= instant.year <= datetime.now(UTC).year + 1


def zone_named(name: Any) -> tzinfo | None:
    """The zone of a ``tz`` of exif.json: ``UTC+5:45``, ``Europe/Berlin``; None if unknown."""
    key = text(name)
    if match := _FIXED.fullmatch(key):
        minutes = 60 * int(match[2] or 0) + int(match[3] or 0)
        return _offset(-minutes if match[1] == "-" else minutes)
    try:
        return ZoneInfo(key) if key else None
    except (KeyError, ValueError, OSError):  # unknown, not a name, or a directory
        return None


def _offset(minutes: float | None) -> tzinfo | None:
    return None if minutes is None else timezone(timedelta(minutes=minutes))


def _minutes(zone: str) -> int:
    if zone == "Z":
        return 0
    total = int(zone[1:3]) * 60 + int(zone[-2:])
    return -total if zone[0] == "-" else total
