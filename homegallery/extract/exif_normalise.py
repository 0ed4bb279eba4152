"""From exiftool's JSON to the content of exif.json.

The result has the shape that the original gallery reads and writes (spec/extractor.md 4,
spec/storage.md 4), except for the place of the file on this machine: ``SourceFile`` is the
bare file name and ``Directory`` is left out. Objects are shared by all files of the same
content and leave the machine with exports, so they must not tell local paths.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from homegallery.extract.exif_dates import date_object, date_time_object, parse_stamp, time_object
from homegallery.extract.exif_origin import Origin, origin_of
from homegallery.extract.exif_place import Place, place_of
from homegallery.media.types import media_type

# Their names look like dates, their values are something else.
_NO_DATES: Final = frozenset(
    {"ExifToolVersion", "DateStampMode", "Sharpness", "Firmware", "DateDisplayFormat"}
)
_GPS: Final = ("GPS", "Geolocation")
_LOCAL: Final = frozenset({"SourceFile", "FileName", "Directory"})
_NOTHING: Final = frozenset({"undef", "null", "undefined"})
_BOOLEANS: Final = {"yes": True, "true": True, "no": False, "false": False}
_BINARY: Final = re.compile(r"\(Binary data (\d+) bytes.*\)")
_CLOCK: Final = re.compile(r"(\d+):(\d\d):(\d\d(?:\.\d+)?)")
_ONLY_ZEROS: Final = re.compile(r"[0\s:.\-/]+")
_TIME_NAME: Final = re.compile("subsec|time|when", re.IGNORECASE)
_DATE_NAME: Final = re.compile("date|when", re.IGNORECASE)
_EXACT: Final = 2**53


def normalise(
    tags: Mapping[str, Any], filename: str, *, errors: Sequence[str] = (), version: str = ""
) -> dict[str, Any]:
    """The content of exif.json for ``tags`` as exiftool printed them.

    ``errors`` are what it printed besides; ``version`` is its own.
    """
    is_video = _is_video(tags, filename)
    place = place_of(tags)
    origin = origin_of(tags if place.trusted else _without_gps(tags), place, is_video=is_video)
    result: dict[str, Any] = {"SourceFile": filename, "errors": [], **place.tags}
    if origin is not None:
        result |= {"zone": origin.zone, "tz": origin.zone, "tzSource": origin.source}
    if version:
        result["ExifToolVersion"] = version
    result["FileName"] = filename
    reader = _Reader(place, origin, is_video)
    for name, value in tags.items():
        if name not in _LOCAL and name not in result:
            read = reader.read(name, value)
            if read is not None:
                result[name] = read
    result["errors"] = _distinct(tags.get("Error"), *errors)
    result["warnings"] = _distinct(tags.get("Warning"), *place.warnings)
    return result


@dataclass(frozen=True, slots=True)
class _Reader:
    """Values of one file."""

    place: Place
    origin: Origin | None
    is_video: bool

    def read(self, name: str, value: Any) -> Any:
        """The value as exif.json has it; None to drop it."""
        if name.startswith(_GPS) and not self.place.trusted:
            return None
        if isinstance(value, str):
            return self._text(name, value)
        if isinstance(value, list):
            return [self.read(name, item) for item in value]
        if isinstance(value, dict):
            read = {key: self.read(f"{name}.{key}", item) for key, item in value.items()}
            return {key: item for key, item in read.items() if item is not None}
        return _plain(value) if isinstance(value, float) else value

    def _text(self, name: str, value: str) -> Any:
        if value.strip() in _NOTHING:
            return None
        if name in _NO_DATES:
            return value
        if binary := _BINARY.fullmatch(value):
            return {"_ctor": "BinaryField", "bytes": int(binary[1]), "rawValue": value}
        if name.endswith("Valid") and value.lower() in _BOOLEANS:
            return _BOOLEANS[value.lower()]
        if "Duration" in name and (clock := _CLOCK.fullmatch(value)):
            hours, minutes, seconds = clock.groups()
            return _plain(int(hours) * 3600 + int(minutes) * 60 + float(seconds))
        return self._date(name, value) or value

    def _date(self, name: str, value: str) -> dict[str, Any] | None:
        is_time, is_date = _TIME_NAME.search(name), _DATE_NAME.search(name)
        if not (is_time or is_date) or _ONLY_ZEROS.fullmatch(value):
            return None
        own = self.origin.zone if self.origin else None
        is_utc = "UTC" in name or name.startswith("GPS")
        zone = "UTC" if is_utc or self.is_video else own
        if stamp := parse_stamp(value):
            # Videos keep UTC; people want to see the time of the place.
            shown_in = own if self.is_video and not is_utc else None
            return date_time_object(stamp, zone, shown_in=shown_in)
        return (time_object(value, zone) if is_time else None) or (
            date_object(value) if is_date else None
        )


def _is_video(tags: Mapping[str, Any], filename: str) -> bool:
    """Old releases of exiftool take a burst of pictures (HEIC, AVIF) for a video."""
    is_picture = media_type(filename) in {"image", "rawImage"}
    return str(tags.get("MIMEType")).startswith("video/") and not is_picture


def _without_gps(tags: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in tags.items() if not name.startswith(_GPS)}


def _plain(number: float) -> float:
    """JavaScript writes 2.0 as 2."""
    return int(number) if number.is_integer() and abs(number) < _EXACT else number


def _distinct(*texts: Any) -> list[str]:
    return list(dict.fromkeys(str(text) for text in texts if text is not None and str(text)))
