"""Addresses of positions out of the installed places, in the form of a Nominatim answer."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from babel import Locale, UnknownLocaleError

from homegallery.extract.geo_places import Place, Places

NEAR: Final = 25.0
"""Kilometres up to which a photo counts as taken at the nearest place."""
REGION: Final = 50.0
"""Kilometres up to which it counts as taken in the state of the nearest place."""

_FALLBACK: Final = "en"


def installed_address(
    places: Places, latitude: float, longitude: float, languages: Sequence[str]
) -> dict[str, Any]:
    """What is known of a position, as ``format=jsonv2`` has it; no address at sea.

    Country names come in the first language that CLDR knows; those of states and places
    only as GeoNames has them.
    """
    place = places.nearest(latitude, longitude)
    if place is not None and place.distance <= REGION:
        return _answer(place, place.distance <= NEAR, languages)
    answer = {"lat": str(latitude), "lon": str(longitude)}
    country = places.country(latitude, longitude)
    if country is None:
        return answer
    name = country_name(country, languages)
    return answer | {
        "addresstype": "country",
        "display_name": name,
        "address": {"country": name, "country_code": country.lower()},
    }


def country_name(code: str, languages: Sequence[str]) -> str:
    """Name of a country by its ISO 3166 code; the code itself if nobody knows it."""
    for language in (*languages, _FALLBACK):
        if name := _territories(language).get(code):
            return name
    return code


def _answer(place: Place, is_near: bool, languages: Sequence[str]) -> dict[str, Any]:
    country = country_name(place.country, languages)
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
    try:
        territories = Locale.parse(language.replace("-", "_")).territories
    except (UnknownLocaleError, ValueError, TypeError):
        return {}
    return dict(territories)
