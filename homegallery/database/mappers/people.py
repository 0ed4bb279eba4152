"""Who is in the picture, by name."""

from collections.abc import Iterator
from typing import Any, Final

from homegallery.database.entry import Entry
from homegallery.database.mappers.values import mapping, sequence, text, texts, unique_sorted
from homegallery.database.media import MediaGroup

# Tag with the regions, its list, the name and the type of one: Metadata Working Group
# (also Picasa, digiKam, Lightroom), Microsoft, ACDSee.
_REGIONS: Final = (
    ("RegionInfo", "RegionList", "Name", "Type"),
    ("RegionInfoMP", "Regions", "PersonDisplayName", ""),
    ("RegionInfoACDSee", "ACDSeeRLRegionList", "ACDSeeRLName", "ACDSeeRLType"),
)
_FACE: Final = "face"


def map_people(group: MediaGroup) -> Entry:
    """Names of people in all files, also of Google Takeout; no field without any."""
    people = unique_sorted(
        stripped
        for file in group.files
        for name in (*_tagged(file.meta("exif")), *texts(file.meta("takeout").get("people")))
        if (stripped := name.strip())
    )
    return {"people": people} if people else {}


def _tagged(exif: dict[str, Any]) -> Iterator[str]:
    yield from texts(exif.get("PersonInImage"))
    for tag, items, name, kind in _REGIONS:
        for region in map(mapping, sequence(mapping(exif.get(tag)).get(items))):
            # Other types are pets, bar codes and what the camera has focused on.
            if text(region.get(kind)).lower() in {"", _FACE}:
                yield from texts(region.get(name))
