"""Edited files: what a user did to the old content holds for the new one.

Events name files by their SHA-1, so an edited file would lose its tags. When a file of
the same name has other content, the events of the old SHA-1 are stated again for the
new one.
"""

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from homegallery.events.apply import targets
from homegallery.events.event import ORIGIN, USER_ACTION, Event
from homegallery.events.log import append_events, read_events
from homegallery.timestamp import now

_NAMESPACE: Final = uuid.UUID("6f1d1a52-3c0b-5d0e-9a52-0f6a3f0b7c11")
"""Arbitrary; the ids below it must never change, for they keep events from coming twice."""


class Successions:
    """Collects pairs of old and new SHA-1 until their events are written."""

    def __init__(self, events_file: Path) -> None:
        self._file = events_file
        self._successors: dict[str, list[str]] = {}

    def add(self, old: str, new: str) -> None:
        """The file with SHA-1 ``old`` has the content ``new`` now."""
        successors = self._successors.setdefault(old, [])
        if new not in successors:
            successors.append(new)

    def save(self) -> None:
        """Append the events; nothing is written twice, also after a kill.

        Raises ``EventsError``.
        """
        if self._successors:
            events = list(read_events(self._file))
            append_events(self._file, _restated(events, self._successors))
            self._successors = {}


def _restated(events: list[Event], successors: dict[str, list[str]]) -> Iterator[Event]:
    stated = {(target, _origin(event)) for event in events for target in targets(event)}
    for event in events:
        for old in targets(event):
            for new in successors.get(old, ()):
                key = (new, _origin(event))
                if event.get("type") == USER_ACTION and key not in stated:
                    stated.add(key)
                    yield _event(event, new)


def _event(event: Event, target: str) -> Event:
    origin = _origin(event)
    restated: dict[str, Any] = {
        "type": USER_ACTION,
        "id": str(uuid.uuid5(_NAMESPACE, f"{origin}:{target}")),
        "targetIds": [target],
        "actions": event.get("actions", []),
        "date": event.get("date") or now(),
        ORIGIN: origin,
    }
    return restated  # type: ignore[return-value]  # unknown keys are kept


def _origin(event: Event) -> str:
    """An event of an old log may have no id; its content identifies it then."""
    return str(event.get(ORIGIN) or event.get("id") or uuid.uuid5(_NAMESPACE, repr(event)))
