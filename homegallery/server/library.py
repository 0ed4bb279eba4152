"""What is served: the database, its newest entries and its tree, kept up to date."""

import logging
import threading
import weakref
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from homegallery.config.model import TreeSettings
from homegallery.database.entry import Entry
from homegallery.database.errors import DatabaseError, MissingDatabaseError
from homegallery.database.file import Database
from homegallery.server.fileids import FileIds
from homegallery.server.memory import give_back
from homegallery.server.tree import Grouping, Leaf, Tree, build_leaf, build_tree, plan_leaves

_log = logging.getLogger(__name__)

FRONT = 50
"""So many of the newest entries come with the page."""

RETIRED = 4
"""So many older trees are kept for clients that are half way through one."""


@dataclass(eq=False)
class Snapshot:
    """One state of the database; ``database`` is None while there is no file.

    ``tree`` is None while it is being built. Whoever reads from ``database``
    must hold the snapshot: the file is closed with the last reference to it.
    """

    database: Database | None = None
    front: tuple[Entry, ...] = ()
    front_files: FileIds = field(default_factory=FileIds)
    tree: Tree | None = None

    @property
    def total(self) -> int:
        """Number of entries."""
        return self.database.count if self.database else 0


class Library:
    """The database file as the server sees it.

    One background thread refreshes it; everything else is read from any thread.
    ``problem`` says why the database could not be read, empty if it could.
    """

    def __init__(
        self, file: Path, settings: TreeSettings, *, this_year: Callable[[], int] | None = None
    ) -> None:
        self._file = file
        self._settings = settings
        self._this_year = this_year or (lambda: datetime.now(UTC).year)
        self._signature: tuple[int, ...] | None = None
        self._stopped = threading.Event()
        self.problem = ""
        self.current = Snapshot()
        self.retired: deque[dict[str, bytes]] = deque(maxlen=RETIRED)

    def refresh(self) -> bool:
        """Take over the file if it changed; True if there is another tree then."""
        snapshot = self.open()
        return snapshot is not None and self.finish(snapshot)

    def open(self) -> Snapshot | None:
        """The new state of a changed file, still without its tree.

        The first one is shown at once. None if nothing changed, or if the file
        cannot be used: then the last good state stays.
        """
        signature = _signature(self._file)
        if signature == self._signature:
            return None
        self._signature = signature
        try:
            snapshot = self._read()
        except DatabaseError as error:
            self._complain(error)
            return None if self.current.tree else Snapshot()
        if self.current.tree is None:
            self.current = snapshot
        return snapshot

    def finish(self, snapshot: Snapshot) -> bool:
        """Build the tree of ``snapshot`` and show it; True if it differs from the last."""
        known = self.current.tree
        try:
            tree = self._build(snapshot)
        except DatabaseError as error:
            self._complain(error)
            if known is not None:
                return False
            snapshot, tree = Snapshot(), build_tree([])
        if tree is None:
            return False
        changed = known is None or known.root != tree.root
        if known is not None and changed:
            self.retired.append(known.objects)
        snapshot.tree = tree
        self.current = snapshot
        give_back()
        return changed

    def stop(self) -> None:
        """Make a running ``finish`` end soon."""
        self._stopped.set()

    def _complain(self, error: DatabaseError) -> None:
        _log.error("%s", error)
        self.problem = str(error)

    def _read(self) -> Snapshot:
        try:
            database = Database.open(self._file)
        except MissingDatabaseError:
            if self.current.database is not None:
                raise
            return Snapshot()
        snapshot = Snapshot(database)
        weakref.finalize(snapshot, database.close)
        snapshot.front = tuple(islice(database.entries(), FRONT))
        snapshot.front_files = FileIds.of(snapshot.front)
        self.problem = ""
        return snapshot

    def _build(self, snapshot: Snapshot) -> Tree | None:
        """None when stopped; leaves whose months did not change are taken over."""
        database = snapshot.database
        if database is None:
            return build_tree([])
        old = self.current.tree.leaves if self.current.tree else ()
        known = {(leaf.name, leaf.digests): leaf for leaf in old}
        leaves: list[Leaf] = []
        for name, months in plan_leaves(database.months, self._grouping()):
            if self._stopped.is_set():
                return None
            digests = tuple(month.digest for month in months)
            leaf = known.get((name, digests))
            if leaf is None:
                entries = [entry for month in months for entry in database.read(month.key)]
                leaf = build_leaf(name, entries, digests)
            leaves.append(leaf)
        return build_tree(leaves)

    def _grouping(self) -> Grouping:
        settings = self._settings
        recent_after = self._this_year() - settings.ignore_recent_years
        return Grouping(settings.month_group_size, recent_after)


def _signature(file: Path) -> tuple[int, ...]:
    """Changes when the file is replaced; empty while there is none."""
    try:
        stat = file.stat()
    except OSError:
        return ()
    return stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns
