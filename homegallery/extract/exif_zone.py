"""Names and offsets of time zones as exif.json uses them.

A zone is a text: ``UTC``, a fixed offset such as ``UTC+2`` or ``UTC-3:30``, or a name of
the time zone database such as ``Europe/Berlin``.
"""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

_HALF_HOURS: Final = (
    "-09:30",
    "-08:30",
    "-03:30",
    "-02:30",
    "+03:30",
    "+04:30",
    "+05:30",
    "+06:30",
)
_QUARTERS: Final = ("+05:45", "+08:45", "+09:45", "+12:45", "+13:45")
_MORE_HALF_HOURS: Final = ("+08:30", "+09:30", "+10:30")


def _minutes(texts: Iterable[str]) -> Iterable[int]:
    for text in texts:
        sign = -1 if text[0] == "-" else 1
        yield sign * (60 * int(text[1:3]) + int(text[4:6]))


REAL_OFFSETS: Final = frozenset(
    {
        *range(-11 * 60, 14 * 60 + 1, 60),
        *_minutes((*_HALF_HOURS, *_MORE_HALF_HOURS, *_QUARTERS)),
    }
)
"""Minutes from UTC of all zones in use somewhere since 1982."""

_OFFSET: Final = re.compile(r"(?:UTC|GMT)?([+\-−])(\d{1,2})(?::?(\d\d))?(?::00)?")
_UTC: Final = frozenset({"UTC", "GMT", "Z", "ZULU", "ETC/UTC"})
_PLACE: Final = re.compile(r"\w+(?:/[\w+-]+){1,2}")


def offset_zone(minutes: float) -> str | None:
    """``UTC+5:45`` for 345; None if no place on earth has this offset."""
    if minutes not in REAL_OFFSETS:
        return None
    hours, rest = divmod(abs(int(minutes)), 60)
    if not minutes:
        return "UTC"
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def parse_zone(text: str) -> str | None:
    """The zone that ``text`` names: ``+02:00``, ``Z``, ``UTC+2``, ``Europe/Berlin``."""
    text = text.strip()
    if text.upper() in _UTC:
        return "UTC"
    if (minutes := fixed_offset(text)) is not None:
        return offset_zone(minutes)
    if _PLACE.fullmatch(text) and _rules(text) is not None:
        return text
    return None


def fixed_offset(zone: str) -> int | None:
    """Minutes from UTC of ``UTC`` and ``+02:00``, None for zones with changing offsets."""
    if zone == "UTC":
        return 0
    match = _OFFSET.fullmatch(zone)
    if match is None:
        return None
    minutes = 60 * int(match[2]) + int(match[3] or 0)
    return minutes if match[1] == "+" else -minutes


def nearest_offset(minutes: float) -> int | None:
    """The real offset nearest to a measured one, at most half an hour away."""
    best = min(REAL_OFFSETS, key=lambda real: abs(real - minutes))
    return best if abs(best - minutes) <= 30 else None


def place_zone(latitude: float, longitude: float) -> str | None:
    """Zone of a place, in degrees. Loads 20 MB of shapes on first use."""
    import tzfpy

    return parse_zone(tzfpy.get_tz(longitude, latitude))


def localised(local: datetime, zone: str) -> datetime | None:
    """``local`` (naive) as the clock of ``zone`` showed it; None if the zone is unknown."""
    rules = _rules(zone)
    return None if rules is None else local.replace(tzinfo=rules)


def converted(moment: datetime, zone: str) -> datetime | None:
    """What the clock of ``zone`` showed at ``moment`` (aware); None at the ends of time."""
    rules = _rules(zone)
    try:
        return None if rules is None else moment.astimezone(rules)
    except OverflowError:
        return None


def offset_minutes(moment: datetime) -> float | None:
    """Minutes from UTC of an aware time; a fraction only before zones had whole minutes."""
    offset = moment.utcoffset()
    if offset is None:
        return None
    minutes = offset / timedelta(minutes=1)
    return int(minutes) if minutes.is_integer() else minutes


@lru_cache(maxsize=512)
def _rules(zone: str) -> tzinfo | None:
    if (minutes := fixed_offset(zone)) is not None:
        return timezone(timedelta(minutes=minutes))
    try:
        return ZoneInfo(zone)
    except (KeyError, ValueError, OSError):  # unknown, not a name, or a directory
        return None
