"""What an entry says about the keys of the language: lists of texts, numbers or other items.

Database files are not trusted to hold only what the formats say.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from homegallery.query.faces import Descriptor
from homegallery.query.similar import Hash
from homegallery.query.text import as_text

Entry: TypeAlias = Mapping[str, Any]
Items: TypeAlias = Callable[[Entry], Sequence[Any]]

_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def text(key: str) -> Items:
    """One text, empty if missing."""
    return lambda entry: (as_text(entry.get(key)),)


def texts(key: str) -> Items:
    """The texts of a list."""
    return lambda entry: [as_text(item) for item in entry.get(key) or ()]


def each(key: str, inner: str) -> Items:
    """The text ``inner`` of every object of a list."""
    return lambda entry: [as_text(item.get(inner)) for item in entry.get(key) or ()]


def elements(key: str) -> Items:
    """The elements of a list as they are."""
    return lambda entry: entry.get(key) or ()


def number(key: str, *, missing: float | None = None) -> Items:
    """One number or, without it and without ``missing``, none."""
    absent = () if missing is None else (missing,)

    def items(entry: Entry) -> Sequence[float]:
        value = as_number(entry.get(key))
        return absent if value is None else (value,)

    return items


def flag(key: str) -> Items:
    """Whether the entry has something true under the key."""
    return lambda entry: (bool(entry.get(key)),)


def is_hidden(entry: Entry) -> bool:
    """Whether a user took the entry out of view."""
    return bool(entry.get("hidden"))


def day(entry: Entry) -> Sequence[str]:
    """``YYYY-MM-DD`` in UTC."""
    date = as_text(entry.get("date"))
    return (date[:10],) if date else ()


def date_part(start: int, end: int) -> Items:
    """A number within the date in UTC."""

    def items(entry: Entry) -> Sequence[int]:
        digits = as_text(entry.get("date"))[start:end]
        return (int(digits),) if digits.isascii() and digits.isdigit() else ()

    return items


def sizes(entry: Entry) -> Sequence[float]:
    """Bytes of every file."""
    numbers = [as_number(file.get("size")) for file in entry.get("files") or ()]
    return [number for number in numbers if number is not None]


def folders(entry: Entry) -> Sequence[str]:
    """The folder of every file, empty at the top."""
    return [name.rpartition("/")[0] for name in _names(entry)]


def names(entry: Entry) -> Sequence[str]:
    """The name of every file without its folder."""
    return [name.rpartition("/")[2] for name in _names(entry)]


def extensions(entry: Entry) -> Sequence[str]:
    """What follows the last dot of every file's name with folder; all of it without a dot."""
    return [name.rpartition(".")[2] for name in _names(entry)]


def ratio(entry: Entry) -> Sequence[float]:
    """Width through height, if both are known."""
    width, height = as_number(entry.get("width")), as_number(entry.get("height"))
    return (width / height,) if width and height and width > 0 and height > 0 else ()


def place(entry: Entry) -> Sequence[str]:
    """Country, state, city and road, as far as known."""
    found = [as_text(entry.get(key)) for key in ("country", "state", "city", "road")]
    return [part for part in found if part]


def position(entry: Entry) -> Sequence[tuple[float, float]]:
    """Latitude and longitude, if both are known."""
    latitude, longitude = as_number(entry.get("latitude")), as_number(entry.get("longitude"))
    return ((latitude, longitude),) if latitude and longitude else ()


def hashes(entry: Entry) -> Sequence[Hash]:
    """The similarity hash, if there is one."""
    found = entry.get("similarityHash")
    if not isinstance(found, str) or not found:
        return ()
    return (Hash(found, as_text(entry.get("similarityModel"))),)


def descriptors(entry: Entry) -> Sequence[Descriptor]:
    """The descriptor of every face that has one, in their order."""
    faces = entry.get("faces") or ()
    return [found for face in faces if (found := descriptor(face)).numbers]


def descriptor(face: Mapping[str, Any]) -> Descriptor:
    """The descriptor of a face, without numbers if there is none."""
    return Descriptor(face.get("descriptor") or (), as_text(face.get("model")))


def as_number(value: object) -> float | None:
    """A number, or a text that is one."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return float(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else None


def _names(entry: Entry) -> list[str]:
    return [as_text(file.get("filename")) for file in entry.get("files") or ()]
