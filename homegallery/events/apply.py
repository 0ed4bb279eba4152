"""What events make of entries.

An event applies to an entry if it names any of its files, so what a user did
still holds when files are grouped in another way.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar, cast

from homegallery.events.actions import CHANGES, UNDO
from homegallery.events.event import ORIGIN, USER_ACTION, Event

EntryT = TypeVar("EntryT", bound=Mapping[str, Any])


class EventsById:
    """User actions by the ids they name, in the order of the log."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self._count = 0
        self._events: dict[str, list[tuple[int, Event]]] = {}
        self._known: dict[str, Event] = {}
        for event in events:
            self.add(event)

    def add(self, event: Event) -> None:
        """Note one more event; what names no target or action is left out."""
        if event.get("type") != USER_ACTION or not isinstance(event.get("actions"), list):
            return
        self._count += 1
        if isinstance(id_ := event.get("id"), str):
            self._known.setdefault(id_, event)
        for target in targets(event):
            self._events.setdefault(target, []).append((self._count, event))

    def get(self, id_: str) -> Event | None:
        """The event with this id of its own."""
        return self._known.get(id_)

    def of(self, ids: Iterable[str]) -> list[Event]:
        """The events that name any of ``ids``, each once, in the order of the log."""
        found = {number: event for id_ in ids for number, event in self._events.get(id_, ())}
        return [found[number] for number in sorted(found)]


def apply_events(entry: EntryT, events: EventsById) -> EntryT:
    """The entry after the events that name it; ``entry`` itself is never changed.

    Ids of applied events are kept in ``appliedEventIds`` and not applied again. An event
    that a later one takes back (``undo``) does nothing, and neither does an ``undo`` that
    is itself taken back. Returns ``entry`` itself if no event is new to it. ``hash`` stays
    as it was.
    """
    named = events.of(entry_ids(entry))
    if not named:
        return entry
    applied = _texts(entry.get("appliedEventIds"))
    news: list[Event] = []
    for event in named:
        id_ = event.get("id")
        if id_ not in applied:
            news.append(event)
            applied += [id_] if isinstance(id_, str) else []
    if not news:
        return entry
    result: dict[str, Any] = dict(entry)
    if applied:
        result["appliedEventIds"] = applied
    for event in _effective(news):
        _apply(result, event)
    return cast("EntryT", result)


def entry_ids(entry: Mapping[str, Any]) -> set[str]:
    """The ids an event may name it by: its own and those of its files."""
    return {entry.get("id", ""), *(file.get("id", "") for file in entry.get("files") or ())}


def targets(event: Event) -> list[str]:
    """The ids that an event names."""
    return _texts(event.get("targetIds"))


def _effective(events: Sequence[Event]) -> list[Event]:
    """The events that no effective later one takes back.

    An event of an edited file is a copy with an id of its own, so the id of its origin
    counts as well.
    """
    taken_back: set[object] = set()
    kept: list[Event] = []
    for event in reversed(events):
        if taken_back.isdisjoint((event.get("id"), event.get(ORIGIN))):
            kept.append(event)
            taken_back.update(_undone(event))
    return kept[::-1]


def _undone(event: Event) -> list[str]:
    return [
        action["value"]
        for action in event["actions"]
        if _name(action) == UNDO and isinstance(action.get("value"), str)
    ]


def _apply(entry: dict[str, Any], event: Event) -> None:
    changes = [_change(entry, action) for action in event["actions"]]
    date = event.get("date")
    if any(changes) and isinstance(date, str) and date > str(entry.get("updated") or ""):
        entry["updated"] = date


def _change(entry: dict[str, Any], action: Any) -> bool:
    """Take one action; False if it is unknown or changes nothing."""
    name = _name(action)
    change = CHANGES.get(name)
    return name == UNDO if change is None else change(entry, action.get("value"))


def _name(action: Any) -> str:
    name = action.get("action") if isinstance(action, dict) else None
    return name if isinstance(name, str) else ""


def _texts(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
