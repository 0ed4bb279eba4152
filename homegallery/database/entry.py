"""The entry: one photo or video of the gallery with all of its files.

Entries are plain dicts, so keys of plugins and of newer versions survive
reading, merging and writing; the types below name the known ones.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final, NotRequired, TypedDict, cast

from homegallery import jsontext


class EntryFile(TypedDict):
    """A file of an entry; ``id`` is the SHA-1 of its content, ``filename`` uses ``/``."""

    id: str
    index: str
    type: str
    size: int
    filename: str


class Face(TypedDict):
    """A face; ``x``, ``y``, ``width``, ``height`` are fractions of the picture.

    Only descriptors of the same ``model`` can be compared; that of the original has no name.
    """

    age: float
    gender: str
    expressions: list[str]
    x: float
    y: float
    width: float
    height: float
    descriptor: list[float]
    model: NotRequired[str]


# "class" is a keyword, so this one needs the call syntax.
FoundObject = TypedDict(
    "FoundObject",
    {"x": float, "y": float, "width": float, "height": float, "score": float, "class": str},
)
"""A detected object; its box is in fractions of the picture, ``score`` in 0..1."""


class Entry(TypedDict, total=False):
    """A record of the database; ``duration`` in seconds, ``altitude`` in metres.

    ``live`` is the storage path of the clip that belongs to a live or motion photo. Only
    hashes of the same ``similarityModel`` can be compared; that of the original has no name.
    """

    id: str
    hash: str
    type: str
    date: str
    updated: str
    files: list[EntryFile]
    previews: list[str]
    live: str
    plugin: dict[str, Any]
    groupIds: list[str]
    vibrantColors: list[str]
    tags: list[str]
    faces: list[Face]
    objects: list[FoundObject]
    similarityHash: str
    similarityModel: str
    latitude: float
    longitude: float
    altitude: float
    addresstype: str
    country: str
    state: str
    city: str
    road: str
    house_number: str
    title: str
    description: str
    people: list[str]
    rating: int
    tz: str
    width: int
    height: int
    orientation: int
    duration: float
    make: str
    model: str
    iso: int | float | str
    aperture: float
    exposureMode: str
    whiteBalance: str
    focalLength: float
    focalLength33mm: float
    ShutterSpeedRaw: str | int | float
    ShutterSpeedValue: float
    ShutterSpeedNumerator: float
    ShutterSpeedDivider: float
    appliedEventIds: list[str]


FileKey = tuple[str, str]
"""Index name and file name, the name with ``/`` on every system."""

UNDATED: Final = "0000-00"
START: Final = re.compile(rb'\{"id":"[^"]{40}","(?:type|hash)":')
"""How an entry begins, and nothing else in a database file."""


def month_of(entry: Entry) -> str:
    """``YYYY-MM`` of the date, ``0000-00`` without one."""
    date = entry.get("date")
    return date[:7] if isinstance(date, str) and len(date) >= 7 else UNDATED


def file_keys(entry: Entry) -> list[FileKey]:
    """The key of every file, the primary one first."""
    return [
        (str(file.get("index", "")), str(file.get("filename", "")).replace("\\", "/"))
        for file in entry.get("files", [])
    ]


def primary_key(entry: Entry) -> FileKey:
    """The key of the first file; an entry without files is known by its id alone."""
    keys = file_keys(entry)
    return keys[0] if keys else ("", str(entry.get("id", "")))


def newest_first(entries: Iterable[Entry]) -> list[Entry]:
    """Sorted by date descending; equal dates by id, then by file."""
    by_id = sorted(entries, key=lambda entry: (str(entry.get("id", "")), file_keys(entry)))
    return sorted(by_id, key=lambda entry: str(entry.get("date", "")), reverse=True)


def encode(entry: Entry) -> bytes:
    """JSON as the original's streaming reader needs it.

    That reader takes ``{"id":"<40 characters>",`` directly followed by ``"type":``
    or ``"hash":`` for the start of an entry, so the text begins with ``id`` and
    ``hash``, and no nested object may begin like that.
    """
    head = {"id": entry.get("id", ""), "hash": entry.get("hash", "")}
    text = jsontext.dumps(head | dict(entry))
    if START.search(text, 1):
        text = jsontext.dumps(head | {key: _id_last(value) for key, value in entry.items()})
    return text


def encode_all(entries: Sequence[Entry]) -> bytes:
    """The entries as JSON joined by commas, without brackets."""
    return b",".join(map(encode, entries))


def decode_all(text: bytes) -> list[Entry]:
    """Inverse of ``encode_all``; ``ValueError`` if it is not a list of JSON objects."""
    entries = jsontext.loads(b"[%b]" % text)
    if not all(isinstance(entry, dict) for entry in entries):
        raise ValueError("an entry is not an object")
    return cast("list[Entry]", entries)


def _id_last(value: object) -> object:
    if isinstance(value, list):
        return [_id_last(item) for item in value]
    if isinstance(value, dict):
        inner = {key: _id_last(item) for key, item in value.items() if key != "id"}
        return inner | {"id": value["id"]} if "id" in value else inner
    return value
