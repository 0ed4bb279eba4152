"""The place of a photo: latitude and longitude with the right sign, or none."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

_AXES: Final = (("Latitude", 90.0, "N", "S"), ("Longitude", 180.0, "E", "W"))


@dataclass(frozen=True, slots=True)
class Place:
    """What the tags say about the place.

    ``tags`` replace the tags of the same name. Without ``trusted`` no GPS tag of the
    file can be believed, not even its time.
    """

    latitude: float | None = None
    longitude: float | None = None
    tags: dict[str, Any] = field(default_factory=dict)
    trusted: bool = True
    warnings: tuple[str, ...] = ()


def place_of(tags: Mapping[str, Any]) -> Place:
    """Read latitude and longitude in degrees from exiftool's numeric tags.

    The reference (``S``, ``W``) wins over a positive sign. Exactly 0/0 is what
    devices write without a fix.
    """
    pair = [_number(tags.get("GPSLatitude")), _number(tags.get("GPSLongitude"))]
    if None in pair:
        position = _position(tags.get("GPSPosition"))
        pair = [
            own if own is not None else other for own, other in zip(pair, position, strict=True)
        ]
    latitude, longitude = pair
    if latitude is None or longitude is None:
        return Place()
    if latitude == 0 and longitude == 0:
        warning = "Ignoring zero coordinates from GPSLatitude/GPSLongitude"
        return Place(trusted=False, warnings=(warning,))
    return _signed(tags, latitude, longitude)


def _signed(tags: Mapping[str, Any], latitude: float, longitude: float) -> Place:
    values: list[float] = []
    fixed: dict[str, Any] = {}
    warnings: list[str] = []
    for (axis, limit, positive, negative), value in zip(_AXES, (latitude, longitude), strict=True):
        if abs(value) > limit:
            warnings.append(f"Invalid GPS{axis}: {value} is out of range")
            return Place(trusted=False, warnings=tuple(warnings))
        reference = tags.get(f"GPS{axis}Ref")
        letter = str(reference or "").strip().upper()[:1]
        if letter not in {"", positive, negative}:
            warnings.append(f"Invalid GPS{axis}Ref: {reference!r}.")
        signed = _six_decimals(-abs(value) if letter == negative else value)
        fixed[f"GPS{axis}"] = signed
        fixed[f"GPS{axis}Ref"] = negative if signed < 0 else positive
        values.append(signed)
    if (values[0] < 0) != (latitude < 0) or (values[1] < 0) != (longitude < 0):
        fixed["GPSPosition"] = f"{values[0]} {values[1]}"
    return Place(values[0], values[1], fixed, warnings=tuple(warnings))


def _position(value: Any) -> tuple[float | None, float | None]:
    parts = str(value).replace(",", " ").split() if value is not None else []
    return (_number(parts[0]), _number(parts[1])) if len(parts) == 2 else (None, None)


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


def _six_decimals(degrees: float) -> float:
    """Rounded half up; 0.000001 degrees are 11 cm."""
    return math.floor(degrees * 1e6 + 0.5) / 1e6
