"""What the camera wrote down: size, exposure, lens."""

import re
from collections.abc import Iterable
from typing import Any, Final

from homegallery.database.entry import Entry
from homegallery.database.mappers.values import number, plain, text
from homegallery.database.media import MediaFile, MediaGroup
from homegallery.media.dimensions import raw_size
from homegallery.media.types import is_heif

_UNKNOWN_SIDE: Final = 1280
_MILLIMETRES = re.compile(r"\s*(\d+(?:\.\d+)?)")
_HEIF = re.compile(r"image/(?:avif|hei[cf])")
_QUARTER_TURN = re.compile(r"\b(?:90|270)\b")
_FRACTION = re.compile(r"\s*(\d+(?:\.\d+)?)\s*/\s*(\d+(?:\.\d+)?)\s*")


def map_camera(group: MediaGroup) -> Entry:
    """Size and orientation from the first exif of the group, what the camera did from all.

    A JPEG without camera data beside its RAW file borrows them: each tag is that of the
    first file that has it. Without any exif there is only the size, so that every entry
    can be laid out.
    """
    described = [file for file in group.files if file.meta("exif")]
    if not described:
        return _size_of(group.primary)
    fields = _size_of(described[0]) | _body(described[0].meta("exif"))
    tags = _merged(file.meta("exif") for file in described)
    return fields | _maker(tags) | _exposure(tags) | _lens(tags) | _shutter_speed(tags)


def _merged(exifs: Iterable[dict[str, Any]]) -> dict[str, Any]:
    tags: dict[str, Any] = {}
    for exif in exifs:
        tags = {**{key: value for key, value in exif.items() if value != ""}, **tags}
    return tags


def _size_of(file: MediaFile) -> Entry:
    exif = file.meta("exif")
    if file.type == "rawImage" and not is_heif(file.filename):
        width, height = raw_size(exif)
        if not width or not height:  # only the picture inside is known, and it is upright
            return _size(file.meta("rawPreviewExif"))
        exif = {**exif, "ImageWidth": width, "ImageHeight": height}
    return _size(exif)


def _size(exif: dict[str, Any]) -> Entry:
    width = _side(exif.get("ImageWidth"))
    height = _side(exif.get("ImageHeight"))
    width, height = width or height or _UNKNOWN_SIDE, height or width or _UNKNOWN_SIDE
    if _is_turned(exif):
        width, height = height, width
    return {"width": width, "height": height}


def _is_turned(exif: dict[str, Any]) -> bool:
    """Whether width and height are those before a quarter turn.

    HEIF and AVIF carry their rotation in a property of the picture; decoders apply it
    and not the EXIF orientation (ISO 23008-12, 6.5.10). Other formats have only the latter.
    """
    rotation = exif.get("Rotation")
    if rotation is not None and _HEIF.match(str(exif.get("MIMEType"))):
        return _QUARTER_TURN.search(str(rotation)) is not None
    return (number(exif.get("Orientation")) or 1) >= 5


def _side(value: Any) -> int:
    return max(0, int(number(value) or 0))


def _body(exif: dict[str, Any]) -> Entry:
    return {
        "orientation": int(number(exif.get("Orientation")) or 1),
        "duration": number(exif.get("MediaDuration")) or number(exif.get("Duration")) or 0,
    }


def _maker(tags: dict[str, Any]) -> Entry:
    return {
        "make": text(tags.get("Make")) or "unknown",
        "model": text(tags.get("Model")) or "unknown",
    }


def _exposure(exif: dict[str, Any]) -> Entry:
    fields: Entry = {}
    iso = number(exif.get("ISO"))
    if iso is not None:
        fields["iso"] = iso
    if aperture := number(exif.get("ApertureValue")) or number(exif.get("Aperture")):
        fields["aperture"] = aperture
    if mode := text(exif.get("ExposureMode")):
        fields["exposureMode"] = mode
    if balance := text(exif.get("WhiteBalance")):
        fields["whiteBalance"] = balance
    return fields


def _lens(exif: dict[str, Any]) -> Entry:
    return {
        "focalLength": _millimetres(exif.get("FocalLength")),
        "focalLength33mm": _millimetres(exif.get("FocalLengthIn35mmFormat")),
    }


def _millimetres(value: Any) -> int | float:
    """``"4.2 mm"`` or a number; -1 if absent."""
    match = _MILLIMETRES.match(text(value))
    return plain(float(match[1])) if match else -1


def _shutter_speed(exif: dict[str, Any]) -> Entry:
    raw = exif.get("ShutterSpeed")
    if not isinstance(raw, str | int | float) or raw == "" or isinstance(raw, bool):
        return {}
    fraction = _FRACTION.fullmatch(raw) if isinstance(raw, str) else None
    if fraction and float(fraction[2]) > 0:
        numerator, divider = plain(float(fraction[1])), plain(float(fraction[2]))
        return {
            "ShutterSpeedRaw": raw,
            "ShutterSpeedValue": plain(numerator / divider),
            "ShutterSpeedNumerator": numerator,
            "ShutterSpeedDivider": divider,
        }
    value = number(raw)
    return {"ShutterSpeedRaw": raw, "ShutterSpeedValue": value} if value is not None else {}
