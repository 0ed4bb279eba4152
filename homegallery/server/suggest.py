"""What somebody may want to type: keys of the query language, and values of entries."""

import re
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain, islice
from typing import Any, Final, NamedTuple, TypeVar

from cachetools import LRUCache

from homegallery.database.entry import Entry
from homegallery.query.facts import is_hidden
from homegallery.query.fields import BY_NAME, FIELDS
from homegallery.query.text import fold
from homegallery.server.access import View
from homegallery.server.search import awaited
from homegallery.server.tree import Leaf

T = TypeVar("T")

KEYS: Final = (
    *("tag", "people", "country", "state", "city", "road", "make", "model", "object"),
    *("index", "type", "ext"),
)
"""Keys whose values are suggested; the first ones first where counts are equal."""

COUNTS: Final = 16 << 20
"""Bytes, about, of counts by leaf."""
VOCABULARIES: Final = 16 << 20
"""Bytes, about, of the values of whole views."""

_COUNT_BYTES: Final = 200
_KNOWN_BYTES: Final = 300
# Lengths are bounded, as each place of a long text is a beginning to try.
_LAST: Final = re.compile(
    r"""
    (?<![A-Za-z.]) (?P<of>[A-Za-z.]{1,30}) [:=]\s* ["'](?P<phrase>[^"']{0,256}) $
    |
    (?: (?<![A-Za-z.]) (?P<key>[A-Za-z.]{1,30}) [:=]\s* )?
    (?P<quote>["']?) (?P<word>[^"'()\s,]{0,256}) $
    """,
    re.VERBOSE,
)
"""A value in an open quote behind its key, or the last word."""
_PLAIN: Final = re.compile(r"[^\s()\[\],:=<>!\"'~]+")

Value = tuple[str, str]
"""A key and one of its values."""


class Known(NamedTuple):
    """A value, and how many ``entries`` have it; ``folded`` is what it is found by."""

    folded: str
    key: str
    value: str
    entries: int


Vocabulary = Sequence[Known]
"""All values of the visible entries, the most frequent first."""


class Vocabularies:
    """The values that viewers may type; counted by leaf, and put together for each view."""

    def __init__(self) -> None:
        self._counts: LRUCache[str, Counter[Value]] = LRUCache(
            COUNTS, getsizeof=lambda counts: (len(counts) + 1) * _COUNT_BYTES
        )
        self._whole: LRUCache[str, Vocabulary] = LRUCache(
            VOCABULARIES, getsizeof=lambda known: (len(known) + 1) * _KNOWN_BYTES
        )
        self._lock = threading.Lock()

    def known(self, view: View) -> Vocabulary | None:
        """What is at hand of a view; None if ``of`` has to look."""
        with self._lock:
            return self._whole.get(view.root_hash or "")

    def of(self, view: View, abandoned: threading.Event) -> Vocabulary:
        """The values of all that a viewer sees; reads leaves that are new."""
        total: Counter[Value] = Counter()
        for leaf in awaited(view.leaves, abandoned):
            total.update(self._of_leaf(leaf))
        found = sorted(total.items(), key=lambda item: (-item[1], KEYS.index(item[0][0]), item[0]))
        known = [Known(fold(value), key, value, count) for (key, value), count in found]
        if view.root_hash:
            self._remember(self._whole, view.root_hash, known)
        return known

    def _of_leaf(self, leaf: Leaf) -> Counter[Value]:
        with self._lock:
            known = self._counts.get(leaf.hash)
        if known is None:
            entries = (entry for entry in leaf.entries() if not is_hidden(entry))
            known = Counter(value for entry in entries for value in set(_values(entry)))
            self._remember(self._counts, leaf.hash, known)
        return known

    def _remember(self, memory: LRUCache[str, T], name: str, item: T) -> None:
        with self._lock, suppress(ValueError):  # it is larger than the whole memory
            memory[name] = item


def suggestions(text: str, vocabulary: Vocabulary, limit: int) -> list[dict[str, Any]]:
    """What the last word of ``text`` may become, the best first.

    Each has the whole ``text`` with the suggestion in it, and its ``kind``: ``key`` with what
    it is ``about``, or ``value`` with ``key``, ``value`` and ``count``.
    """
    last = _LAST.search(text)
    assert last, "it matches the empty word, too"
    named = last["of"] or last["key"] or ""
    field = BY_NAME.get(named)
    start, word = text[: last.start()], fold(last["phrase"] or last["word"] or "")
    keys = () if named or last["quote"] else _keys(start, word)
    values = (known for known in vocabulary if field is None or field.name == known.key)
    found = (_suggested(start, known) for known in _fitting(values, word, limit))
    return list(islice(chain(keys, found), limit))


def _keys(start: str, word: str) -> Iterator[dict[str, Any]]:
    for field in FIELDS:
        if word and field.name.startswith(word):
            text = f"{start}{field.name}:"
            yield {"kind": "key", "text": text, "key": field.name, "about": field.about}


def _fitting(values: Iterable[Known], word: str, limit: int) -> Iterator[Known]:
    """Values that begin with ``word``, then those of which another word does."""
    inside: list[Known] = []
    for known in values:
        if known.folded.startswith(word):
            yield known
        elif len(inside) < limit and f" {word}" in known.folded:
            inside.append(known)
    yield from inside


def _suggested(start: str, known: Known) -> dict[str, Any]:
    return {
        "kind": "value",
        "text": f"{start}{known.key}:{_quoted(known.value)}",
        "key": known.key,
        "value": known.value,
        "count": known.entries,
    }


def _quoted(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _values(entry: Entry) -> Iterable[Value]:
    for key in KEYS:
        for value in BY_NAME[key].items(entry):
            if value and value != "unknown":
                yield key, value
