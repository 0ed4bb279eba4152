"""Queries over the leaves of a view.

Entries are at hand only in compressed leaves. Each is looked through once, and what was
found in it is remembered, so that after a change only the changed leaves are looked through
again. Never more than one leaf is unpacked at a time.
"""

import asyncio
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from heapq import nsmallest
from operator import itemgetter
from typing import Final, TypeAlias, TypeVar

from cachetools import LRUCache

from homegallery.database.entry import Entry
from homegallery.query.compile import CompiledQuery, compile_query
from homegallery.query.context import Context
from homegallery.query.limits import Limits
from homegallery.query.nodes import Query
from homegallery.server.access import View
from homegallery.server.found import Found, Hits
from homegallery.server.memory import give_back
from homegallery.server.texts import Texts
from homegallery.server.tree import Leaf

T = TypeVar("T")

REMEMBERED: Final = 32 << 20
"""Bytes, about, of hits that are remembered: of 100,000 entries in an order of their own it
takes a third."""
AT_ONCE: Final = 2
"""Searches that run at the same time; others wait."""

_MANY: Final = 8
"""Leaves whose unpacking leaves so much free memory that it is worth giving back."""
SEEDS: Final = 64
"""Of entries whose ids begin alike, so many may be what ``similar`` and ``face`` start from."""

Scan: TypeAlias = Callable[[Leaf], Hits]


class AbandonedError(Exception):
    """Nobody waits for the answer any more."""


class Searches:
    """Answers queries, and remembers what it found in each leaf."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._hits: LRUCache[object, Hits] = LRUCache(REMEMBERED, getsizeof=Hits.size)
        self._texts = Texts()
        self._lock = threading.Lock()
        self._scanning = threading.Lock()
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def search(self, view: View, query: str | Query) -> Found:
        """What ``query`` finds among what the viewer sees; ``QueryError`` if it is none."""
        return await self.run(partial(self._search, view, query))

    async def run(self, work: Callable[[threading.Event], T]) -> T:
        """Do what takes long in a thread, when it is its turn.

        If this is cancelled, the event that ``work`` is given is set. Its turn lasts until
        it has ended.
        """
        abandoned = threading.Event()
        async with self._slots:
            working = asyncio.ensure_future(asyncio.to_thread(work, abandoned))
            try:
                return await asyncio.shield(working)
            except asyncio.CancelledError:
                abandoned.set()
                await asyncio.gather(working, return_exceptions=True)
                raise

    def _search(self, view: View, asked: str | Query, abandoned: threading.Event) -> Found:
        seeds = _Seeds(view, abandoned)
        query = compile_query(asked, Context(find=seeds.find, limits=self._limits))
        scan = partial(self._by_words if query.is_of_words else _scan, query)
        day = query.context.today if query.relative else None
        name = None if query.is_by_chance else (query.query, day, seeds.name)
        hits: list[tuple[Leaf, Hits]] = []
        scanned = 0
        for leaf in awaited(view.leaves, abandoned):
            known = self._remembered(leaf, name)
            scanned += known is None
            hits.append((leaf, known or self._look(leaf, name, scan)))
        if scanned > _MANY:
            give_back()
        return Found.of(hits, query.orderings)

    def _remembered(self, leaf: Leaf, name: object) -> Hits | None:
        """What the query called ``name`` has found before."""
        with self._lock:
            return self._hits.get((leaf.hash, name))

    def _look(self, leaf: Leaf, name: object, scan: Scan) -> Hits:
        """What ``scan`` finds; remembered if the query has a name."""
        # Two threads of Python get no more done at once, but stop the event loop for longer.
        with self._scanning:
            found = scan(leaf)
        if name is not None:
            with self._lock, suppress(ValueError):  # it is larger than all that is remembered
                self._hits[leaf.hash, name] = found
        return found

    def _by_words(self, query: CompiledQuery, leaf: Leaf) -> Hits:
        """Words are looked for in texts that are at hand: no entry is unpacked."""
        return self._texts.of(leaf).hits(query.query.condition)


class _Seeds:
    """Visible entries that ``similar`` and ``face`` start from; each is looked for once."""

    def __init__(self, view: View, abandoned: threading.Event) -> None:
        self._view = view
        self._abandoned = abandoned
        self._found: dict[str, list[Entry]] = {}

    def find(self, prefix: str) -> list[Entry]:
        """Those whose id begins with ``prefix``, in the order of ids."""
        if prefix not in self._found:
            found = awaited(self._view.find(prefix), self._abandoned)
            self._found[prefix] = nsmallest(SEEDS, found, key=itemgetter("id"))
        return self._found[prefix]

    @property
    def name(self) -> object:
        """Stands for all that were found so far."""
        return tuple(
            (prefix, *(entry.get("hash") for entry in found))
            for prefix, found in self._found.items()
        )


def awaited(items: Iterable[T], abandoned: threading.Event) -> Iterator[T]:
    """The items, until nobody waits for an answer any more; then ``AbandonedError``."""
    for item in items:
        if abandoned.is_set():
            raise AbandonedError
        yield item


def _scan(query: CompiledQuery, leaf: Leaf) -> Hits:
    found = [(at, entry) for at, entry in enumerate(leaf.entries()) if query.finds(entry)]
    return Hits.of(found, query.orderings)
