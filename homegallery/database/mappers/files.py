"""Identity, files, previews and colours."""

from typing import Any

from homegallery.database.entry import Entry, EntryFile
from homegallery.database.mappers.values import mapping, number, rounded_half_up, sequence
from homegallery.database.media import MediaFile, MediaGroup
from homegallery.storage.layout import preview_size


def map_files(group: MediaGroup) -> Entry:
    """The fields every entry has."""
    return {
        "id": group.primary.sha1,
        "type": group.primary.type,
        "files": [_file(file) for file in group.files],
        "previews": _previews(group),
        "groupIds": [],
        "vibrantColors": _colours(group.first_meta("vibrant")),
        "plugin": {},
    }


def _file(file: MediaFile) -> EntryFile:
    return {
        "id": file.sha1,
        "index": file.index,
        "type": file.type,
        "size": file.size,
        "filename": file.filename.replace("\\", "/"),
    }


def _previews(group: MediaGroup) -> list[str]:
    """Paths of preview objects, by file; image previews first and largest first.

    The original keeps the order of creation, which is another one after objects
    were loaded again, so that entries change without reason; and it lists the
    ``raw-preview-exif.json``.
    """
    paths = (
        path
        for file in group.files
        for path in sorted(file.objects.files, key=_preview_order)
        if "-preview" in path and not path.endswith(".json")
    )
    return list(dict.fromkeys(paths))


def _preview_order(path: str) -> tuple[int, str]:
    return -(preview_size(path) or 0), path


def _colours(vibrant: dict[str, Any]) -> list[str]:
    colours = (_colour(vibrant.get(name)) for name in ("Vibrant", "Muted"))
    return [colour for colour in colours if colour]


def _colour(swatch: Any) -> str | None:
    parts = [number(part) for part in sequence(mapping(swatch).get("rgb"))]
    if len(parts) != 3 or None in parts:
        return None
    whole = (min(255, max(0, rounded_half_up(part or 0))) for part in parts)
    return "#" + "".join(f"{part:02X}" for part in whole)
