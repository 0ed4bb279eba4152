import pytest

from homegallery.extract.geo_address import NEAR, REGION, country_name, installed_address
from homegallery.extract.geo_places import Place, Places

PLACES = Places()


class OnePlace(Places):
    """A world with one place at a distance."""

    def __init__(self, distance: float) -> None:
        self._place_there = Place("Vik", "village", "Westland", "NO", 61.5, 8.5, distance)

    def nearest(self, latitude: float, longitude: float) -> Place:
        return self._place_there

    def country(self, latitude: float, longitude: float) -> str:
        return "NO"


def test_the_form_of_an_answer() -> None:
    assert installed_address(PLACES, 48.7758, 9.1829, ["de"]) == {
        "lat": "48.78232",
        "lon": "9.17702",
        "addresstype": "city",
        "display_name": "Stuttgart, Baden-Wurttemberg, Deutschland",
        "address": {
            "city": "Stuttgart",
            "state": "Baden-Wurttemberg",
            "country": "Deutschland",
            "country_code": "de",
        },
    }


@pytest.mark.parametrize(
    ("distance", "parts", "kind"),
    [
        (NEAR, {"village", "state", "country", "country_code"}, "village"),
        (NEAR + 0.1, {"state", "country", "country_code"}, "state"),
        (REGION, {"state", "country", "country_code"}, "state"),
        (REGION + 0.1, {"country", "country_code"}, "country"),
    ],
)
def test_far_from_every_place(distance: float, parts: set[str], kind: str) -> None:
    answer = installed_address(OnePlace(distance), 61.0, 8.0, ["en"])
    assert answer["address"].keys() == parts
    assert answer["addresstype"] == kind
    assert answer["address"]["country"] == "Norway"


def test_at_sea_there_is_no_address() -> None:
    assert installed_address(PLACES, 40, -30.5, ["en"]) == {"lat": "40", "lon": "-30.5"}


@pytest.mark.parametrize(
    ("languages", "name"),
    [
        (["en"], "Germany"),
        (["de", "en"], "Deutschland"),
        (["de-AT"], "Deutschland"),
        (["pt_BR"], "Alemanha"),
        (["zh-Hant"], "德國"),
        (["tlh", "fr"], "Allemagne"),
        (["*", "", "no such language"], "Germany"),
        ([], "Germany"),
    ],
)
def test_names_of_countries(languages: list[str], name: str) -> None:
    assert country_name(PLACES, "DE", languages) == name


def test_a_country_nobody_knows() -> None:
    assert country_name(PLACES, "X1", ["en"]) == "X1"
