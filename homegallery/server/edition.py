"""The database as it is shown: its months with what users did to their entries.

An event can move an entry to another month, so a leaf of the tree is made of the
entries of its own months that stayed, and of those that arrived from others.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from homegallery import jsontext
from homegallery.database.entry import Entry, month_of, newest_first
from homegallery.database.file import Database, Month
from homegallery.database.hash import entry_hash
from homegallery.events.apply import EventsById, apply_events, targets
from homegallery.events.event import Event
from homegallery.server.fileids import FileIds, decode_id
from homegallery.server.tree import Grouping

Version = tuple[str, ...]
"""Names the content of a leaf before any filter: equal versions, equal entries."""


@dataclass(slots=True)
class Survey:
    """What is known of a month of the database since it was read.

    ``files`` are the ids of all its files, ``edits`` stands for the events that name
    them, ``leavers`` are its entries that such events have moved to another leaf.
    """

    files: FileIds
    edits: str
    leavers: tuple[Entry, ...]


class Surveys:
    """What is known of months, by the digest of their content in the database."""

    def __init__(self) -> None:
        self._known: dict[str, Survey] = {}

    def get(self, month: Month) -> Survey | None:
        """None for a month that was never read."""
        return self._known.get(month.digest)

    def note(self, month: Month, survey: Survey) -> None:
        """Remember what a month was like when it was read."""
        self._known[month.digest] = survey

    def keep(self, months: Iterable[Month]) -> None:
        """Forget all other months."""
        digests = {month.digest for month in months}
        self._known = {key: value for key, value in self._known.items() if key in digests}

    def edited(self, news: Iterable[Event], events: EventsById) -> None:
        """Take note that ``news`` have come to ``events``."""
        ids = {decode_id(target) for event in news for target in targets(event)}
        for survey in self._known.values():
            if any(file_id in survey.files for file_id in ids):
                survey.edits = edits_of(survey.files, events)

    def edited_anew(self, events: EventsById) -> None:
        """Take note that ``events`` are others than before."""
        for survey in self._known.values():
            survey.edits = edits_of(survey.files, events)


def edits_of(files: FileIds, events: EventsById) -> str:
    """Stands for all events that name any of ``files``; empty without any."""
    found = events.of(file_id.hex() for file_id in files)
    if not found:
        return ""
    return hashlib.sha1(jsontext.dumps(found), usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True)
class Plan:
    """What a leaf is made of; ``version`` is None while one of its months was never read."""

    name: str
    months: tuple[Month, ...]
    arrivals: tuple[Entry, ...]
    version: Version | None


class Edition:
    """Database and events at one moment, by leaf. Reading fills ``surveys``."""

    def __init__(
        self,
        database: Database | None,
        events: EventsById,
        grouping: Grouping,
        surveys: Surveys,
    ) -> None:
        self._database = database
        self._events = events
        self._grouping = grouping
        self._surveys = surveys

    @property
    def created(self) -> str:
        """When the database was written, ISO 8601; empty without one."""
        return self._database.created if self._database else ""

    @property
    def total(self) -> int:
        """Number of entries."""
        return self._database.count if self._database else 0

    @property
    def months(self) -> Sequence[Month]:
        """The months of the database, newest first."""
        return self._database.months if self._database else ()

    def plans(self) -> list[Plan]:
        """All leaves, newest first, as far as it is known who arrives where."""
        own = groupby(self.months, key=lambda month: self._grouping.leaf_name(month.key))
        months = {name: tuple(group) for name, group in own}
        arrivals = self._arrivals()
        names = sorted(months.keys() | arrivals.keys(), reverse=True)
        return [self._plan(name, months.get(name, ()), arrivals.get(name, ())) for name in names]

    def read(self, plan: Plan) -> list[Entry]:
        """The entries of a leaf, newest first; surveys its months."""
        found: list[Entry] = []
        for month in plan.months:
            entries = self.read_month(month)
            found += [entry for entry in entries if self._leaf_of(entry) == plan.name]
            self._survey(month, entries, plan.name)
        found += plan.arrivals
        return found if _is_in_order(found) else newest_first(found)

    def read_month(self, month: Month) -> list[Entry]:
        """The entries of a month of the database with what events made of them."""
        assert self._database is not None, "who has months has a database"
        entries = self._database.read(month.key)
        survey = self._surveys.get(month)
        untouched = survey is not None and not survey.edits
        return entries if untouched else [self._edit(entry) for entry in entries]

    def version(self, plan: Plan) -> Version | None:
        """Of a leaf as it is known now."""
        return self._plan(plan.name, plan.months, plan.arrivals).version

    def _plan(self, name: str, months: tuple[Month, ...], arrivals: Sequence[Entry]) -> Plan:
        surveys = [self._surveys.get(month) for month in months]
        own = [
            f"{month.digest} {survey.edits}"
            for month, survey in zip(months, surveys, strict=True)
            if survey is not None
        ]
        others = [f"{entry.get('id')} {entry.get('hash')}" for entry in arrivals]
        known = len(own) == len(months)
        return Plan(name, months, tuple(arrivals), (*own, *others) if known else None)

    def _edit(self, entry: Entry) -> Entry:
        edited = apply_events(entry, self._events)
        if edited is not entry:
            edited["hash"] = entry_hash(edited)
        return edited

    def _survey(self, month: Month, entries: Sequence[Entry], leaf: str) -> None:
        known = self._surveys.get(month)
        files = known.files if known else FileIds.of(entries)
        edits = edits_of(files, self._events)
        leavers = tuple(entry for entry in entries if edits and self._leaf_of(entry) != leaf)
        self._surveys.note(month, Survey(files, edits, leavers))

    def _leaf_of(self, entry: Entry) -> str:
        return self._grouping.leaf_name(month_of(entry))

    def _arrivals(self) -> dict[str, list[Entry]]:
        """Entries that came from the months of other leaves, by the name of their leaf."""
        arrived: dict[str, list[Entry]] = {}
        for month in self.months:
            survey = self._surveys.get(month)
            for entry in survey.leavers if survey else ():
                arrived.setdefault(self._leaf_of(entry), []).append(entry)
        return arrived


def _is_in_order(entries: Sequence[Entry]) -> bool:
    """Whether no entry is newer than the one before."""
    dates = [str(entry.get("date", "")) for entry in entries]
    return all(before >= after for before, after in pairwise(dates))
