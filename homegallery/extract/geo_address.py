"""Addresses of positions out of the installed places, in the form of a Nominatim answer."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from homegallery.extract.geo_places import Place, Places

NEAR: Final = 25.0
"""Kilometres up to which a photo counts as taken at the nearest place."""
REGION: Final = 50.0
"""Kilometres up to which it counts as taken in the state of the nearest place."""

_ENGLISH: Final = "en"


def installed_address(
    places: Places, latitude: float, longitude: float, languages: Sequence[str]
) -> dict[str, Any]:
    """What is known of a position, as ``format=jsonv2`` has it; no address at sea.

    Country names come in the first language that CLDR knows; those of states and places
    only as GeoNames has them.
    """
    place = places.nearest(latitude, longitude)
    if place is not None and place.distance <= REGION:
        country = country_name(places, place.country, languages)
        return _answer(place, country, is_near=place.distance <= NEAR)
    answer = {"lat": str(latitude), "lon": str(longitude)}
    code = places.country(latitude, longitude)
    if code is None:
        return answer
    name = country_name(places, code, languages)
    return answer | {
        "addresstype": "country",
        "display_name": name,
        "address": {"country": name, "country_code": code.lower()},
    }


def country_name(places: Places, code: str, languages: Sequence[str]) -> str:
    """Name of a country by its ISO 3166 code, in the first language that has one."""
    for language in languages:
        if language == _ENGLISH:
            break
        if name := _territories(language).get(code):
            return name
    return places.english_name(code)


def _answer(place: Place, country: str, *, is_near: bool) -> dict[str, Any]:
    address: dict[str, str] = {}
    if is_near:
        address[place.kind] = place.name
    if place.state:
        address["state"] = place.state
    kinds = (*address, "country")
    address["country"] = country
    return {
        "lat": str(place.latitude),
        "lon": str(place.longitude),
        "addresstype": kinds[0],
        "display_name": ", ".join(address.values()),
        "address": {**address, "country_code": place.country.lower()},
    }


@lru_cache(maxsize=8)
def _territories(language: str) -> dict[str, str]:
    """Names of countries in CLDR; its library is loaded for other languages than English."""
    from babel import Locale, UnknownLocaleError

    try:
        territories = Locale.parse(language.replace("-", "_")).territories
    except (UnknownLocaleError, ValueError, TypeError):
        return {}
    return dict(territories)
