"""The one table of keys."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from homegallery.query import facts, values
from homegallery.query.facts import Items
from homegallery.query.kinds import (
    ChoiceKind,
    DateKind,
    FaceKind,
    FlagKind,
    IdKind,
    Kind,
    NumberKind,
    PresenceKind,
    RatioKind,
    SimilarKind,
    Test,
    TextKind,
)

TEXT: Final = TextKind()
EXACT: Final = TextKind(exact=True)
WHOLE: Final = NumberKind()
SIGNED: Final = NumberKind(values.signed)
PRESENCE: Final = PresenceKind()


def _always(_item: Any) -> bool:
    return True


@dataclass(frozen=True)
class Field:
    """A key: what it means, which items of an entry it looks at, how they are compared.

    ``present`` tells of one item whether ``exists(key)`` counts it;
    ``countable`` whether ``count(key)`` makes sense.
    """

    name: str
    about: str
    items: Items
    kind: Kind
    aliases: tuple[str, ...] = ()
    countable: bool = False
    present: Test = bool


FIELDS: Final = (
    Field("id", "beginning of the id, 5 characters or more", facts.text("id"), IdKind()),
    Field("type", "kind of medium", facts.text("type"), ChoiceKind(("image", "rawImage", "video"))),
    Field("date", "day, month or year, in UTC", facts.day, DateKind()),
    Field("year", "year", facts.date_part(0, 4), WHOLE, ("y",), present=_always),
    Field("month", "month, 1 to 12", facts.date_part(5, 7), WHOLE, ("m",), present=_always),
    Field("day", "day of the month", facts.date_part(8, 10), WHOLE, ("d",), present=_always),
    Field("hour", "hour in UTC", facts.date_part(11, 13), WHOLE, ("H",), present=_always),
    Field("minute", "minute", facts.date_part(14, 16), WHOLE, ("M",), present=_always),
    Field("index", "name of the source", facts.each("files", "index"), EXACT),
    Field("file", "file with its folder", facts.each("files", "filename"), EXACT, ("files",), True),
    Field("path", "folder of a file", facts.folders, EXACT),
    Field("filename", "name of a file without folder", facts.names, EXACT),
    Field("ext", "extension of a file, without dot", facts.extensions, TEXT),
    Field("filesize", "size of a file: 500k, 1.5MB", facts.sizes, NumberKind(values.size)),
    Field("width", "width in pixels", facts.number("width"), WHOLE),
    Field("height", "height in pixels", facts.number("height"), WHOLE),
    Field("ratio", "width through height, or its name", facts.ratio, RatioKind()),
    Field(
        "duration",
        "length of a video: 90, 1:30, 1:02:05",
        facts.number("duration"),
        NumberKind(values.duration),
    ),
    Field("iso", "sensitivity", facts.number("iso"), WHOLE),
    Field("make", "maker of the camera", facts.text("make"), TEXT),
    Field("model", "model of the camera", facts.text("model"), TEXT),
    Field("description", "description", facts.text("description"), TEXT),
    Field("country", "country", facts.text("country"), TEXT),
    Field("state", "state or region", facts.text("state"), TEXT),
    Field("city", "city or village", facts.text("city"), TEXT),
    Field("road", "road", facts.text("road"), TEXT, ("street",)),
    Field("location", "country, state, city or road", facts.place, TEXT),
    Field("latitude", "degrees north", facts.number("latitude"), SIGNED, ("lat",)),
    Field("longitude", "degrees east", facts.number("longitude"), SIGNED, ("lon", "lng")),
    Field("geo", "position: exists(geo)", facts.position, PRESENCE),
    Field("tag", "tag", facts.texts("tags"), TEXT, ("tags",), True),
    Field("object", "detected object", facts.each("objects", "class"), TEXT, ("objects",), True),
    Field("people", "name of a person", facts.texts("people"), TEXT, ("person",), True),
    Field(
        "faces",
        "detected faces: count(faces)",
        facts.elements("faces"),
        PRESENCE,
        (),
        True,
        _always,
    ),
    Field("rating", "stars, 0 to 5", facts.number("rating", missing=0), WHOLE),
    Field("favorite", "marked as favourite", facts.flag("favorite"), FlagKind(), ("favourite",)),
    Field("hidden", "hidden from view", facts.flag("hidden"), FlagKind()),
    Field("live", "photo that moves", facts.flag("live"), FlagKind()),
    Field("similar", "looks like the entry with this id", facts.hashes, SimilarKind()),
    Field("face", "shows the person of face <id>.<number>", facts.descriptors, FaceKind()),
)

BY_NAME: Final = {name: field for field in FIELDS for name in (field.name, *field.aliases)}


def closest(text: str, names: Iterable[str]) -> str:
    """The name that ``text``, which is another, may have been meant to be, or nothing."""
    by_fold = {name.lower(): name for name in names if name != text}
    found = difflib.get_close_matches(text.lower(), by_fold, n=1)
    return by_fold[found[0]] if found else ""
