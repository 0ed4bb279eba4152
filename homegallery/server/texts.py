"""The texts that words are searched in, at hand for the leaves that were searched last."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cachetools import LRUCache

from homegallery.query.facts import Entry, is_hidden
from homegallery.query.text import as_text, corpus_text
from homegallery.server.tree import Leaf

MEMORY: Final = 40 << 20
"""Bytes, about, of all texts: of 100,000 entries."""

_TEXT_BYTES: Final = 150
"""Of a text beside its characters, with the id."""
_CORPUS: Final = "corpus"


@dataclass(frozen=True, slots=True, repr=False)
class LeafTexts:
    """Ids and texts of a leaf; None in the place of a hidden entry, which words never find."""

    ids: Sequence[str]
    texts: Sequence[str | None]

    def entries(self) -> Iterator[tuple[int, Entry]]:
        """Position and stand-in, which has only its id, of every entry that is not hidden."""
        for at, text in enumerate(self.texts):
            if text is not None:
                yield at, {"id": self.ids[at], _CORPUS: text}

    @staticmethod
    def corpus(entry: Mapping[str, Any]) -> str:
        """The text of a stand-in, for ``Context.corpus``."""
        text: str = entry[_CORPUS]
        return text

    def size(self) -> int:
        """Bytes, about."""
        return sum(len(text or "") + _TEXT_BYTES for text in self.texts)


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
            entries = leaf.entries()
            ids = [as_text(entry.get("id")) for entry in entries]
            texts = [None if is_hidden(entry) else corpus_text(entry) for entry in entries]
            known = LeafTexts(ids, texts)
            with self._lock:
                if known.size() <= self._known.maxsize:
                    self._known[leaf.hash] = known
        return known
