"""What other sites and messengers show of a link to an entry: Open Graph and Twitter tags."""

import re
from collections.abc import Sequence

from homegallery.database.entry import Entry

_PREVIEW = re.compile(r".*-image-preview-([0-9]+)\.[a-z]+")
_LEAST = 600
"""Pixels below which a large card becomes a small one."""

Card = Sequence[tuple[str, str]]
"""Name and content of each tag."""


def card_of(entry: Entry, url: str) -> Card:
    """The tags for an entry; ``url`` is the address of the gallery without a slash at its end."""
    tags = [
        ("twitter:card", "summary_large_image"),
        ("og:type", "article"),
        ("og:title", _title(entry)),
        ("og:description", _description(entry)),
        ("og:url", f"{url}/share/{entry['id'][:12]}"),
    ]
    return [*tags, *_image(entry, url)]


def _title(entry: Entry) -> str:
    files = entry.get("files") or []
    name = str(files[0].get("filename", "")) if files else ""
    return name.replace("\\", "/").rpartition("/")[2] or "Photo"


def _description(entry: Entry) -> str:
    """Camera and exposure, as far as they are known."""
    parts = (
        ("{}", entry.get("model")),
        ("ISO/{}", entry.get("iso")),
        ("{}s", entry.get("ShutterSpeedRaw")),
        ("f/{}", entry.get("aperture")),
        ("{}mm", entry.get("focalLength")),
    )
    return " | ".join(pattern.format(value) for pattern, value in parts if value)


def _image(entry: Entry, url: str) -> Card:
    """The smallest preview that fills a large card, else the largest, with its own size."""
    matches = (_PREVIEW.fullmatch(path) for path in entry.get("previews") or [])
    sizes = sorted((int(match[1]), match[0]) for match in matches if match)
    if not sizes:
        return []
    size, path = next((each for each in sizes if each[0] >= _LEAST), sizes[-1])
    tags = [("og:image", f"{url}/files/{path}")]
    width, height = entry.get("width") or 0, entry.get("height") or 0
    if width > 0 and height > 0:
        scale = min(1.0, size / max(width, height))
        tags += [("og:image:width", str(round(width * scale)))]
        tags += [("og:image:height", str(round(height * scale)))]
    return tags
