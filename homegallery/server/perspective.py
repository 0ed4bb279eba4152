"""The library as one filter shows it. Viewers with the same filter share a perspective."""

import asyncio
import operator
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from homegallery.database.entry import Entry, FileKey
from homegallery.query.compile import CompiledQuery, compile_query
from homegallery.query.context import Context
from homegallery.query.facts import is_hidden
from homegallery.server.edition import Edition, Version
from homegallery.server.fileids import FileIds
from homegallery.server.tree import Leaf, Tree, build_tree

FRONT = 50
"""So many of the newest entries come with the page."""

RETIRED = 4
"""So many older trees are kept for clients that are half way through one."""

_SCANNED = 2000
"""Entries that are looked through for the first view, before the tree is there."""


@dataclass(frozen=True)
class Outlook:
    """Which entries may be seen: those of ``filter``, and ``hidden`` ones too or not.

    A filter that asks about ``hidden`` itself decides that, too.
    """

    filter: CompiledQuery | None = None
    hidden: bool = True

    @property
    def is_everything(self) -> bool:
        """Whether no entry is left out."""
        return self.filter is None and self.hidden

    @property
    def day(self) -> str:
        """The day on which it holds if it depends on the day, else nothing."""
        if self.filter is None or not self.filter.relative:
            return ""
        return self.filter.context.today.isoformat()

    def today(self) -> "Outlook":
        """The same as of today; itself if nothing depends on that."""
        now = Context()
        if self.filter is None or self.day in ("", now.today.isoformat()):
            return self
        return Outlook(compile_query(self.filter.query, now), self.hidden)

    def shows(self, entry: Entry) -> bool:
        """Whether an entry may be seen."""
        if self.filter is not None and not self.filter.matches(entry):
            return False
        asked = self.filter is not None and self.filter.shows_hidden
        return self.hidden or asked or not is_hidden(entry)


@dataclass(eq=False, repr=False)
class Sight:
    """What is seen at one moment; ``tree`` is None while it is being built.

    ``front`` are the newest entries for the page, without hidden ones; ``total`` counts
    all entries, or what is known of them so far. ``created`` is the time of the database.
    ``granted`` are originals that were found to be visible.
    """

    created: str = ""
    total: int = 0
    front: tuple[Entry, ...] = ()
    front_files: FileIds = field(default_factory=FileIds)
    tree: Tree | None = None
    granted: set[FileKey] = field(default_factory=set)


class Perspective:
    """Keeps the tree of one outlook up to date.

    Built and changed by one thread, read by any. ``opened`` is set, in the event loop, when
    its newest entries can be seen, ``ready`` when its tree can. Nothing is done for a
    perspective before somebody wants it.
    """

    def __init__(self, outlook: Outlook) -> None:
        self.outlook = outlook
        self.wanted = False
        self.opened = asyncio.Event()
        self.ready = asyncio.Event()
        self.current = Sight()
        self.retired: deque[dict[str, bytes]] = deque(maxlen=RETIRED)
        self._leaves: dict[str, tuple[Version, Leaf]] = {}
        self._newest: list[Leaf] = []

    def open(self, edition: Edition) -> None:
        """Show the newest entries of a new database until the tree is built."""
        front = _front(filter(self.outlook.shows, _newest(edition)))
        total = edition.total if self.outlook.is_everything else len(front)
        self.current = Sight(edition.created, total, front, FileIds.of(front))

    def has(self, name: str, version: Version | None) -> bool:
        """Whether the leaf is built of this version of its months."""
        known = self._leaves.get(name)
        return known is not None and version is not None and known[0] == self._dated(version)

    def leaf(self, name: str) -> Leaf | None:
        """The leaf of this name as it was built last."""
        known = self._leaves.get(name)
        return known[1] if known else None

    def put(self, leaf: Leaf, version: Version) -> None:
        """Take over a leaf."""
        self._leaves[leaf.name] = self._dated(version), leaf

    def finish(self, edition: Edition, names: Iterable[str]) -> bool:
        """Show the tree over the leaves of these names, newest first; True if it is another."""
        self._leaves = {name: self._leaves[name] for name in names}
        leaves = [leaf for _, leaf in self._leaves.values() if leaf.count]
        before = self.current.tree
        tree = build_tree(leaves, before)
        changed = before is None or before.root != tree.root
        if not changed and self.current.created == edition.created:
            return False
        if before is not None and changed:
            self.retired.append(before.objects)
        front = self._front_of(leaves)
        self.current = Sight(edition.created, tree.total, front, FileIds.of(front), tree)
        return changed

    def _front_of(self, leaves: Sequence[Leaf]) -> tuple[Entry, ...]:
        """The newest entries; read again only when a leaf they are from has changed."""
        known = self._newest
        if known and all(map(operator.is_, known, leaves)) and len(known) <= len(leaves):
            return self.current.front
        self._newest = []
        return _front(self._reading(leaves))

    def _reading(self, leaves: Iterable[Leaf]) -> Iterator[Entry]:
        for leaf in leaves:
            self._newest.append(leaf)
            yield from leaf.entries()

    def _dated(self, version: Version) -> Version:
        return (*version, self.outlook.day)


def _front(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    found: list[Entry] = []
    for entry in entries:
        if not is_hidden(entry):
            found.append(entry)
        if len(found) == FRONT:
            break
    return tuple(found)


def _newest(edition: Edition) -> Iterable[Entry]:
    seen = 0
    for month in edition.months:
        if seen >= _SCANNED:
            return
        yield from edition.read_month(month)
        seen += month.count
