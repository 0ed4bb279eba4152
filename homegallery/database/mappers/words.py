"""What people wrote: tags, title and description."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from homegallery.database.entry import Entry
from homegallery.database.mappers.values import text, texts, unique_sorted
from homegallery.database.media import MediaFile, MediaGroup

_TAG_KEYS: Final = ("TagList", "HierarchicalSubject", "Keywords", "Subject", "CatalogSets")
_FLAT_KEYS: Final = ("Keywords", "Subject")
_PATH_KEYS: Final = ("TagsList", "LastKeywordXMP")
"""Of digiKam and Microsoft: paths with ``/``, where Lightroom has ``|``."""
_DESCRIPTION_KEYS: Final = ("ImageDescription", "Description", "Caption-Abstract", "XPComment")
_TITLE_KEYS: Final = ("Title", "ObjectName", "Headline", "XPTitle")


def map_tags(group: MediaGroup) -> Entry:
    """All tags of all files. ``People|Ann`` is the tag ``Ann`` below ``People``.

    A path that is written with ``/`` gets this form too, and its last part is a tag of
    its own, as programs that write the other form do it themselves. It is no path if
    the same text is a flat keyword.
    """
    return {"tags": unique_sorted(tag for file in group.files for tag in _tags(file.meta("exif")))}


def _tags(exif: dict[str, Any]) -> Iterator[str]:
    for key in _TAG_KEYS:
        yield from texts(exif.get(key))
    flat = {tag for key in _FLAT_KEYS for tag in texts(exif.get(key))}
    if not flat:  # else it says the same, in some programs with another separator
        yield from filter(None, map(str.strip, text(exif.get("XPKeywords")).split(";")))
    for key in _PATH_KEYS:
        for path in texts(exif.get(key)):
            yield from [path] if path in flat else _of_path(path)


def _of_path(path: str) -> list[str]:
    parts = [part for part in path.split("/") if part]
    return ["|".join(parts), parts[-1]] if parts else []


def map_description(group: MediaGroup) -> Entry:
    """The first description: XMP before others, then the shorter name, then the bigger file.

    That of Google Takeout comes last.
    """
    takeout = (text(file.meta("takeout").get("description")) for file in group.files)
    description = _first([*_found(group, _DESCRIPTION_KEYS), *takeout])
    return {"description": description} if description else {}


def map_title(group: MediaGroup) -> Entry:
    """The title, in the same order, if it is not the description."""
    title = _first(_found(group, _TITLE_KEYS))
    return {"title": title} if title and title != map_description(group).get("description") else {}


def _found(group: MediaGroup, keys: Iterable[str]) -> Iterator[str]:
    for file in sorted(group.files, key=_rank):
        exif = file.meta("exif")
        yield from (text(exif.get(key)) for key in keys)


def _first(found: Iterable[str]) -> str:
    return next((stripped for words in found if (stripped := words.strip())), "")


def _rank(file: MediaFile) -> tuple[bool, int, int]:
    return file.type != "meta", len(file.filename), -file.size
