"""What actions of events do to an entry: one function each.

Beside ``addTag`` and ``removeTag`` all are ours; the original keeps them in the log and
ignores them. A value of the wrong type changes nothing: logs are not trusted.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

Change: TypeAlias = Callable[[dict[str, Any], Any], bool]
"""Changes an entry by the value of an action; False if nothing changed."""

UNDO: Final = "undo"
"""Takes back the event whose id is the value; see ``apply``."""

_ADDRESS: Final = (
    "addresstype",
    "country",
    "state",
    "city",
    "road",
    "house_number",
)
"""Keys that tell where the old position was."""


def add_tag(entry: dict[str, Any], value: Any) -> bool:
    """Add a tag at the end."""
    tags = _tags(entry)
    if not isinstance(value, str) or value in tags:
        return False
    entry["tags"] = [*tags, value]
    return True


def remove_tag(entry: dict[str, Any], value: Any) -> bool:
    """Remove a tag, in its case."""
    tags = _tags(entry)
    if not isinstance(value, str) or value not in tags:
        return False
    entry["tags"] = [tag for tag in tags if tag != value]
    return True


def set_position(entry: dict[str, Any], value: Any) -> bool:
    """Move an entry to ``latitude`` and ``longitude`` in degrees, or to nowhere (None).

    The address goes: it belongs to the old position.
    """
    before = entry.get("latitude"), entry.get("longitude")
    match value:
        case {"latitude": int() | float() as latitude, "longitude": int() | float() as longitude}:
            after: tuple[Any, Any] = latitude, longitude
        case None:
            after = None, None
        case _:
            return False
    if before == after:
        return False
    for key in _ADDRESS:
        entry.pop(key, None)
    _put(entry, "latitude", after[0])
    _put(entry, "longitude", after[1])
    return True


def _setting(key: str, kind: type, *, empty: object) -> Change:
    """Sets ``key`` to a value of ``kind``; the value ``empty`` removes it."""

    def change(entry: dict[str, Any], value: Any) -> bool:
        if type(value) is not kind:
            return False
        wanted = None if value == empty else value
        if entry.get(key) == wanted:
            return False
        _put(entry, key, wanted)
        return True

    return change


def _put(entry: dict[str, Any], key: str, value: object) -> None:
    if value is None:
        entry.pop(key, None)
    else:
        entry[key] = value


def _tags(entry: Mapping[str, Any]) -> list[Any]:
    tags = entry.get("tags")
    return tags if isinstance(tags, list) else []


CHANGES: Final[Mapping[str, Change]] = {
    "addTag": add_tag,
    "removeTag": remove_tag,
    "setFavorite": _setting("favorite", bool, empty=False),
    "setHidden": _setting("hidden", bool, empty=False),
    "setRating": _setting("rating", int, empty=0),
    "setDescription": _setting("description", str, empty=""),
    "setDate": _setting("date", str, empty=""),
    "setPosition": set_position,
}
