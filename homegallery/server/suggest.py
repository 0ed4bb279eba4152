"""What somebody may want to type: keys of the query language, and values of entries."""

import re
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from cachetools import LRUCache

from homegallery.database.entry import Entry
from homegallery.query.facts import is_hidden
from homegallery.query.fields import BY_NAME, FIELDS, Field
from homegallery.query.text import fold
from homegallery.server.access import View
from homegallery.server.tree import Leaf

KEYS: Final = (
    *("tag", "people", "country", "state", "city", "road", "make", "model", "object"),
    *("index", "type", "ext"),
)
"""Keys whose values are suggested; the first ones first where counts are equal."""

_LEAVES: Final = 4096
"""Leaves whose values are remembered."""
_LAST: Final = re.compile(
    r"""(?:(?P<key>[A-Za-z.]+)[:=]\s*)?(?P<quote>["']?)(?P<word>[^"'()\s,]*)$"""
)
_PLAIN: Final = re.compile(r"[^\s()\[\],:=<>!\"'~]+")

Value = tuple[str, str]
"""A key and one of its values."""


class Values:
    """How many visible entries have a value; counted by leaf."""

    def __init__(self) -> None:
        self._known: LRUCache[str, Counter[Value]] = LRUCache(_LEAVES)
        self._lock = threading.Lock()

    def of(self, view: View) -> Counter[Value]:
        """The counts of all entries a viewer sees; reads leaves that are new."""
        total: Counter[Value] = Counter()
        for leaf in view.leaves:
            total.update(self._counts(leaf))
        return total

    def _counts(self, leaf: Leaf) -> Counter[Value]:
        with self._lock:
            known = self._known.get(leaf.hash)
        if known is None:
            entries = (entry for entry in leaf.entries() if not is_hidden(entry))
            known = Counter(value for entry in entries for value in set(_values(entry)))
            with self._lock:
                self._known[leaf.hash] = known
        return known


def suggestions(text: str, values: Mapping[Value, int], limit: int) -> list[dict[str, Any]]:
    """What the last word of ``text`` may become, the best first.

    Each has the whole ``text`` with the suggestion in it, and its ``kind``: ``key`` with what
    it is ``about``, or ``value`` with ``key``, ``value`` and ``count``.
    """
    last = _LAST.search(text)
    assert last, "it matches the empty word, too"
    field = BY_NAME.get(last["key"] or "")
    start, word = text[: last.start()], fold(last["word"])
    keys = () if last["key"] or last["quote"] else _keys(start, word)
    found = [*keys, *_of_values(start, word, field, values)]
    return found[:limit]


def _keys(start: str, word: str) -> Iterator[dict[str, Any]]:
    for field in FIELDS:
        if word and field.name.startswith(word):
            text = f"{start}{field.name}:"
            yield {"kind": "key", "text": text, "key": field.name, "about": field.about}


def _of_values(
    start: str, word: str, field: Field | None, values: Mapping[Value, int]
) -> list[dict[str, Any]]:
    matches = [
        (not fold(value).startswith(word), -count, KEYS.index(key), value, key)
        for (key, value), count in values.items()
        if (field is None or field.name == key) and _fits(fold(value), word)
    ]
    return [
        {
            "kind": "value",
            "text": f"{start}{key}:{_quoted(value)}",
            "key": key,
            "value": value,
            "count": -count,
        }
        for _, count, _, value, key in sorted(matches)
    ]


def _fits(value: str, word: str) -> bool:
    """Whether ``word`` begins the value or one of its words."""
    return value.startswith(word) or any(part.startswith(word) for part in value.split())


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
