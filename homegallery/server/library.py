"""What is served: database and events, seen from each perspective, kept up to date."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from homegallery.config.model import TreeSettings
from homegallery.database.entry import Entry
from homegallery.database.errors import DatabaseError, MissingDatabaseError
from homegallery.database.file import Database
from homegallery.events.apply import EventsById
from homegallery.events.errors import EventsError
from homegallery.events.event import Event
from homegallery.events.tail import EventTail
from homegallery.server.edition import Edition, Plan, Surveys
from homegallery.server.memory import give_back, without_collector
from homegallery.server.perspective import Outlook, Perspective
from homegallery.server.tree import Grouping, Leaf, build_leaf, leaf_hash

_log = logging.getLogger(__name__)

_PASSES = 3
"""Reading a month can tell that an entry of it belongs to a leaf built before; more than
two rounds are needed only if events come in between."""


@dataclass(frozen=True, slots=True)
class News:
    """What a refresh has brought.

    ``changed``: somebody has another tree now; ``reloaded``: because of another database.
    ``events`` are those that were added to the log.
    """

    changed: bool = False
    reloaded: bool = False
    events: tuple[Event, ...] = ()


class Library:
    """The files of the gallery as the server sees them.

    One background thread refreshes it; perspectives are read from any thread. ``problem``
    says why a file could not be read, empty if all could.
    """

    def __init__(
        self,
        database: Path,
        events: Path,
        settings: TreeSettings,
        *,
        this_year: Callable[[], int] | None = None,
    ) -> None:
        self._file = database
        self._settings = settings
        self._this_year = this_year or (lambda: datetime.now(UTC).year)
        self._signature: tuple[int, ...] | None = None
        self._stopped = threading.Event()
        self._tail = EventTail(events)
        self._database: Database | None = None
        self._shown: Database | None = None
        self._is_touched = True
        self._surveys = Surveys()
        self._perspectives: dict[object, Perspective] = {}
        self._news: list[Event] = []
        self._problems: dict[str, str] = {}
        self.events = EventsById()

    @property
    def problem(self) -> str:
        """Why database or events could not be read; empty if both could."""
        return "; ".join(self._problems.values())

    @property
    def perspectives(self) -> Sequence[Perspective]:
        """All that were ever asked for."""
        return list(self._perspectives.values())

    def perspective(self, outlook: Outlook) -> Perspective:
        """The perspective of an outlook; the same one for the same filter."""
        query = outlook.filter.query if outlook.filter else None
        return self._perspectives.setdefault((query, outlook.hidden), Perspective(outlook))

    def refresh(self) -> News:
        """Take over what changed in the files."""
        self.open()
        return self.finish()

    def open(self) -> None:
        """Read what changed in the files, and show the newest entries where there is no tree."""
        self._open_events()
        self._open_database()
        edition = self._edition()
        for perspective in self._wanted():
            if perspective.current.tree is None:
                self._show_early(perspective, edition)

    def finish(self) -> News:
        """Build the trees of all perspectives that are wanted.

        A database with a month that cannot be read is given up for the one before.
        """
        outdated = [each for each in self._wanted() if self._is_outdated(each)]
        if not outdated:
            return News()
        with without_collector():
            built = self._rebuild(outdated)
        if built is None:
            return News()
        reloaded = self._shown is not self._database
        self._settle()
        self._problems.pop("accident", None)
        news, self._news = tuple(self._news), []
        if built:
            give_back()
        return News(built, built and reloaded, news)

    def note_accident(self) -> None:
        """A refresh has failed in a way nobody has foreseen."""
        self._problems["accident"] = "The database could not be taken over, see the server's log"

    def stop(self) -> None:
        """Make a running ``finish`` end soon."""
        self._stopped.set()

    def _is_outdated(self, perspective: Perspective) -> bool:
        today = perspective.outlook.today()
        turned = today is not perspective.outlook
        perspective.outlook = today
        return self._is_touched or turned or perspective.current.tree is None

    def _replace(self, database: Database | None) -> None:
        """Go on with another database; the one that is shown stays open."""
        if self._database is not None and self._database is not self._shown:
            self._database.close()
        self._database = database
        self._is_touched = True
        self._surveys.keep(database.months if database else ())

    def _settle(self) -> None:
        """What is built is what is shown."""
        if self._shown is not None and self._shown is not self._database:
            self._shown.close()
        self._shown = self._database
        self._is_touched = False

    def _wanted(self) -> list[Perspective]:
        return [perspective for perspective in self.perspectives if perspective.wanted]

    def _edition(self) -> Edition:
        return Edition(self._database, self.events, self._grouping(), self._surveys)

    def _show_early(self, perspective: Perspective, edition: Edition) -> None:
        try:
            perspective.open(edition)
        except DatabaseError as error:
            self._complain("database", error)

    def _open_events(self) -> None:
        try:
            found, anew = self._tail.poll()
        except EventsError as error:
            self._complain("events", error)
            return
        self._problems.pop("events", None)
        self._is_touched |= anew or bool(found)
        if anew:
            self.events = EventsById(found)
            self._surveys.edited_anew(self.events)
        elif found:
            for event in found:
                self.events.add(event)
            self._surveys.edited(found, self.events)
            self._news += found

    def _open_database(self) -> None:
        signature = _signature(self._file)
        if signature == self._signature:
            return
        self._signature = signature
        try:
            database = self._read()
        except DatabaseError as error:
            self._complain("database", error)
            return
        self._problems.pop("database", None)
        self._replace(database)

    def _read(self) -> Database | None:
        try:
            return Database.open(self._file)
        except MissingDatabaseError:
            if self._database is not None:
                raise
            return None

    def _complain(self, what: str, error: Exception) -> None:
        if self._problems.get(what) != str(error):
            _log.error("%s", error)
        self._problems[what] = str(error)

    def _rebuild(self, perspectives: Sequence[Perspective]) -> bool | None:
        """As ``_build``, of the database before if the new one is broken."""
        try:
            return self._build(perspectives)
        except DatabaseError as error:
            self._complain("database", error)
            self._replace(self._shown)
            return self._build(perspectives)

    def _build(self, perspectives: Sequence[Perspective]) -> bool | None:
        """Whether any tree is another now; None when stopped."""
        edition = self._edition()
        plans = edition.plans()
        for _ in range(_PASSES):
            for plan in plans:
                if self._stopped.is_set():
                    return None
                self._build_leaf(edition, plan, perspectives)
            before, plans = plans, edition.plans()
            if [plan.arrivals for plan in before] == [plan.arrivals for plan in plans]:
                break
        names = [plan.name for plan in plans]
        changes = [perspective.finish(edition, names) for perspective in perspectives]
        return any(changes)

    def _build_leaf(
        self, edition: Edition, plan: Plan, perspectives: Sequence[Perspective]
    ) -> None:
        missing = [each for each in perspectives if not each.has(plan.name, plan.version)]
        if not missing:
            return
        entries = edition.read(plan)
        version = edition.version(plan)
        assert version is not None, "all months have just been read"
        for perspective in missing:
            shown = list(filter(perspective.outlook.shows, entries))
            perspective.put(self._leaf(plan.name, shown), version)

    def _leaf(self, name: str, entries: Sequence[Entry]) -> Leaf:
        """A new leaf, or the same one of another perspective."""
        digest = leaf_hash(entries)
        for perspective in self._perspectives.values():
            twin = perspective.leaf(name)
            if twin is not None and twin.hash == digest:
                return twin
        return build_leaf(name, digest, entries)

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
