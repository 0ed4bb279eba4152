"""The tags of a picture read by Pillow, for when exiftool is missing.

Names and forms are those of exiftool's JSON (same print conversions), so the result goes
through the same normalisation. Only what the gallery uses is read; for RAW files other
than HEIC not even the size, because Pillow sees only the preview inside.
"""

import struct
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, BinaryIO, Final

from PIL import ExifTags, Image, IptcImagePlugin, PngImagePlugin, TiffImagePlugin
from pillow_heif import register_heif_opener

from homegallery.extract.exif_print import (
    as_aperture,
    as_clock,
    as_degrees,
    as_exposure,
    as_f_number,
    as_millimetres,
    as_number,
    as_shutter,
    as_text,
    as_whole,
    as_whole_millimetres,
    one_of,
)
from homegallery.extract.exif_xmp import read_xmp

_Base = ExifTags.Base
_Gps = ExifTags.GPS

# What decoders raise on broken files, found by fuzzing and by the test corpus.
_BROKEN: Final = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    EOFError,
    RuntimeError,
    struct.error,
)
_KEYWORDS: Final = (2, 25)
_SHORTEST_XMP: Final = len("<a/>")


def read_picture(file: BinaryIO, *, with_size: bool = True) -> dict[str, Any]:
    """Tags of an open picture file; ``Error`` and ``Warning`` tell what is wrong with it."""
    register_heif_opener()
    try:
        with warnings.catch_warnings(action="ignore"), _any_size(), Image.open(file) as image:
            return _tags_of(image, with_size=with_size)
    except _BROKEN:
        return {"Error": "File format error"}


@contextmanager
def _any_size() -> Iterator[None]:
    """Only the header is read, so the limit against huge pictures is not needed."""
    limit = Image.MAX_IMAGE_PIXELS
    Image.MAX_IMAGE_PIXELS = None
    try:
        yield
    finally:
        Image.MAX_IMAGE_PIXELS = limit


def _tags_of(image: Image.Image, *, with_size: bool) -> dict[str, Any]:
    tags: dict[str, Any] = {}
    orientation: int | None = None
    try:
        exif = _exif_of(image)
        camera = exif.get_ifd(ExifTags.IFD.Exif)
        orientation = exif.get(_Base.Orientation)
        tags |= _camera_tags({**exif, **camera})
        tags |= _date_tags({**exif, **camera})
        tags |= _gps_tags(exif.get_ifd(ExifTags.IFD.GPSInfo))
    except _BROKEN:
        tags["Warning"] = "Bad EXIF"
    # pillow-heif turns the picture and says how it was.
    orientation = image.info.get("original_orientation") or orientation
    if isinstance(orientation, int) and 1 <= orientation <= 8:
        tags["Orientation"] = orientation
    if with_size:
        tags["ImageWidth"], tags["ImageHeight"] = _stored_size(image)
    for other in (_xmp_tags(image), _iptc_tags(image)):
        tags = {**other, **tags}
    return tags


def _exif_of(image: Image.Image) -> Image.Exif:
    """The EXIF block; a PNG that has none in front would be decoded whole to look behind."""
    if not isinstance(image, PngImagePlugin.PngImageFile):
        return image.getexif()
    exif = Image.Exif()
    exif.load(image.info.get("exif", b""))
    return exif


def _stored_size(image: Image.Image) -> tuple[int, int]:
    """Pixels as stored; for HEIC and TIFF Pillow tells them as they will be shown."""
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        return image.tag_v2[_Base.ImageWidth], image.tag_v2[_Base.ImageLength]
    width, height = image.size
    return (
        (height, width) if (image.info.get("original_orientation") or 1) >= 5 else (width, height)
    )


def _camera_tags(exif: Mapping[int, Any]) -> dict[str, Any]:
    tags = {}
    for tag, (name, convert) in _CAMERA.items():
        value = convert(exif[tag]) if tag in exif else None
        if value is not None:
            tags[name] = value
    for composite, sources in _COMPOSITES.items():
        value = next((tags[source] for source in sources if source in tags), None)
        if value is not None:
            tags[composite] = value
    return tags


def _date_tags(exif: Mapping[int, Any]) -> dict[str, Any]:
    """Dates with fraction and offset, as the rules of the Metadata Working Group merge them."""
    tags: dict[str, Any] = {}
    for name, (date, fraction, offset) in _DATES.items():
        text = as_text(exif.get(date))
        if not text:
            continue
        digits, zone = as_text(exif.get(fraction)), as_text(exif.get(offset))
        full = text + (f".{digits}" if digits and digits.isdecimal() else "") + (zone or "")
        tags[name] = full
        if full != text:
            tags[f"SubSec{name}"] = full
    for tag, name in _OFFSETS.items():
        if zone := as_text(exif.get(tag)):
            tags[name] = zone
    return tags


def _gps_tags(gps: Mapping[int, Any]) -> dict[str, Any]:
    tags: dict[str, Any] = {}
    latitude = as_degrees(gps.get(_Gps.GPSLatitude), gps.get(_Gps.GPSLatitudeRef))
    longitude = as_degrees(gps.get(_Gps.GPSLongitude), gps.get(_Gps.GPSLongitudeRef))
    if latitude is not None and longitude is not None:
        tags |= {"GPSLatitude": latitude, "GPSLongitude": longitude}
        tags["GPSPosition"] = f"{latitude:.15g} {longitude:.15g}"
    altitude = as_number(gps.get(_Gps.GPSAltitude))
    if altitude is not None:
        below = gps.get(_Gps.GPSAltitudeRef) in (1, b"\x01")
        tags["GPSAltitude"] = -altitude if below else altitude
    date, time = as_text(gps.get(_Gps.GPSDateStamp)), as_clock(gps.get(_Gps.GPSTimeStamp))
    if date and time:
        tags["GPSDateTime"] = f"{date.replace('-', ':')} {time}Z"
    return tags


def _iptc_tags(image: Image.Image) -> dict[str, Any]:
    try:
        iptc = IptcImagePlugin.getiptcinfo(image) or {}  # type: ignore[arg-type]  # checks itself
    except _BROKEN:
        return {}
    found = iptc.get(_KEYWORDS)
    if not found:
        return {}
    words = found if isinstance(found, list) else [found]
    return {"Keywords": [word for word in map(as_text, words) if word]}


def _xmp_tags(image: Image.Image) -> dict[str, Any]:
    packet = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp")
    if not isinstance(packet, (bytes, str)) or len(packet) < _SHORTEST_XMP:
        return {}
    try:
        return read_xmp(packet)
    except ValueError as error:
        return {"Warning": str(error)}


_CAMERA: Final[dict[int, tuple[str, Callable[[Any], Any]]]] = {
    _Base.ImageDescription: ("ImageDescription", as_text),
    _Base.Make: ("Make", as_text),
    _Base.Model: ("Model", as_text),
    _Base.Software: ("Software", as_text),
    _Base.Rating: ("Rating", as_whole),
    _Base.ISOSpeedRatings: ("ISO", as_whole),
    _Base.ExposureTime: ("ExposureTime", as_exposure),
    _Base.ShutterSpeedValue: ("ShutterSpeedValue", as_shutter),
    _Base.FNumber: ("FNumber", as_f_number),
    _Base.ApertureValue: ("ApertureValue", as_aperture),
    _Base.ExposureMode: ("ExposureMode", one_of("Auto", "Manual", "Auto bracket")),
    _Base.WhiteBalance: ("WhiteBalance", one_of("Auto", "Manual")),
    _Base.FocalLength: ("FocalLength", as_millimetres),
    _Base.FocalLengthIn35mmFilm: ("FocalLengthIn35mmFormat", as_whole_millimetres),
}
_COMPOSITES: Final = {
    "Aperture": ("FNumber", "ApertureValue"),
    "ShutterSpeed": ("ExposureTime", "ShutterSpeedValue"),
}
_DATES: Final[dict[str, tuple[int, int, int]]] = {
    "DateTimeOriginal": (
        _Base.DateTimeOriginal,
        _Base.SubsecTimeOriginal,
        _Base.OffsetTimeOriginal,
    ),
    "CreateDate": (_Base.DateTimeDigitized, _Base.SubsecTimeDigitized, _Base.OffsetTimeDigitized),
    "ModifyDate": (_Base.DateTime, _Base.SubsecTime, _Base.OffsetTime),
}
_OFFSETS: Final[dict[int, str]] = {
    _Base.OffsetTime: "OffsetTime",
    _Base.OffsetTimeOriginal: "OffsetTimeOriginal",
    _Base.OffsetTimeDigitized: "OffsetTimeDigitized",
}
