"""The order of entries.

What is unknown, zero or empty counts as lowest. Entries that are equal in all
keys are ordered by date in the direction of the first key, then by id.
"""

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, TypeVar

from homegallery.query import facts
from homegallery.query.context import Context
from homegallery.query.facts import Entry
from homegallery.query.seeds import find_face, find_hash
from homegallery.query.text import as_text, fold

EntryT = TypeVar("EntryT", bound=Entry)
Score: TypeAlias = Callable[[Entry], Any]


@dataclass(frozen=True)
class Ordering:
    """By ``score``, the highest first if ``descending``."""

    score: Score
    descending: bool = True


def _text(key: str) -> Score:
    return lambda entry: as_text(entry.get(key))


def _number(key: str) -> Score:
    return lambda entry: facts.as_number(entry.get(key)) or 0


def _first(items: facts.Items) -> Score:
    def score(entry: Entry) -> Any:
        found = items(entry)
        return found[0] if found else 0

    return score


def _name(items: facts.Items) -> Score:
    """Folded, by UTF-16 code units as JavaScript compares texts."""
    first = _first(items)
    return lambda entry: fold(first(entry) or "").encode("utf-16-be", "surrogatepass")


def _file_size(entry: Entry) -> float:
    files = entry.get("files") or ()
    return (facts.as_number(files[0].get("size")) or 0) if files else 0


ORDERINGS: Final[Mapping[str, Ordering]] = {
    "date": Ordering(_text("date")),
    "updated": Ordering(_text("updated")),
    "duration": Ordering(_number("duration")),
    "width": Ordering(_number("width")),
    "height": Ordering(_number("height")),
    "ratio": Ordering(_first(facts.ratio)),
    "filesize": Ordering(_file_size),
    "iso": Ordering(_number("iso")),
    "rating": Ordering(_number("rating")),
    "name": Ordering(_name(facts.names), descending=False),
    "index": Ordering(_name(facts.each("files", "index")), descending=False),
}
"""Orders that need nothing but the entry; ``random``, ``similar`` and ``face`` need more."""

SEEDED: Final = ("similar", "face")
NAMES: Final = (*ORDERINGS, "random", *SEEDED)


def by_count(items: facts.Items) -> Ordering:
    """By the number of items."""
    return Ordering(lambda entry: len(items(entry)))


def by_random(context: Context) -> Ordering:
    """By chance, the same for the same seed whatever the order was before."""

    def score(entry: Entry) -> bytes:
        id_ = as_text(entry.get("id")).encode("utf-8", "surrogatepass")
        return hashlib.blake2b(id_, key=context.seed, digest_size=8).digest()

    return Ordering(score)


def by_similarity(values: Sequence[str], context: Context) -> Ordering:
    """The most alike first; ``values`` are all that the query compares ``similar`` with."""
    found = [find_hash(value, context) for value in values]
    seeds = [seed for seed in found if seed is not None]

    def score(entry: Entry) -> float:
        items = facts.hashes(entry)
        return max((seed.likeness(item) for item in items for seed in seeds), default=0)

    return Ordering(score)


def by_face(values: Sequence[str], context: Context) -> Ordering:
    """The nearest face first; ``values`` are all that the query compares ``face`` with."""
    found = [find_face(value, context) for value in values]
    seeds = [seed for seed in found if seed is not None]

    def score(entry: Entry) -> float:
        items = facts.descriptors(entry)
        return min((seed.distance(item) for item in items for seed in seeds), default=math.inf)

    return Ordering(score, descending=False)


def by_likeness(values: Mapping[str, Sequence[str]], context: Context) -> Sequence[Ordering]:
    """What is most alike first, and of those that are equally so the newest.

    ``values`` are all that the query compares ``similar`` and ``face`` with.
    """
    found = []
    if "similar" in values:
        found.append(by_similarity(values["similar"], context))
    if "face" in values:
        distance = by_face(values["face"], context).score
        found.append(Ordering(lambda entry: -distance(entry)))
    return found


@dataclass(frozen=True, slots=True)
class Ranks:
    """What decides the places of entries; ``scores`` has a column for each ordering."""

    scores: Sequence[Sequence[Any]]
    dates: Sequence[str]
    ids: Sequence[str]


def rank(entries: Sequence[Entry], orderings: Sequence[Ordering]) -> Ranks:
    """What decides the places of ``entries``."""
    return Ranks(
        [[ordering.score(entry) for entry in entries] for ordering in orderings],
        [as_text(entry.get("date")) for entry in entries],
        [as_text(entry.get("id")) for entry in entries],
    )


def arrange(ranks: Ranks, orderings: Sequence[Ordering]) -> list[int]:
    """Where the entries were, in their order; ``orderings`` are one or more, the first decides."""
    places = list(range(len(ranks.ids)))
    places.sort(key=ranks.ids.__getitem__)
    places.sort(key=ranks.dates.__getitem__, reverse=orderings[0].descending)
    for scores, ordering in reversed(list(zip(ranks.scores, orderings, strict=True))):
        places.sort(key=scores.__getitem__, reverse=ordering.descending)
    return places


def sort(entries: Sequence[EntryT], orderings: Sequence[Ordering]) -> list[EntryT]:
    """A sorted copy."""
    return [entries[place] for place in arrange(rank(entries, orderings), orderings)]
