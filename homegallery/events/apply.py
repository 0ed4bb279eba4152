"""What events make of entries.

An event applies to an entry if it names any of its files, so what a user did
still holds when files are grouped in another way.
"""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar, cast

from homegallery.events.event import USER_ACTION, Event

EntryT = TypeVar("EntryT", bound=Mapping[str, Any])


class EventsById:
    """User actions by the ids they name; ``events`` in the order of the log."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self._count = 0
        self._events: dict[str, list[tuple[int, Event]]] = {}
        for event in events:
            self.add(event)

    def add(self, event: Event) -> None:
        """Note one more event; what names no target or action is left out."""
        if event.get("type") != USER_ACTION or not isinstance(event.get("actions"), list):
            return
        self._count += 1
        for target in _texts(event.get("targetIds")):
            self._events.setdefault(target, []).append((self._count, event))

    def of(self, ids: Iterable[str]) -> list[Event]:
        """The events that name any of ``ids``, each once, in the order of the log."""
        found = {number: event for id_ in ids for number, event in self._events.get(id_, ())}
        return [found[number] for number in sorted(found)]


def apply_events(entry: EntryT, events: EventsById) -> EntryT:
    """The entry after the events that name it; ``entry`` itself is never changed.

    Ids of applied events are kept in ``appliedEventIds`` and not applied again.
    Returns ``entry`` itself if no event is new to it. ``hash`` stays as it was.
    """
    result: dict[str, Any] | None = None
    applied = _texts(entry.get("appliedEventIds"))
    for event in events.of(entry_ids(entry)):
        id_ = event.get("id")
        if id_ in applied:
            continue
        result = dict(entry) if result is None else result
        if isinstance(id_, str):
            applied.append(id_)
            result["appliedEventIds"] = applied
        _apply(result, event)
    return entry if result is None else cast("EntryT", result)


def entry_ids(entry: Mapping[str, Any]) -> set[str]:
    """The ids an event may name it by: its own and those of its files."""
    return {entry.get("id", ""), *(file.get("id", "") for file in entry.get("files") or ())}


def _apply(entry: dict[str, Any], event: Event) -> None:
    changes = [_change(entry, action) for action in event["actions"]]
    date = event.get("date")
    if any(changes) and isinstance(date, str) and date > str(entry.get("updated") or ""):
        entry["updated"] = date


def _change(entry: dict[str, Any], action: object) -> bool:
    """Take one action; False if it is unknown or changes nothing."""
    match action:
        case {"action": "addTag", "value": str(tag)} if tag not in _tags(entry):
            entry["tags"] = [*_tags(entry), tag]
        case {"action": "removeTag", "value": str(tag)} if tag in _tags(entry):
            entry["tags"] = [other for other in _tags(entry) if other != tag]
        case _:
            return False
    return True


def _tags(entry: Mapping[str, Any]) -> list[Any]:
    tags = entry.get("tags")
    return tags if isinstance(tags, list) else []


def _texts(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
