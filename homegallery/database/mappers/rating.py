"""How many stars it has."""

from typing import Any, Final

from homegallery.database.entry import Entry
from homegallery.database.mappers.values import number, rounded_half_up
from homegallery.database.media import MediaGroup

_STARS: Final = range(1, 6)
_PERCENT_KEYS: Final = ("RatingPercent", "SharedUserRating")


def map_rating(group: MediaGroup) -> Entry:
    """1 to 5 of the first file that has a rating, XMP sidecars first.

    0 (no rating) and -1 (rejected) there count as an answer: no field.
    """
    for file in group.by_authority():
        stars = _stars(file.meta("exif"))
        if stars is not None:
            return {"rating": stars} if stars in _STARS else {}
    return {}


def _stars(exif: dict[str, Any]) -> int | None:
    rating = number(exif.get("Rating"))
    if rating is not None and -1 <= rating <= _STARS[-1]:
        return rounded_half_up(rating)
    for key in _PERCENT_KEYS:
        percent = number(exif.get(key))
        if percent is not None and 0 <= percent <= 100:
            # Microsoft writes 1, 25, 50, 75, 99 for one to five stars.
            return rounded_half_up(percent / 25) + 1 if percent else 0
    return None
