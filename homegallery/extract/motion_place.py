"""Where the film of a motion photo is in its file.

Phones of Google, and most others, tell it in XMP: how many bytes before the end of the file
(https://developer.android.com/media/platform/motion-photo-format), in HEIC and AVIF also
by a box ``mpvd``. Phones of Samsung have a trailer with a directory, the older ones nothing
else. What is told counts only if a film begins there.
"""

import struct
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final

from homegallery.extract.motion_boxes import Span, film_at, read_boxes

_DISTANCES: Final = ("MicroVideoOffset", "MotionPhotoOffset")
"""Tags with bytes between the start of the film and the end of the file."""
_TRAILER_END: Final = b"SEFT"
_TRAILER_HEAD: Final = struct.Struct("<4sII")
"""``SEFH``, version, number of items."""
_TRAILER_ITEM: Final = struct.Struct("<HHII")
"""Zero, kind, bytes from its start to the head, its length."""
_TRAILER_FILM: Final = 0x0A30
"""Kind of the item ``MotionPhoto_Data``."""
_LARGEST_DIRECTORY: Final = 1 << 16


def find_film(file: BinaryIO, size: int, told: Mapping[str, Any]) -> Span | None:
    """The film in a photo of ``size`` bytes; ``told`` are its tags of the XMP groups
    GCamera and Container as exiftool reads them, lists as structures.
    """
    for start in _starts(file, size, told):
        film = film_at(file, start, size)
        if film is not None:
            return film
    return None


def _starts(file: BinaryIO, size: int, told: Mapping[str, Any]) -> Iterator[int]:
    for distance in _distances(told):
        if 0 < distance < size:
            yield size - distance
    yield from (box.content for box in read_boxes(file, 0, size) if box.name == b"mpvd")
    yield from _trailer_starts(file, size)


def _distances(told: Mapping[str, Any]) -> Iterator[int]:
    items = [_item(entry) for entry in _list(told.get("Directory"))]
    places = (place for place, item in enumerate(items) if _is_film(item))
    for place in list(places)[:1]:
        lengths = sum(_number(item.get("Length")) for item in items[place:])
        yield lengths
        # Some count the gap behind an item as part of it, others do not.
        yield lengths + sum(_number(item.get("Padding")) for item in items[place:])
    yield from (_number(told.get(tag)) for tag in _DISTANCES)


def _item(entry: Any) -> Mapping[str, Any]:
    item = entry.get("Item", entry) if isinstance(entry, dict) else {}
    return item if isinstance(item, dict) else {}


def _is_film(item: Mapping[str, Any]) -> bool:
    return item.get("Semantic") == "MotionPhoto" or str(item.get("Mime")).startswith("video/")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _number(value: Any) -> int:
    return value if isinstance(value, int) and value > 0 else 0


def _trailer_starts(file: BinaryIO, size: int) -> Iterator[int]:
    """Where the data of the film's item begins: the film in a JPEG, its place in an HEIC."""
    tail = _read(file, size - 8, 8)
    length = int.from_bytes(tail[:4], "little")
    head = size - 8 - length
    if tail[4:] != _TRAILER_END or not _TRAILER_HEAD.size <= length <= _LARGEST_DIRECTORY:
        return
    directory = _read(file, head, length)
    if directory[:4] != b"SEFH":
        return
    _, _, count = _TRAILER_HEAD.unpack_from(directory)
    items = directory[_TRAILER_HEAD.size :][: count * _TRAILER_ITEM.size]
    whole = len(items) - len(items) % _TRAILER_ITEM.size
    for _, kind, distance, _ in _TRAILER_ITEM.iter_unpack(items[:whole]):
        if kind == _TRAILER_FILM:
            name_length = int.from_bytes(_read(file, head - distance + 4, 4), "little")
            yield head - distance + 8 + name_length


def _read(file: BinaryIO, start: int, count: int) -> bytes:
    """Fewer bytes where the file has no more, none before its start."""
    if start < 0:
        return b""
    file.seek(start)
    return file.read(count)
