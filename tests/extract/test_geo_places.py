import numpy as np
import pytest
import tzfpy

from homegallery.extract.geo_places import Places

PLACES = Places()


@pytest.mark.parametrize(
    ("latitude", "longitude", "name", "kind", "state", "country"),
    [
        (48.583, 7.745, "Strasbourg", "city", "Grand Est", "FR"),
        (48.572, 7.815, "Kehl", "town", "Baden-Wurttemberg", "DE"),
        (-33.856, 151.215, "Sydney", "city", "New South Wales", "AU"),
        (64.18, -51.7, "Nuuk", "town", "Sermersooq", "GL"),
        (-25.34, 131.03, "Yulara", "village", "Northern Territory", "AU"),
        (41.902, 12.457, "Vatican City", "village", "", "VA"),
        (43.8, 87.6, "Ürümqi", "city", "Xinjiang", "CN"),
        (42.66, 21.16, "Pristina", "city", "Pristina", "XK"),
    ],
)
def test_places_all_over_the_world(
    latitude: float, longitude: float, name: str, kind: str, state: str, country: str
) -> None:
    place = PLACES.nearest(latitude, longitude)
    assert place is not None
    assert (place.name, place.kind, place.state, place.country) == (name, kind, state, country)
    assert place.distance < 15


@pytest.mark.parametrize(
    ("latitude", "longitude", "name"),
    [
        (52.497, 13.40, "Berlin"),
        (52.4605, 13.3314, "Berlin"),
        (40.71, -74.0, "New York City"),
        (51.513, -0.134, "London"),
        # Towns of their own beside them.
        (40.744, -74.032, "Hoboken"),
        (52.4, 13.06, "Potsdam"),
        (48.936, 2.357, "Saint-Denis"),
    ],
)
def test_districts_have_the_name_of_their_city(
    latitude: float, longitude: float, name: str
) -> None:
    place = PLACES.nearest(latitude, longitude)
    assert place is not None
    assert place.name == name


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(40, -30), (54.5, 3.0), (89.9, 0), (59.8, 24.8), (-90, 180)]
)
def test_no_place_at_sea_nor_at_the_poles(latitude: float, longitude: float) -> None:
    assert PLACES.nearest(latitude, longitude) is None


def test_countries_without_a_place_near() -> None:
    assert PLACES.country(23.5, 10.0) == "DZ"
    assert PLACES.country(-80, 0) == "AQ"
    assert PLACES.country(40, -30) is None


def test_distances_are_kilometres_on_the_ground() -> None:
    place = PLACES.nearest(61.636, 8.31)
    assert place is not None
    assert place.country == "NO"
    north, east = place.latitude - 61.636, (place.longitude - 8.31) * np.cos(np.radians(61.7))
    assert place.distance == pytest.approx(np.hypot(north, east) * 111.2, rel=0.02)
    assert 20 < place.distance < 30


def test_both_sides_of_the_date_line_are_near() -> None:
    """On Taveuni, which it crosses."""
    east, west = PLACES.nearest(-16.8, 179.99), PLACES.nearest(-16.8, -179.99)
    assert east is not None
    assert west is not None
    assert (east.name, east.country) == (west.name, west.country)
    assert abs(east.distance - west.distance) < 5


def test_every_zone_of_the_land_is_known() -> None:
    """A new one would need a run of scripts/vendor-places."""
    land = [zone for zone in tzfpy.timezonenames() if not zone.startswith("Etc/")]
    assert len(land) > 400
    assert PLACES._zones.keys() >= set(land)
