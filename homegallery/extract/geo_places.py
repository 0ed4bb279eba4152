"""The nearest known place to a position, without any service.

The data set ``geo_places.npz`` (made by ``scripts/vendor-places``) holds 155,000 places of
GeoNames, grouped by time zone: with the zone's borders, which tzfpy knows, a photo never
gets a place of the neighbouring country, and none at sea.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from typing import Any, Final, Literal

import numpy as np
import tzfpy
from numpy.typing import NDArray

EARTH_RADIUS: Final = 6371.0
"""Kilometres."""

Kind = Literal["village", "town", "city"]
_ANTARCTIC: Final = -60.0
"""Degrees, as in the Antarctic Treaty; stations there keep the time of their countries."""
_KINDS: Final[tuple[Kind, ...]] = ("village", "town", "city")


@dataclass(frozen=True, slots=True)
class Place:
    """A place; ``country`` is its code in capitals (ISO 3166), ``distance`` in kilometres."""

    name: str
    kind: Kind
    state: str
    country: str
    latitude: float
    longitude: float
    distance: float


class Places:
    """The data set, read when first asked."""

    def __init__(self) -> None:
        self._zone_points: dict[int, NDArray[np.float32]] = {}

    def nearest(self, latitude: float, longitude: float) -> Place | None:
        """The nearest place of the zones at this position, however far it is."""
        point = _on_sphere(np.array([latitude]), np.array([longitude]))[0]
        closest: tuple[float, int] | None = None
        for first, last in map(self._rows, self._zones_at(latitude, longitude)):
            if first < last:
                squares = np.square(self._points(first, last) - point).sum(axis=1)
                row = int(squares.argmin())
                found = float(squares[row]), first + row
                closest = min(closest or found, found)
        if closest is None:
            return None
        square, row = closest
        # The way along the surface of a chord through the unit sphere.
        return self._place(row, 2 * EARTH_RADIUS * math.asin(min(1.0, math.sqrt(square) / 2)))

    def country(self, latitude: float, longitude: float) -> str | None:
        """Code of the country, in capitals; None at sea."""
        if latitude < _ANTARCTIC:
            return "AQ"
        for zone in self._zones_at(latitude, longitude):
            return self._countries[int(self._data["zone_country"][zone])]
        return None

    def english_name(self, country: str) -> str:
        """English name of a country by its code in capitals; the code if it is unknown."""
        return self._english.get(country, country)

    def _zones_at(self, latitude: float, longitude: float) -> Iterator[int]:
        """Numbers of the known zones; several where a region is disputed."""
        for name in tzfpy.get_tzs(longitude, latitude):
            if name in self._zones:
                yield self._zones[name]

    def _rows(self, zone: int) -> tuple[int, int]:
        """Where the places of a zone start and end."""
        first, last = self._data["zone_start"][zone : zone + 2].tolist()
        return first, last

    def _place(self, row: int, distance: float) -> Place:
        data = self._data
        return Place(
            name=self._name(int(data["name"][row])),
            kind=_KINDS[int(data["kind"][row])],
            state=self._states[int(data["state"][row])],
            country=self._countries[int(data["country"][row])],
            latitude=round(float(data["latitude"][row]), 5),
            longitude=round(float(data["longitude"][row]), 5),
            distance=distance,
        )

    @cached_property
    def _data(self) -> dict[str, NDArray[Any]]:
        source = resources.files(__package__) / "geo_places.npz"
        with source.open("rb") as file, np.load(file) as archive:
            return dict(archive)

    def _points(self, first: int, last: int) -> NDArray[np.float32]:
        """Of the rows of a zone; kept, for most photos of a library are from a few zones."""
        if first not in self._zone_points:
            rows = slice(first, last)
            points = _on_sphere(self._data["latitude"][rows], self._data["longitude"][rows])
            self._zone_points[first] = points
        return self._zone_points[first]

    def _name(self, number: int) -> str:
        """Names stay packed: as texts they would take 15 MB."""
        ends = self._name_ends
        start = int(ends[number - 1]) + 1 if number else 0
        return self._data["names"][start : int(ends[number])].tobytes().decode()

    @cached_property
    def _name_ends(self) -> NDArray[np.int32]:
        names = self._data["names"]
        return np.append(np.flatnonzero(names == ord("\n")), len(names)).astype(np.int32)

    @cached_property
    def _states(self) -> list[str]:
        return self._texts("states")

    @cached_property
    def _countries(self) -> list[str]:
        return self._texts("countries")

    @cached_property
    def _english(self) -> dict[str, str]:
        return dict(zip(self._countries, self._texts("country_names"), strict=True))

    @cached_property
    def _zones(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self._texts("zones"))}

    def _texts(self, key: str) -> list[str]:
        return self._data[key].tobytes().decode().split("\n")


def _on_sphere(latitude: NDArray[Any], longitude: NDArray[Any]) -> NDArray[np.float32]:
    """(N, 3) points of the unit sphere for degrees."""
    north, east = np.radians(latitude.astype(float)), np.radians(longitude.astype(float))
    across = np.cos(north)
    points = np.stack([across * np.cos(east), across * np.sin(east), np.sin(north)], axis=1)
    return points.astype(np.float32)
