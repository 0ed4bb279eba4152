"""What people wrote: tags and description."""

from typing import Final

from homegallery.database.entry import Entry
from homegallery.database.mappers.values import text, texts
from homegallery.database.media import MediaFile, MediaGroup

_TAG_KEYS: Final = ("TagList", "HierarchicalSubject", "Keywords", "Subject")


def map_tags(group: MediaGroup) -> Entry:
    """All tags of all files, sorted by UTF-16 code units."""
    exifs = [file.meta("exif") for file in group.files]
    tags = {tag for exif in exifs for key in _TAG_KEYS for tag in texts(exif.get(key))}
    return {"tags": sorted(tags, key=lambda tag: tag.encode("utf-16-be", "surrogatepass"))}


def map_description(group: MediaGroup) -> Entry:
    """The first description: XMP before others, then the shorter name, then the bigger file."""
    for file in sorted(group.files, key=_rank):
        description = text(file.meta("exif").get("ImageDescription")).strip()
        if description:
            return {"description": description}
    return {}


def _rank(file: MediaFile) -> tuple[bool, int, int]:
    return file.type != "meta", len(file.filename), -file.size
