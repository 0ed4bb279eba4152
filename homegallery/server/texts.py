"""The texts that words are searched in, at hand for the leaves that were searched last.

Those of a leaf are the lines of one text, as in the browser: looking for a word in it takes a
fraction of what looking at each entry takes.
"""

import sys
import threading
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import Final

from cachetools import LRUCache

from homegallery.query.facts import Entry, is_hidden
from homegallery.query.nodes import And, Node, Not, Or, Text
from homegallery.query.text import as_text, corpus_text, needle
from homegallery.server.found import Hits
from homegallery.server.tree import Leaf

MEMORY: Final = 40 << 20
"""Bytes of all texts: those of 100,000 entries take three quarters of it."""


@dataclass(frozen=True, slots=True, repr=False)
class LeafTexts:
    """The texts of the entries of a leaf that are not hidden: words never find the others.

    Each is a line of ``text`` that begins at its place in ``starts``, which ends with the end;
    ``positions`` and ``ids`` are those of the entries.
    """

    text: str
    starts: "array[int]"
    positions: "array[int]"
    ids: Sequence[str]

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> "LeafTexts":
        """Of all entries of a leaf."""
        shown = [(at, entry) for at, entry in enumerate(entries) if not is_hidden(entry)]
        lines = [corpus_text(entry) for _, entry in shown]
        return cls(
            "\n".join(lines),
            array("Q", accumulate(chain([0], (len(line) + 1 for line in lines)))),
            array("I", (at for at, _ in shown)),
            [as_text(entry.get("id")) for _, entry in shown],
        )

    def hits(self, words: Node | None) -> Hits:
        """What a condition finds that has nothing but words."""
        lines = sorted(self._lines(words))
        positions = array("I", (self.positions[line] for line in lines))
        return Hits.at(positions, [self.ids[line] for line in lines])

    def size(self) -> int:
        """Bytes."""
        ids = sum(map(sys.getsizeof, self.ids)) + sys.getsizeof(self.ids)
        return sum(map(sys.getsizeof, (self.text, self.starts, self.positions))) + ids

    def _lines(self, node: Node | None) -> set[int]:
        match node:
            case None:
                return set(range(len(self.ids)))
            case Text(word):
                return self._lines_with(needle(word))
            case Not(child):
                return self._lines(None) - self._lines(child)
            case And(children):
                return set.intersection(*map(self._lines, children))
            case Or(children):
                return set.union(*map(self._lines, children))
        raise TypeError("Not only words")

    def _lines_with(self, word: str) -> set[int]:
        text, starts = self.text, self.starts
        found: set[int] = set()
        at = text.find(word)
        while at >= 0:
            line = bisect_right(starts, at) - 1
            if line == len(self.ids):  # the empty word is found where there is no line, too
                break
            found.add(line)
            at = text.find(word, starts[line + 1])
        return found


class Texts:
    """Texts by leaf."""

    def __init__(self, *, memory: int = MEMORY) -> None:
        self._known: LRUCache[str, LeafTexts] = LRUCache(memory, getsizeof=LeafTexts.size)
        self._lock = threading.Lock()

    def of(self, leaf: Leaf) -> LeafTexts:
        """The texts of a leaf; unpacks it if they are not at hand."""
        with self._lock:
            known = self._known.get(leaf.hash)
        if known is None:
            known = LeafTexts.of(leaf.entries())
            with self._lock:
                if known.size() <= self._known.maxsize:
                    self._known[leaf.hash] = known
        return known
