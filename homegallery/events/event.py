"""The event: something a user did to entries."""

from typing import Any, Final, TypedDict

USER_ACTION: Final = "userAction"
"""The only type of event that changes entries."""


ORIGIN: Final = "origin"
"""Key of the id of the event that one goes back to which was stated again for an edited file."""


class Action(TypedDict):
    """One change, such as ``addTag`` with the tag as ``value``."""

    action: str
    value: Any


class Event(TypedDict, total=False):
    """A line of the log; unknown keys are kept.

    ``targetIds`` are SHA-1 sums of files, ``date`` is ISO 8601 in UTC. Old logs
    and foreign writers may leave out anything, and files are not trusted: a
    reader looks before it uses a value.
    """

    type: str
    id: str
    date: str
    targetIds: list[str]
    actions: list[Action]
