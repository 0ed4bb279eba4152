"""The composite tags that the gallery uses, for pictures with nothing but EXIF.

exiftool computes about ninety composite tags for each file, as long as it takes to read
it. These are made of the printed tags by the same rules (Exif.pm, GPS.pm and MWG.pm).
"""

import re
from collections.abc import Mapping
from typing import Any, Final

_DATES: Final = {
    "DateTimeOriginal": ("SubSecTimeOriginal", "OffsetTimeOriginal"),
    "CreateDate": ("SubSecTimeDigitized", "OffsetTimeDigitized"),
    "ModifyDate": ("SubSecTime", "OffsetTime"),
}
_CLOCK: Final = re.compile(r" \d{2}:\d{2}:\d{2}")
_DIGITS: Final = re.compile(r"\d+")
_OFFSET: Final = re.compile(r"([-+])(\d{1,2}):(\d{2})")
_CANON_ISO: Final = frozenset({"CameraISO", "BaseISO", "AutoISO"})


def needs_exiftool(tags: Mapping[str, Any]) -> bool:
    """Whether a composite tag that the gallery uses cannot be made here."""
    return "ISO" not in tags and not _CANON_ISO.isdisjoint(tags)


def with_composites(tags: Mapping[str, Any]) -> dict[str, Any]:
    """``tags`` of an answer without composite tags, completed."""
    made = {**tags, **_exposure(tags), **_place(tags)}
    if str(description := tags.get("ImageDescription", "")).strip(" "):
        made["Description"] = description
    for name, (fraction, offset) in _DATES.items():
        date = tags.get(name)
        if isinstance(date, str):
            full = _full_date(date, str(tags.get(fraction, "")), str(tags.get(offset, "")))
            if full is not None:
                made |= {name: full, f"SubSec{name}": full}
    return made


def _exposure(tags: Mapping[str, Any]) -> dict[str, Any]:
    sources = {
        "Aperture": (tags.get("FNumber"), tags.get("ApertureValue")),
        "ShutterSpeed": (tags.get("BulbDuration"), tags.get("ExposureTime")),
    }
    made = {name: first or second for name, (first, second) in sources.items()}
    if "ExposureTime" not in tags and not made["ShutterSpeed"]:
        made["ShutterSpeed"] = tags.get("ShutterSpeedValue")
    return {name: value for name, value in made.items() if value not in (None, "")}


def _place(tags: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    date, clock = tags.get("GPSDateStamp"), tags.get("GPSTimeStamp")
    if date and clock:
        made["GPSDateTime"] = f"{date} {clock}Z"
    axes = [_degrees(tags, *axis) for axis in (("Latitude", "S"), ("Longitude", "W"))]
    if None not in axes:
        made |= {"GPSLatitude": axes[0], "GPSLongitude": axes[1]}
        made["GPSPosition"] = f"{axes[0]:.15g} {axes[1]:.15g}"
    altitude = tags.get("GPSAltitude")
    if isinstance(altitude, int | float) and str(tags.get("GPSAltitudeRef")).startswith("Below"):
        made["GPSAltitude"] = -abs(altitude)
    return made


def _degrees(tags: Mapping[str, Any], axis: str, negative: str) -> float | None:
    value, reference = tags.get(f"GPS{axis}"), str(tags.get(f"GPS{axis}Ref", ""))
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return -value if reference[:1].upper() == negative else value


def _full_date(date: str, fraction: str, offset: str) -> str | None:
    """``date`` with what the two other tags add; None if that is nothing."""
    full = date
    if (digits := _DIGITS.match(fraction)) and (clock := _CLOCK.search(date)):
        full = f"{date[: clock.end()]}.{digits[0]}{date[clock.end() :]}"
    zone = _OFFSET.match(offset)
    if zone and not re.search(r"[-+]", date):
        full += f"{zone[1]}{int(zone[2]):02}:{zone[3]}"
    return full if full != date else None
