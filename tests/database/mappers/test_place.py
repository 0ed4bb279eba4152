from typing import Any

import pytest

from homegallery.database.mappers.place import map_address, map_position
from tests.database.samples import exif, group, media_file


def test_position_is_rounded_as_javascript_does() -> None:
    made = map_position(exif(GPSLatitude=-33.8557051, GPSLongitude=151.2150149, GPSAltitude=2.675))
    # 2.675 is a little less as a double.
    assert made == {"latitude": -33.85571, "longitude": 151.21501, "altitude": 2.67}


@pytest.mark.parametrize("altitude", [None, "", "x", {}])
def test_without_altitude(altitude: Any) -> None:
    made = map_position(exif(GPSLatitude=1, GPSLongitude=2, GPSAltitude=altitude))
    assert made == {"latitude": 1, "longitude": 2, "altitude": 0}


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(0, 1), (1, 0), ("", ""), (None, 1), (91, 1), (1, 181), (True, True), (10**400, 1)],
)
def test_no_position(latitude: Any, longitude: Any) -> None:
    assert map_position(exif(GPSLatitude=latitude, GPSLongitude=longitude)) == {}


def test_the_position_of_the_sidecar_comes_first() -> None:
    files = [
        media_file("IMG.DNG", exif={"GPSLatitude": 1, "GPSLongitude": 1}),
        media_file("IMG.JPG", exif={"GPSLatitude": 2, "GPSLongitude": 2}),
        media_file("IMG.XMP", exif={"GPSLatitude": 3, "GPSLongitude": 3}),
    ]
    assert map_position(group(*files))["latitude"] == 3
    assert map_position(group(*files[:2]))["latitude"] == 1
    assert map_position(group(media_file("IMG.DNG"), files[1]))["latitude"] == 2


def test_address() -> None:
    address = {
        "country": "Italia", "state": "Lazio", "village": "V", "town": "T", "road": "Via",
        "house_number": 7, "postcode": "1",
    }  # fmt: skip
    made = map_address(
        group(media_file("a.jpg", geoReverse={"addresstype": "road", "address": address}))
    )
    assert made == {
        "addresstype": "road", "country": "Italia", "state": "Lazio", "city": "T",
        "road": "Via", "house_number": "7",
    }  # fmt: skip


def test_the_address_of_the_sidecar_comes_first() -> None:
    def at(city: str) -> dict[str, Any]:
        return {"address": {"hamlet": "H", "city": city}}

    files = (
        media_file("a.jpg", geoReverse=at("Photo")),
        media_file("a.jpg.xmp", geoReverse=at("Sidecar")),
    )
    assert map_address(group(*files)) == {"city": "Sidecar"}
    assert map_address(group(files[0], media_file("a.xmp", geoReverse={"error": "none"}))) == {
        "city": "Photo"
    }
    assert map_address(group(media_file("a.xmp"))) == {}


def test_a_place_of_takeout_comes_last() -> None:
    place = {"latitude": 48.5, "longitude": 8.25, "altitude": 120}
    json = media_file("a.jpg.json", takeout={"geoData": {}, "geoDataExif": place})
    assert map_position(group(media_file("a.jpg"), json)) == place
    better = media_file("a.jpg.json", takeout={"geoData": {**place, "latitude": 1}})
    assert map_position(group(media_file("a.jpg"), better))["latitude"] == 1
    photo = media_file("a.jpg", exif={"GPSLatitude": 2, "GPSLongitude": 3})
    assert map_position(group(photo, json))["latitude"] == 2
    zero = media_file("a.jpg.json", takeout={"geoData": {"latitude": 0, "longitude": 0}})
    assert map_position(group(media_file("a.jpg"), zero)) == {}


def test_the_larger_place_is_the_city() -> None:
    kinds = ("city", "town", "village", "hamlet")
    for number, kind in enumerate(kinds):
        address = {smaller: smaller.upper() for smaller in kinds[number:]}
        made = map_address(group(media_file("a.jpg", geoReverse={"address": address})))
        assert made == {"city": kind.upper()}


@pytest.mark.parametrize(
    ("answer", "entry"),
    [
        (
            {"addresstype": "country", "address": {"country": "Island", "country_code": "is"}},
            {"addresstype": "country", "country": "Island"},
        ),
        ({"lat": "40", "lon": "-30", "_gallery": {"source": "geonames"}}, {}),
    ],
)
def test_little_is_known(answer: dict[str, Any], entry: dict[str, Any]) -> None:
    """As the installed places answer far from every place, and at sea."""
    assert map_address(group(media_file("a.jpg", geoReverse=answer))) == entry
