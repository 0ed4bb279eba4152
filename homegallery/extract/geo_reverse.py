"""Step: the address of a photo from the installed places, without asking anybody.

It writes ``geo-reverse.json`` with a mark, by which a better answer of a service replaces
it. An object without the mark is the answer of a service, ours or the original's, and stays.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, NamedTuple

from homegallery.extract.geo_address import installed_address
from homegallery.extract.geo_places import Places
from homegallery.extract.step import Step, Work
from homegallery.storage.layout import GEO_REVERSE, meta_key

SOURCE: Final = "geonames"
_VERSION: Final = 1
"""Of the data set and of the way it is used; addresses of older ones are made again."""
_NOWHERE: Final = 0.001
"""Degrees: positions this close to 0/0 are what devices write without a fix."""
_KEY: Final = meta_key(GEO_REVERSE)


class Position(NamedTuple):
    """Degrees north and east."""

    latitude: float
    longitude: float


def position_of(work: Work) -> Position | None:
    """The position in the file's metadata, if it is one."""
    for told in _told_positions(work.objects.meta):
        with suppress(TypeError, ValueError):
            latitude, longitude = map(float, told)
            if _is_somewhere(latitude, longitude):
                return Position(latitude, longitude)
    return None


def _told_positions(meta: Mapping[str, Any]) -> Iterator[Sequence[Any]]:
    """What may be latitude and longitude: of exiftool, and of the sidecars of Google Takeout."""
    exif, takeout = meta.get("exif"), meta.get("takeout")
    if isinstance(exif, dict):
        yield str(exif.get("GPSPosition", "")).split()
    for key in ("geoData", "geoDataExif"):
        place = takeout.get(key) if isinstance(takeout, dict) else None
        if isinstance(place, dict):
            yield place.get("latitude"), place.get("longitude")


def _is_somewhere(latitude: float, longitude: float) -> bool:
    """False for NaN as well."""
    outside = abs(latitude) > 90 or abs(longitude) > 180
    return not outside and max(abs(latitude), abs(longitude)) >= _NOWHERE


def installed_mark(work: Work) -> dict[str, Any] | None:
    """The mark of the stored object; None if a service answered or nothing is stored."""
    stored = work.objects.meta.get(_KEY)
    mark = stored.get("_gallery") if isinstance(stored, dict) else None
    return mark if isinstance(mark, dict) and mark.get("source") == SOURCE else None


def _mark(work: Work) -> dict[str, Any]:
    languages = work.settings.geo_reverse.address_language
    return {"source": SOURCE, "version": _VERSION, "languages": languages}


def _writes(work: Work) -> Sequence[str]:
    return (GEO_REVERSE,) if position_of(work) else ()


def _outdated(work: Work) -> bool:
    mark = installed_mark(work)
    return mark is not None and any(mark.get(key) != value for key, value in _mark(work).items())


def _run(work: Work) -> None:
    position = position_of(work)
    assert position is not None
    places = work.tools.get(_OpenPlaces)
    languages = work.settings.geo_reverse.address_language
    answer = installed_address(places, *position, languages)
    work.write_json(GEO_REVERSE, {**answer, "_gallery": _mark(work)})


class _OpenPlaces(Places):
    """The places as a tool that a worker keeps."""

    def close(self) -> None:
        """They are memory only."""


GEO_STEP: Final = Step(
    name="geoReverse",
    version=1,
    writes=_writes,
    run=_run,
    needs=("exif", "takeout"),
    outdated=_outdated,
)
