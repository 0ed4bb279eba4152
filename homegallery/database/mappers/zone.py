"""Mapper: the time zone it was taken in."""

from typing import Final

from homegallery.database.entry import Entry
from homegallery.database.mappers.stamp import zone_named
from homegallery.database.mappers.values import text
from homegallery.database.media import MediaFile, MediaGroup

_NOT_TOLD: Final = "defaultVideosToUTC"
"""The ``tzSource`` of videos that do not tell their zone."""


def map_zone(group: MediaGroup) -> Entry:
    """The zone that a file of the group tells, such as the XMP that has its position.

    UTC for a video of which nothing is known, as exif.json says it.
    """
    name = told_zone(group) or next(filter(None, map(_zone, group.files)), "")
    return {"tz": name} if name else {}


def told_zone(group: MediaGroup) -> str:
    """The zone of the first file that knows it, as ``UTC+2``; empty if none does."""
    told = (file for file in group.by_authority() if _is_told(file))
    return next((_zone(file) for file in told if zone_named(_zone(file))), "")


def _is_told(file: MediaFile) -> bool:
    return text(file.meta("exif").get("tzSource")) != _NOT_TOLD


def _zone(file: MediaFile) -> str:
    return text(file.meta("exif").get("tz"))
