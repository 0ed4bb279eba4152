"""The tags of an XMP packet that the gallery uses, for when exiftool is missing.

Names and forms are those of exiftool's JSON, so the result goes through the same
normalisation. The packet is a text of unknown origin: document types, and with them
entities, are refused.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, Final, NoReturn
from xml.etree.ElementTree import (  # document types are refused
    Element,
    ParseError,
    TreeBuilder,
    XMLParser,
)

_RDF: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_DC: Final = "{http://purl.org/dc/elements/1.1/}"
_XMP: Final = "{http://ns.adobe.com/xap/1.0/}"
_EXIF: Final = "{http://ns.adobe.com/exif/1.0/}"
_TIFF: Final = "{http://ns.adobe.com/tiff/1.0/}"
_PHOTOSHOP: Final = "{http://ns.adobe.com/photoshop/1.0/}"
_LIGHTROOM: Final = "{http://ns.adobe.com/lightroom/1.0/}"
_DIGIKAM: Final = "{http://www.digikam.org/ns/1.0/}"
_MICROSOFT: Final = "{http://ns.microsoft.com/photo/1.0/}"
_IPTC_EXT: Final = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
_REGIONS: Final = "{http://www.metadataworkinggroup.com/schemas/regions/}"

MAX_BYTES: Final = 16 << 20
_COORDINATE: Final = re.compile(r"(\d+),(\d+(?:\.\d+)?)(?:,(\d+(?:\.\d+)?))?([NSEW])")


class _NoDocumentType(TreeBuilder):
    def doctype(self, name: str, pubid: str | None, system: str | None) -> NoReturn:
        """Called before anything inside the document type is read."""
        raise ParseError(f"document type {name!r} is not allowed ({pubid or system or 'inline'})")


def read_xmp(text: bytes | str) -> dict[str, Any]:
    """The tags of a packet; ``ValueError`` tells why it cannot be read."""
    if len(text) > MAX_BYTES:
        raise ValueError("XMP is too large")
    parser = XMLParser(target=_NoDocumentType())  # noqa: S314  # see above
    try:
        parser.feed(_unpadded(text))
        root = parser.close()
    except (ParseError, LookupError) as error:  # LookupError: unknown encoding
        raise ValueError(f"XMP is broken: {error}") from error
    tags: dict[str, Any] = {}
    for name, value in _properties(root):
        tag, convert = _TAGS.get(name, ("", None))
        converted = convert(value) if convert else None
        if converted is not None:
            tags.setdefault(tag, converted)
    if regions := list(_regions(root)):
        tags["RegionInfo"] = {"RegionList": regions}
    return _with_merged(tags)


def _unpadded(text: bytes | str) -> bytes | str:
    """Some programs fill up with NULs; in UTF-16 they are half of a character."""
    if isinstance(text, str):
        return text.rstrip("\0")
    return text if b"\0" in text[:4] else text.rstrip(b"\0")


def _with_merged(tags: dict[str, Any]) -> dict[str, Any]:
    """Add the tags that exiftool merges by the rules of the Metadata Working Group."""
    created = tags.get("DateCreated", "")
    if " " in created:  # with a time
        tags["DateTimeOriginal"] = created
    if "Subject" in tags:
        tags["Keywords"] = tags["Subject"]
    return tags


def _properties(root: Element) -> Iterator[tuple[str, list[str]]]:
    """Names and values of all properties; a property is an attribute or an element."""
    for description in root.iter(f"{_RDF}Description"):
        for name, text in description.items():
            yield name, [text]
        for element in description:
            items = [item.text or "" for item in element.iter(f"{_RDF}li")]
            yield element.tag, items or [element.text or ""]


def _regions(root: Element) -> Iterator[dict[str, str]]:
    """Name and type of the regions; a region is whatever has a name of their namespace."""
    for element in root.iter():
        name, kind = (
            element.get(f"{_REGIONS}{key}") or element.findtext(f"{_REGIONS}{key}") or ""
            for key in ("Name", "Type")
        )
        if name.strip():
            yield {"Name": name.strip(), "Type": kind.strip()}


def _first(values: list[str]) -> str | None:
    return values[0].strip() or None if values else None


def _list(values: list[str]) -> list[str] | None:
    return [value.strip() for value in values if value.strip()] or None


def _date(values: list[str]) -> str | None:
    """``2024-01-28T10:54:20+01:00`` as exiftool writes it: ``2024:01:28 10:54:20+01:00``."""
    text = _first(values) or ""
    day, _, clock = text.partition("T")
    return f"{day.replace('-', ':')} {clock}" if clock else text or None


def _whole(values: list[str]) -> int | None:
    try:
        return round(float(_first(values) or ""))
    except (ValueError, OverflowError):
        return None


def _coordinate(values: list[str]) -> float | None:
    """Degrees from ``48,41.4N`` (XMP part 2, GPSCoordinate)."""
    match = _COORDINATE.fullmatch(_first(values) or "")
    if match is None:
        return None
    degrees = int(match[1]) + float(match[2]) / 60 + float(match[3] or 0) / 3600
    return -degrees if match[4] in "SW" else degrees


def _ratio(values: list[str]) -> float | None:
    """``1328/1`` as a number."""
    upper, _, lower = (_first(values) or "").partition("/")
    try:
        return float(upper) / float(lower or 1)
    except (ValueError, ZeroDivisionError):
        return None


_TAGS: Final[dict[str, tuple[str, Callable[[list[str]], Any]]]] = {
    f"{_DC}description": ("Description", _first),
    f"{_DC}title": ("Title", _first),
    f"{_DC}subject": ("Subject", _list),
    f"{_LIGHTROOM}hierarchicalSubject": ("HierarchicalSubject", _list),
    f"{_DIGIKAM}TagsList": ("TagsList", _list),
    f"{_MICROSOFT}LastKeywordXMP": ("LastKeywordXMP", _list),
    f"{_MICROSOFT}Rating": ("RatingPercent", _whole),
    f"{_IPTC_EXT}PersonInImage": ("PersonInImage", _list),
    f"{_XMP}Rating": ("Rating", _whole),
    f"{_XMP}CreateDate": ("CreateDate", _date),
    f"{_XMP}ModifyDate": ("ModifyDate", _date),
    f"{_EXIF}DateTimeOriginal": ("DateTimeOriginal", _date),
    f"{_PHOTOSHOP}DateCreated": ("DateCreated", _date),
    f"{_EXIF}GPSLatitude": ("GPSLatitude", _coordinate),
    f"{_EXIF}GPSLongitude": ("GPSLongitude", _coordinate),
    f"{_EXIF}GPSAltitude": ("GPSAltitude", _ratio),
    f"{_TIFF}ImageDescription": ("ImageDescription", _first),
    f"{_TIFF}Make": ("Make", _first),
    f"{_TIFF}Model": ("Model", _first),
    f"{_TIFF}Orientation": ("Orientation", _whole),
}
