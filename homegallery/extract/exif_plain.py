"""Which pictures have nothing but what the camera wrote: EXIF, no XMP or IPTC of people.

For these exiftool need not merge the tags of several blocks, half of its work.
"""

import mmap
import re
from pathlib import Path
from typing import BinaryIO, Final

from homegallery.media.types import extension_of

_JPEG: Final = frozenset({"jpg", "jpeg", "jpe"})
_HEIF: Final = frozenset({"heic", "heif"})
_START: Final = b"\xff\xd8"
_SCAN: Final = 0xDA
_APP1: Final = 0xE1
_COMMENT: Final = 0xFE
_TABLES: Final = range(0xC0, 0xE0)
_HARMLESS_APPS: Final = frozenset({0xE0, 0xE2, 0xEE})
"""JFIF; colour profile and multi-picture format; colour transform of Adobe."""
_EXIF: Final = b"Exif\0\0"
_XMP: Final = b"http://ns.adobe.com/xap/1.0/\0"
_EXTENDED_XMP: Final = b"http://ns.adobe.com/xmp/extension/\0"
_BRANDS: Final = 256
_SEQUENCE: Final = b"msf1"
_MOST_SEGMENTS: Final = 200
_NAMESPACE: Final = re.compile(rb"xmlns:[\w-]+\s*=\s*[\"']([^\"']*)")
_MACHINES: Final = (
    b"adobe:ns:meta/",
    b"http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    b"http://ns.google.com/photos/",
    b"http://ns.adobe.com/xmp/note/",
    b"http://ns.adobe.com/hdr-gain-map/",
    b"http://ns.apple.com/",
)
"""Namespaces of what cameras write: motion photos, depth, gain maps."""


def is_plain(path: Path) -> bool:
    """Whether all tags of the file are EXIF or other notes of the camera.

    Looks at the segments of a JPEG or through a HEIC; false for anything else, and for
    what is not as it should be. Raises ``OSError`` if the file cannot be read.
    """
    extension = extension_of(path.name)
    if extension in _JPEG:
        with path.open("rb") as file:
            return _is_plain_jpeg(file)
    if extension in _HEIF and path.stat().st_size:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return _is_still(data[:_BRANDS]) and _is_by_machine(data)
    return False


def _is_still(head: bytes) -> bool:
    """Whether it is a HEIC of pictures alone; sequences have tags of videos (ISO 23008-12)."""
    brands = head[: int.from_bytes(head[:4], "big")]
    return brands[4:8] == b"ftyp" and _SEQUENCE not in brands


def _is_plain_jpeg(file: BinaryIO) -> bool:
    if file.read(2) != _START:
        return False
    for _ in range(_MOST_SEGMENTS):
        head = file.read(4)
        if len(head) < 4 or head[0] != 0xFF:
            return False
        marker, size = head[1], int.from_bytes(head[2:], "big") - 2
        if marker == _SCAN:
            return True
        if marker == _APP1:
            if not _is_plain_app1(file.read(max(size, 0))):
                return False
        elif marker in _HARMLESS_APPS or marker in _TABLES or marker == _COMMENT:
            file.seek(max(size, 0), 1)
        else:
            return False
    return False


def _is_plain_app1(data: bytes) -> bool:
    if data.startswith(_XMP):
        return _is_by_machine(data)
    return data.startswith((_EXIF, _EXTENDED_XMP))


def _is_by_machine(data: bytes | mmap.mmap) -> bool:
    """Whether the XMP in ``data``, if any, is made of namespaces that only cameras use."""
    return all(found[1].startswith(_MACHINES) for found in _NAMESPACE.finditer(data))
