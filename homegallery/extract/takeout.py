"""The step that reads the JSON sidecars of Google Takeout into takeout.json.

The object belongs to the JSON file and holds what the gallery uses of it:
``title``, ``description``, ``photoTakenTime`` in seconds since 1970, ``geoData`` and
``geoDataExif`` with ``latitude``, ``longitude``, ``altitude``, ``people`` as a list of
names, ``favorited``. It is empty for any other JSON beside a photo.
"""

from collections.abc import Sequence
from typing import Any, Final

from homegallery import jsontext
from homegallery.extract.step import Step, Work
from homegallery.media.types import extension_of, media_type
from homegallery.storage.layout import TAKEOUT

MAX_BYTES: Final = 1 << 20
_PRIMARIES: Final = frozenset({"image", "rawImage", "video"})
_PLACES: Final = ("geoData", "geoDataExif")
_AXES: Final = ("latitude", "longitude", "altitude")


def read_takeout(text: bytes) -> dict[str, Any]:
    """The object for a JSON file; empty unless it tells of a photo."""
    try:
        told = jsontext.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(told, dict) or not isinstance(told.get("title"), str):
        return {}
    taken = _seconds(told.get("photoTakenTime"))
    if taken is None:
        return {}
    found = {
        "title": told["title"],
        "description": told.get("description"),
        "photoTakenTime": taken,
        **{key: _place(told.get(key)) for key in _PLACES},
        "people": _names(told.get("people")),
        "favorited": told.get("favorited") is True,
    }
    return {key: value for key, value in found.items() if value or key == "photoTakenTime"}


def _seconds(time: Any) -> int | None:
    try:
        return int(str(time["timestamp"])) if isinstance(time, dict) else None
    except (KeyError, ValueError):
        return None


def _place(place: Any) -> dict[str, float]:
    """Empty for 0/0 too, which Google writes when it does not know."""
    told = place if isinstance(place, dict) else {}
    values = {axis: told[axis] for axis in _AXES if _is_number(told.get(axis))}
    return values if values.get("latitude") and values.get("longitude") else {}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _names(people: Any) -> list[str]:
    items = people if isinstance(people, list) else []
    names = (item.get("name") for item in items if isinstance(item, dict))
    return [name for name in names if isinstance(name, str) and name.strip()]


def _writes(work: Work) -> Sequence[str]:
    is_sidecar = media_type(work.group[0].filename) in _PRIMARIES
    if not is_sidecar or extension_of(work.file.filename) != "json" or work.file.size > MAX_BYTES:
        return ()
    return (TAKEOUT,)


def _run(work: Work) -> None:
    with work.file.path.open("rb") as file:
        work.write_json(TAKEOUT, read_takeout(file.read(MAX_BYTES)))


TAKEOUT_STEP: Final = Step(name="takeout", version=1, writes=_writes, run=_run)
