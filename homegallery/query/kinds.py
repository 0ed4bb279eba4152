"""The kinds of keys: which operators they know, and how they test one item of an entry.

``!=`` is never tested: it is true if no item is equal.
"""

import operator as functions
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Protocol, TypeAlias

from homegallery.query import values
from homegallery.query.context import Context
from homegallery.query.seeds import find_face, find_hash
from homegallery.query.text import fold, normal
from homegallery.query.values import UnfitValueError

Test: TypeAlias = Callable[[Any], bool]

NUMERIC: Final = ("=", "!=", "<", "<=", ">", ">=")
COMPARE: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "=": functions.eq,
    "<": functions.lt,
    "<=": functions.le,
    ">": functions.gt,
    ">=": functions.ge,
}
SHORTEST_ID: Final = 5


class Kind(Protocol):
    """How values of a key are understood; ``choices`` names all of them if they are few."""

    @property
    def operators(self) -> tuple[str, ...]: ...

    @property
    def choices(self) -> tuple[str, ...]: ...

    def test(self, operator: str, value: str, context: Context, /) -> Test:
        """A test of one item; raises ``UnfitValueError``."""
        ...


@dataclass(frozen=True)
class TextKind:
    """Texts; ``=`` is the whole text, in its case if ``exact``, and ``~`` a part in any case."""

    operators: ClassVar = ("=", "!=", "~")
    choices: ClassVar = ()
    exact: bool = False

    def test(self, operator: str, value: str, _context: Context) -> Test:
        if operator == "~":
            part = fold(value)
            return lambda text: part in fold(text)
        convert = normal if self.exact else fold
        whole = convert(value)
        return lambda text: convert(text) == whole


@dataclass(frozen=True)
class IdKind:
    """SHA-1 ids; ``=`` is their beginning, ``~`` a part."""

    operators: ClassVar = ("=", "!=", "~")
    choices: ClassVar = ()

    def test(self, operator: str, value: str, _context: Context) -> Test:
        if len(value) < SHORTEST_ID:
            raise UnfitValueError(f"at least {SHORTEST_ID} characters of an id")
        if operator == "~":
            part = fold(value)
            return lambda text: part in fold(text)
        return lambda text: fold(text).startswith(value)


@dataclass(frozen=True)
class NumberKind:
    """Numbers; ``parse`` reads a value of the query."""

    operators: ClassVar = NUMERIC
    choices: ClassVar = ()
    parse: Callable[[str], float] = values.integer

    def test(self, operator: str, value: str, _context: Context) -> Test:
        compare, number = COMPARE[operator], self.parse(value)
        return lambda item: compare(item, number)


@dataclass(frozen=True)
class RatioKind:
    """Width through height, as a number or as one of the names."""

    operators: ClassVar = NUMERIC
    names: ClassVar[Mapping[str, tuple[str, float]]] = {
        "panorama": (">", 2),
        "landscape": (">", 1),
        "square": ("=", 1),
        "portrait": ("<", 1),
    }
    choices: ClassVar = tuple(names)

    def test(self, operator: str, value: str, _context: Context) -> Test:
        if operator == "=" and value in self.names:
            operator, number = self.names[value]
        else:
            number = values.ratio(value)
        compare = COMPARE[operator]
        return lambda item: compare(item, number)


@dataclass(frozen=True)
class DateKind:
    """Days; a year or month as a value means all of its days in every comparison."""

    operators: ClassVar = NUMERIC
    choices: ClassVar = ("today", "yesterday")

    def test(self, operator: str, value: str, context: Context) -> Test:
        period = values.period(value, context.today)
        compare, length = COMPARE[operator], len(period)
        return lambda day: compare(day[:length], period)


@dataclass(frozen=True)
class ChoiceKind:
    """One of a few texts."""

    operators: ClassVar = ("=", "!=")
    choices: tuple[str, ...]

    def test(self, _operator: str, value: str, _context: Context) -> Test:
        if value not in self.choices:
            raise UnfitValueError(f"one of {', '.join(self.choices)}")
        return lambda item: bool(item == value)


@dataclass(frozen=True)
class FlagKind:
    """True or false."""

    operators: ClassVar = ("=", "!=")
    choices: ClassVar = ("true", "false")

    def test(self, _operator: str, value: str, _context: Context) -> Test:
        if value not in self.choices:
            raise UnfitValueError("true or false")
        wanted = value == "true"
        return lambda item: item is wanted


@dataclass(frozen=True)
class SimilarKind:
    """Similarity hashes; the value is the beginning of the id of an entry."""

    operators: ClassVar = ("=",)
    choices: ClassVar = ()

    def test(self, _operator: str, value: str, context: Context) -> Test:
        seed = find_hash(value, context)
        return (lambda item: seed.likeness(item) > 0) if seed else _never


@dataclass(frozen=True)
class FaceKind:
    """Descriptors of faces; the value is the beginning of an id and a position."""

    operators: ClassVar = ("=",)
    choices: ClassVar = ()

    def test(self, _operator: str, value: str, context: Context) -> Test:
        seed = find_face(value, context)
        return seed.shows if seed else _never


@dataclass(frozen=True)
class PresenceKind:
    """What can only exist and be counted."""

    operators: ClassVar = ()
    choices: ClassVar = ()

    def test(self, _operator: str, _value: str, _context: Context) -> Test:
        raise UnfitValueError("nothing")


def _never(_item: Any) -> bool:
    return False
