"""What a query has found: the ids at once, whole entries as they are taken from their leaves."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, repeat
from typing import Any, Final

from homegallery.database.entry import encode, encode_all
from homegallery.query.facts import Entry
from homegallery.query.order import Ordering, Ranks, arrange, rank
from homegallery.query.text import on_one_line
from homegallery.server.memory import give_back
from homegallery.server.tree import Leaf

UNPACKED: Final = 24 << 20
"""Bytes of JSON, about, that are held while entries are put in order."""

_HIT_BYTES: Final = 46
"""A position and an id."""
_DATE_BYTES: Final = 26
_SCORE_BYTES: Final = 48
_LEAF_BYTES: Final = 500
"""What names the hits of a leaf."""
_PART: Final = 500
"""Entries that are handed out together."""


# Their repr would be megabytes, and asyncio writes that of what a task has returned.
@dataclass(frozen=True, slots=True, repr=False)
class Hits:
    """What was found in a leaf, in little memory; if there is an order, with what decides in it.

    ``ids`` and ``dates`` are lines; ``scores`` has a column for each ordering.
    """

    positions: "array[int]"
    ids: str
    dates: str = ""
    scores: Sequence[Sequence[Any]] = ()

    @classmethod
    def of(cls, found: Sequence[tuple[int, Entry]], orderings: Sequence[Ordering] = ()) -> "Hits":
        """Of entries with their positions."""
        ranks = rank([entry for _, entry in found], orderings)
        return cls(
            array("I", (at for at, _ in found)),
            _lines(ranks.ids),
            _lines(ranks.dates) if orderings else "",
            ranks.scores,
        )

    @classmethod
    def at(cls, positions: "array[int]", ids: Iterable[str]) -> "Hits":
        """Without an order."""
        return cls(positions, _lines(ids))

    def each_id(self) -> Iterator[str]:
        """The ids, in the order of the leaf."""
        return islice(self.ids.split("\n"), len(self.positions))

    def each_date(self) -> Iterator[str]:
        """The dates, if there is an order."""
        return islice(self.dates.split("\n"), len(self.positions))

    def size(self) -> int:
        """Bytes, about."""
        columns = len(self.scores)
        each = _HIT_BYTES + (_DATE_BYTES + _SCORE_BYTES * columns if columns else 0)
        return _LEAF_BYTES + len(self.positions) * each


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(map(on_one_line, texts))


@dataclass(frozen=True, slots=True, repr=False)
class Found:
    """Found entries in their order.

    The one with ``ids[n]`` is at ``positions[n]`` in the leaf ``leaves[numbers[n]]``.
    """

    leaves: Sequence[Leaf]
    numbers: "array[int]"
    positions: "array[int]"
    ids: Sequence[str]

    @classmethod
    def of(cls, hits: Sequence[tuple[Leaf, Hits]], orderings: Sequence[Ordering]) -> "Found":
        """The hits of all leaves, in the order of the leaves if there are no ``orderings``."""
        leaves = [leaf for leaf, _ in hits]
        numbers = array("I")
        positions = array("I")
        for number, (_, hit) in enumerate(hits):
            numbers.extend(repeat(number, len(hit.positions)))
            positions.extend(hit.positions)
        ids = list(chain.from_iterable(hit.each_id() for _, hit in hits))
        if not orderings:
            return cls(leaves, numbers, positions, ids)
        columns = zip(*(hit.scores for _, hit in hits), strict=True)
        ranks = Ranks(
            [list(chain.from_iterable(parts)) for parts in columns],
            list(chain.from_iterable(hit.each_date() for _, hit in hits)),
            ids,
        )
        order = arrange(ranks, orderings) if hits else []
        return cls(
            leaves,
            array("I", (numbers[place] for place in order)),
            array("I", (positions[place] for place in order)),
            [ids[place] for place in order],
        )

    @property
    def total(self) -> int:
        """Number of entries."""
        return len(self.ids)

    def texts(self, offset: int, limit: int) -> Iterator[bytes]:
        """A page as JSON, some entries at a time, joined by commas.

        Entries in another order than that of the leaves are unpacked in several rounds, of
        which each looks through all leaves it needs once: so many at once that fit into
        ``UNPACKED``.
        """
        sizes = [_typical_size(leaf) for leaf in self.leaves]
        end = min(offset + limit, self.total)
        while offset < end:
            start, room = offset, UNPACKED
            while offset < end and room > 0:
                room -= sizes[self.numbers[offset]]
                offset += 1
            yield from self._round(start, offset)
        if end > _PART:
            give_back()

    def _round(self, start: int, end: int) -> Iterator[bytes]:
        wanted: dict[int, list[int]] = {}
        for place in range(start, end):
            wanted.setdefault(self.numbers[place], []).append(place)
        # In one block: thousands of small ones, left over between the entries of leaves that
        # are gone, would keep five times their memory.
        texts = bytearray()
        begins, ends = array("Q", bytes(8 * (end - start))), array("Q", bytes(8 * (end - start)))
        for number, places in wanted.items():
            entries = self.leaves[number].entries()
            for place in places:
                begins[place - start] = len(texts)
                texts += encode(entries[self.positions[place]])
                ends[place - start] = len(texts)
            del entries  # before the next ones come
        for first in range(0, end - start, _PART):
            part = slice(first, first + _PART)
            spans = zip(begins[part], ends[part], strict=True)
            yield b",".join(texts[begin:stop] for begin, stop in spans)


def leaf_texts(leaves: Sequence[Leaf], offset: int, limit: int) -> Iterator[bytes]:
    """A page of all entries as JSON, a leaf at a time, joined by commas."""
    for leaf in leaves:
        if limit <= 0:
            return
        if offset < leaf.count:
            entries = leaf.entries()[offset : offset + limit]
            yield encode_all(entries)
            limit -= len(entries)
        offset = max(0, offset - leaf.count)


def _typical_size(leaf: Leaf) -> int:
    """Bytes of JSON of an entry, from the length at the end of the gzipped leaf (RFC 1952)."""
    return int.from_bytes(leaf.body[-4:], "little") // max(leaf.count, 1)
