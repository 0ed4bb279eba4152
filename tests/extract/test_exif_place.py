from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homegallery.extract.exif_place import Place, place_of


def test_signed_degrees_are_taken_and_rounded() -> None:
    place = place_of({"GPSLatitude": 52.4596055555556, "GPSLongitude": -13.3218416666667})
    assert (place.latitude, place.longitude) == (52.459606, -13.321842)
    assert place.tags == {
        "GPSLatitude": 52.459606,
        "GPSLatitudeRef": "N",
        "GPSLongitude": -13.321842,
        "GPSLongitudeRef": "W",
    }


@pytest.mark.parametrize("latitude", [33.85, -33.85])
@pytest.mark.parametrize("reference", ["South", "S", "s"])
def test_the_reference_makes_it_negative(latitude: float, reference: str) -> None:
    tags = {"GPSLatitude": latitude, "GPSLatitudeRef": reference, "GPSLongitude": 151.2}
    assert place_of(tags).latitude == -33.85


def test_a_negative_value_beats_a_positive_reference() -> None:
    place = place_of({"GPSLatitude": -33.85, "GPSLatitudeRef": "North", "GPSLongitude": 151.2})
    assert (place.latitude, place.tags["GPSLatitudeRef"]) == (-33.85, "S")


def test_a_changed_sign_reaches_the_position() -> None:
    tags = {
        "GPSLatitude": 33.85,
        "GPSLatitudeRef": "S",
        "GPSLongitude": 151.2,
        "GPSPosition": "33.85 151.2",
    }
    assert place_of(tags).tags["GPSPosition"] == "-33.85 151.2"


def test_a_strange_reference_is_reported() -> None:
    place = place_of({"GPSLatitude": 1.5, "GPSLatitudeRef": "Up", "GPSLongitude": 2.5})
    assert place.latitude == 1.5
    assert place.warnings == ("Invalid GPSLatitudeRef: 'Up'.",)


@pytest.mark.parametrize("position", ["48.69 8.13", "48.69, 8.13", "48.69,8.13"])
def test_the_position_fills_in(position: str) -> None:
    place = place_of({"GPSPosition": position, "GPSLatitude": ""})
    assert (place.latitude, place.longitude) == (48.69, 8.13)


@pytest.mark.parametrize(
    "tags",
    [
        {},
        {"GPSLatitude": 48.69},
        {"GPSLatitude": "", "GPSLongitude": ""},
        {"GPSLatitude": "nan", "GPSLongitude": "inf"},
        {"GPSPosition": "48.69"},
        {"GPSPosition": "here there"},
        {"GPSLatitude": [1], "GPSLongitude": {"a": 1}},
    ],
)
def test_no_place(tags: dict[str, Any]) -> None:
    assert place_of(tags) == Place()


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(0, 0), (0.0, -0.0), (91, 8), (-90.5, 8), (48, 181), (500, 500)]
)
def test_impossible_places_make_all_gps_tags_untrusted(latitude: float, longitude: float) -> None:
    place = place_of({"GPSLatitude": latitude, "GPSLongitude": longitude})
    assert not place.trusted
    assert (place.latitude, place.longitude, place.tags) == (None, None, {})
    assert len(place.warnings) == 1


@given(
    st.floats(allow_nan=True, allow_infinity=True),
    st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from(["N", "S", "", "x"]),
    st.sampled_from(["E", "W", "", "x"]),
)
def test_places_are_on_earth(latitude: float, longitude: float, north: str, east: str) -> None:
    place = place_of(
        {
            "GPSLatitude": latitude,
            "GPSLongitude": longitude,
            "GPSLatitudeRef": north,
            "GPSLongitudeRef": east,
        }
    )
    if place.latitude is not None and place.longitude is not None:
        assert abs(place.latitude) <= 90
        assert abs(place.longitude) <= 180
        assert north != "S" or place.latitude <= 0
        assert east != "W" or place.longitude <= 0
