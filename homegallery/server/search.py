"""Queries over the leaves of a view.

Entries are at hand only in compressed leaves. Each is looked through once, and what was
found in it is remembered as places, so that after a change only the changed leaves are
looked through again. Never more than one leaf is unpacked at a time.
"""

import asyncio
import threading
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, NamedTuple, TypeAlias, TypeVar

from cachetools import LRUCache

from homegallery.database.entry import Entry
from homegallery.query.compile import CompiledQuery, compile_query
from homegallery.query.limits import Limits
from homegallery.query.order import Rank, arrange, rank
from homegallery.server.access import View
from homegallery.server.texts import Texts
from homegallery.server.tree import Leaf

T = TypeVar("T")

REMEMBERED: Final = 8 << 20
"""Bytes, about, of hits that are remembered."""
REMEMBERED_RANKS: Final = 32 << 20
"""The same of hits in an order of their own, of which each needs a hundred times as much."""
AT_ONCE: Final = 2
"""Searches that run at the same time; others wait."""

_PLACE_BYTES: Final = 4
_RANK_BYTES: Final = 300
_HIT_BYTES: Final = 500
"""Of the hits in a leaf beside their places and ranks: what names them."""
_CHUNK: Final = 2000
"""Entries that are unpacked and held at a time."""


class Place(NamedTuple):
    """An entry by its leaf and position there."""

    leaf: Leaf
    position: int


# What asyncio shows of a task that returns it would be megabytes.
@dataclass(frozen=True, slots=True, repr=False)
class Found:
    """The places of what a query finds, in its order."""

    places: Sequence[Place]

    @property
    def total(self) -> int:
        """Number of entries."""
        return len(self.places)

    def entries(self, offset: int = 0, limit: int | None = None) -> Iterator[Entry]:
        """A part of the entries, unpacked as they are taken, a chunk at a time."""
        end = None if limit is None else offset + limit
        wanted = iter(self.places[offset:end])
        while chunk := list(islice(wanted, _CHUNK)):
            yield from _unpacked(chunk)


class Searches:
    """Answers queries, and remembers what it found in each leaf.

    ``limits`` tell from where on pictures and faces are alike.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._unordered: Hits = LRUCache(REMEMBERED, getsizeof=_Hits.size)
        self._ordered: Hits = LRUCache(REMEMBERED_RANKS, getsizeof=_Hits.size)
        self._texts = Texts()
        self._lock = threading.Lock()
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def search(self, view: View, text: str) -> Found:
        """What ``text`` finds among what the viewer sees; ``QueryError`` if it is no query."""
        return await self.run(lambda: self._search(view, text))

    async def run(self, work: Callable[[], T]) -> T:
        """Do what takes long in a thread, when it is its turn."""
        async with self._slots:
            return await asyncio.to_thread(work)

    def _search(self, view: View, text: str) -> Found:
        query = compile_query(text, replace(view.query_context(), limits=self._limits))
        hits = [(leaf, self._in_leaf(leaf, query)) for leaf in view.leaves]
        if not query.orderings:
            return Found([Place(leaf, at) for leaf, hit in hits for at in hit.positions])
        ranked = [
            (decides, Place(leaf, at))
            for leaf, hit in hits
            for at, decides in zip(hit.positions, hit.ranks, strict=True)
        ]
        arrange(ranked, query.orderings)
        return Found([place for _, place in ranked])

    def _in_leaf(self, leaf: Leaf, query: CompiledQuery) -> "_Hits":
        if query.is_bound:
            return _scan(leaf, query)
        hits = self._ordered if query.orderings else self._unordered
        key = (leaf.hash, query.query, query.context.today if query.relative else None)
        with self._lock:
            known = hits.get(key)
        if known is None:
            known = self._by_words(leaf, query) if query.is_of_words else _scan(leaf, query)
            with self._lock:
                if known.size() <= hits.maxsize:
                    hits[key] = known
        return known

    def _by_words(self, leaf: Leaf, query: CompiledQuery) -> "_Hits":
        """Words are looked for in texts that are at hand: no entry is unpacked."""
        texts = self._texts.of(leaf)
        given = replace(query.context, corpus=texts.corpus)
        matches = compile_query(query.query, given).matches
        return _Hits(array("I", (at for at, entry in texts.entries() if matches(entry))))


@dataclass(frozen=True, slots=True, repr=False)
class _Hits:
    """Positions in a leaf, and, if there is an order, what decides about each."""

    positions: "array[int]"
    ranks: tuple[Rank, ...] = ()

    def size(self) -> int:
        """Bytes, about."""
        found = len(self.positions) * _PLACE_BYTES + len(self.ranks) * _RANK_BYTES
        return found + _HIT_BYTES


Hits: TypeAlias = LRUCache[object, _Hits]
"""By what names a leaf and a query."""


def _scan(leaf: Leaf, query: CompiledQuery) -> _Hits:
    found = [(at, entry) for at, entry in enumerate(leaf.entries()) if query.finds(entry)]
    positions = array("I", (at for at, _ in found))
    orderings = query.orderings
    return _Hits(positions, tuple(rank(each, orderings) for _, each in found) if orderings else ())


def _unpacked(places: Sequence[Place]) -> Iterable[Entry]:
    """The entries in their order; each leaf is unpacked once."""
    wanted: dict[int, tuple[Leaf, list[int]]] = {}
    for number, (leaf, _) in enumerate(places):
        wanted.setdefault(id(leaf), (leaf, []))[1].append(number)
    found: dict[int, Entry] = {}
    for leaf, numbers in wanted.values():
        entries = leaf.entries()
        found.update((number, entries[places[number].position]) for number in numbers)
    return (found[number] for number in range(len(places)))
