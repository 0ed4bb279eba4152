"""Building an entry from the files of a group and their storage objects."""

from collections.abc import Callable, Collection, Sequence
from typing import Final

from homegallery.database.entry import Entry
from homegallery.database.hash import entry_hash
from homegallery.database.mappers.camera import map_camera
from homegallery.database.mappers.date import map_date
from homegallery.database.mappers.files import map_files
from homegallery.database.mappers.live import map_live
from homegallery.database.mappers.people import map_people
from homegallery.database.mappers.place import map_address, map_position
from homegallery.database.mappers.rating import map_rating
from homegallery.database.mappers.video import map_video
from homegallery.database.mappers.vision import map_faces, map_objects, map_similarity
from homegallery.database.mappers.words import map_description, map_tags, map_title
from homegallery.database.mappers.zone import map_zone
from homegallery.database.media import MediaFile, MediaGroup

__all__ = ["SUPPORTED_TYPES", "MediaFile", "build_entry"]

SUPPORTED_TYPES: Final = frozenset({"image", "rawImage", "video"})

# A later mapper overwrites: ffprobe knows better than exif.
_MAPPERS: Final[Sequence[Callable[[MediaGroup], Entry]]] = (
    map_files,
    map_date,
    map_zone,
    map_tags,
    map_faces,
    map_objects,
    map_similarity,
    map_position,
    map_address,
    map_title,
    map_description,
    map_people,
    map_rating,
    map_camera,
    map_video,
    map_live,
)


def build_entry(
    files: Sequence[MediaFile],
    *,
    updated: str,
    supported_types: Collection[str] = SUPPORTED_TYPES,
) -> Entry | None:
    """The entry of a group, its primary file first; None if that is no supported type.

    ``updated`` is the time of the build (ISO, UTC); it does not count for the hash.
    """
    group = MediaGroup(tuple(files))
    if group.primary.type not in supported_types:
        return None
    entry: Entry = {"id": "", "hash": "", "type": "", "date": "", "updated": updated}
    for mapper in _MAPPERS:
        entry |= mapper(group)
    entry["hash"] = entry_hash(entry)
    return entry
