"""Building an entry from the files of a group and their storage objects."""

from collections.abc import Callable, Collection, Sequence
from typing import Final

from homegallery.config.disabled import is_disabled
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

_PLUGIN: Final = "baseMapper"
_EXTENSIONS: Final[dict[Callable[[MediaGroup], Entry], str]] = {
    map_faces: "faceMapper",
    map_objects: "objectMapper",
    map_similarity: "similarityMapper",
    map_position: "geoLocationMapper",
    map_address: "addressMapper",
}
"""Extensions of the original's plugin that can be switched off alone."""


def build_entry(
    files: Sequence[MediaFile],
    *,
    updated: str,
    supported_types: Collection[str] = SUPPORTED_TYPES,
    disabled: Collection[str] = (),
) -> Entry | None:
    """The entry of a group, its primary file first; None if that is no supported type.

    ``updated`` is the time of the build (ISO, UTC); it does not count for the hash.
    ``disabled`` names mappers to leave out, such as ``baseMapper.similarityMapper``.
    """
    group = MediaGroup(tuple(files))
    if group.primary.type not in supported_types:
        return None
    entry: Entry = {"id": "", "hash": "", "type": "", "date": "", "updated": updated}
    for mapper in _MAPPERS:
        if not (disabled and _is_off(mapper, disabled)):
            entry |= mapper(group)
    entry["hash"] = entry_hash(entry)
    return entry


def _is_off(mapper: Callable[[MediaGroup], Entry], disabled: Collection[str]) -> bool:
    extension = _EXTENSIONS.get(mapper)
    return extension is not None and is_disabled(disabled, _PLUGIN, "database", extension)
