"""When it was taken, as an instant in UTC."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from homegallery.database.entry import Entry
from homegallery.database.mappers.stamp import (
    UTC_CLOCK,
    Clock,
    Stamp,
    is_believable,
    read_stamp,
    zone_named,
)
from homegallery.database.mappers.values import number, text
from homegallery.database.mappers.zone import told_zone
from homegallery.database.media import MediaFile, MediaGroup
from homegallery.timestamp import iso

_CAMERA_KEYS: Final = ("SubSecDateTimeOriginal", "DateTimeOriginal", "CreateDate")
_ZONED_KEYS: Final = ("CreationDate", "CreationDateValue")
"""The local time of a video with its zone, by Apple and by Sony."""
_WEST, _EAST = timedelta(hours=-12), timedelta(hours=14)
"""The zones of the earth: what a local time may differ from UTC."""
_ZONE_STEP: Final = timedelta(minutes=15)
_FIRST_SATELLITE_YEAR: Final = 1980
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def map_date(group: MediaGroup) -> Entry:
    """The time of the first file that knows one.

    After the tags of all files come the JSON of Google Takeout and the time of
    modification. A time without a zone is UTC in videos. Otherwise it is in the zone
    that exif.json gives to it, or to another file of the group, or in that of this
    process (``TZ``), as the original has it.
    """
    taken = _from_tags(group) or _from_takeout(group) or _modified(group.primary.mtime_ms)
    return {"date": iso(taken)}


def _from_tags(group: MediaGroup) -> datetime | None:
    home = zone_named(told_zone(group))
    copied = _times_of_videos(group)
    for file in group.by_authority():
        stamp = _taken(file.meta("exif"), _clock(file, home), is_video=file.type == "video")
        if stamp and file.type == "meta" and not stamp.has_zone and stamp.written in copied:
            return stamp.written.replace(tzinfo=UTC)
        if stamp:
            return stamp.instant
    return None


def _times_of_videos(group: MediaGroup) -> set[datetime]:
    """UTC times that programs copy from a video to its XMP without telling that they are."""
    videos = [file.meta("exif") for file in group.files if file.type == "video"]
    stamps = (read_stamp(exif.get(key), UTC_CLOCK) for exif in videos for key in _CAMERA_KEYS)
    return {stamp.written for stamp in stamps if stamp and not stamp.has_zone}


def _clock(file: MediaFile, home: Any) -> Clock:
    if file.type != "video":
        return Clock(home, trusts_exif=True)
    # Cameras that write AVI know no UTC.
    is_avi = text(file.meta("exif").get("FileType")) == "AVI"
    return Clock(home, trusts_exif=False) if is_avi else UTC_CLOCK


def _taken(exif: dict[str, Any], clock: Clock, *, is_video: bool) -> Stamp | None:
    camera = _first(read_stamp(exif.get(key), clock) for key in _CAMERA_KEYS)
    if is_video:
        zoned = _first(read_stamp(exif.get(key), clock) for key in _ZONED_KEYS)
        if zoned and zoned.has_zone:
            return zoned
        camera = _not_local(camera, read_stamp(exif.get("CreateDate"), clock))
    satellite = read_stamp(exif.get("GPSDateTime"), UTC_CLOCK)
    if satellite and satellite.instant.year < _FIRST_SATELLITE_YEAR:
        satellite = None
    if satellite and (not camera or _agree(camera, satellite)):
        return satellite
    return camera


def _first(stamps: Iterable[Stamp | None]) -> Stamp | None:
    return next((stamp for stamp in stamps if stamp), None)


def _not_local(camera: Stamp | None, created: Stamp | None) -> Stamp | None:
    """``created``, which is UTC, if ``camera`` is the same moment on a local clock."""
    if not camera or not created or camera.has_zone:
        return camera
    difference = camera.written - created.written
    is_zone = _WEST <= difference <= _EAST and not difference % _ZONE_STEP
    return created if is_zone else camera


def _agree(camera: Stamp, satellite: Stamp) -> bool:
    """Whether both may be the same moment; a GPS time can be left from an older fix."""
    difference = camera.written - satellite.instant.replace(tzinfo=None)
    return _WEST <= difference <= _EAST


def _from_takeout(group: MediaGroup) -> datetime | None:
    """0 seconds is what Google writes when it does not know."""
    for file in group.files:
        seconds = number(file.meta("takeout").get("photoTakenTime"))
        instant = _instant(1000 * seconds) if seconds else None
        if instant:
            return instant
    return None


def _modified(milliseconds: float) -> datetime:
    return _instant(milliseconds) or _EPOCH


def _instant(milliseconds: float) -> datetime | None:
    """None if it is not to believe."""
    try:
        instant = _EPOCH + timedelta(milliseconds=int(milliseconds))
    except (ValueError, OverflowError):
        return None
    return instant if is_believable(instant) else None
