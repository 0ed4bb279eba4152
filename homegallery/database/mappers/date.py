"""When it was taken, as an instant in UTC."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final

from homegallery.database.entry import Entry
from homegallery.database.mappers.values import mapping, number
from homegallery.database.media import MediaGroup
from homegallery.timestamp import iso

# The fraction is cut to milliseconds; Sony camcorders append " DST".
_STAMP: Final = re.compile(
    r"(\d{4})\D(\d{2})\D(\d{2})\D(\d{2})\D(\d{2})\D(\d{2})(\.\d+)?"
    r"\s*(Z|[+-]\d{2}:?\d{2})?(?: DST)?\s*",
    re.ASCII,
)
_CAMERA_KEYS: Final = ("SubSecDateTimeOriginal", "DateTimeOriginal", "CreateDate")
_FIRST_YEAR: Final = 1826
"""The year of the oldest photograph that still exists."""
_WEST, _EAST = timedelta(hours=-12), timedelta(hours=14)
"""The zones of the earth: what a local time may differ from UTC."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Stamp:
    """``written`` is the time as it stands in the file, without zone."""

    written: datetime
    instant: datetime
    has_zone: bool


def map_date(group: MediaGroup) -> Entry:
    """The time of the first file that knows one, else the time of modification.

    A time without a zone is UTC in videos, UTC where exif.json says 0 minutes, and
    otherwise in the zone of this process (``TZ``), as the original has it.
    """
    for file in group.by_authority():
        taken = _taken(file.meta("exif"), is_video=file.type == "video")
        if taken:
            return {"date": iso(taken)}
    return {"date": iso(_modified(group.primary.mtime_ms))}


def _taken(exif: dict[str, Any], *, is_video: bool) -> datetime | None:
    creation = _stamp(exif.get("CreationDate"), is_utc=is_video) if is_video else None
    if creation and creation.has_zone:
        return creation.instant
    camera = _first(_stamp(exif.get(key), is_utc=is_video) for key in _CAMERA_KEYS)
    satellite = _stamp(exif.get("GPSDateTime"), is_utc=True)
    if satellite and (not camera or _agree(camera, satellite)):
        return satellite.instant
    return camera.instant if camera else None


def _first(stamps: Iterable[_Stamp | None]) -> _Stamp | None:
    return next((stamp for stamp in stamps if stamp), None)


def _agree(camera: _Stamp, satellite: _Stamp) -> bool:
    """Whether both may be the same moment; a GPS time can be left from an older fix."""
    difference = camera.written - satellite.instant.replace(tzinfo=None)
    return _WEST <= difference <= _EAST


def _stamp(value: Any, *, is_utc: bool) -> _Stamp | None:
    """``value`` is plain text or a date-time of exif.json; None if it is no time to believe."""
    raw = value.get("rawValue") if isinstance(value, dict) else value
    match = _STAMP.fullmatch(raw) if isinstance(raw, str) else None
    if not match:
        return None
    minutes = number(mapping(value).get("tzoffsetMinutes"))
    try:
        written = datetime(*map(int, match.groups()[:6]))  # type: ignore[arg-type]
        written += timedelta(milliseconds=int(f"{match[7] or '.'}000"[1:4]))
        instant = _instant(written, match[8], 0 if is_utc else minutes)
    except (ValueError, OverflowError, OSError):
        return None
    if not _FIRST_YEAR <= instant.year <= datetime.now(UTC).year + 1:
        return None
    return _Stamp(written, instant, has_zone=match[8] is not None)


def _instant(written: datetime, zone: str | None, minutes: float | None) -> datetime:
    if zone:
        minutes = _minutes(zone)
    if minutes is None:
        return written.astimezone(UTC)
    return written.replace(tzinfo=timezone(timedelta(minutes=minutes))).astimezone(UTC)


def _minutes(zone: str) -> int:
    if zone == "Z":
        return 0
    total = int(zone[1:3]) * 60 + int(zone[-2:])
    return -total if zone[0] == "-" else total


def _modified(milliseconds: float) -> datetime:
    try:
        return _EPOCH + timedelta(milliseconds=int(milliseconds))
    except (ValueError, OverflowError):
        return _EPOCH
