"""Which stored objects are previews, by their path. Clips of live photos are, too."""

import re
from dataclasses import dataclass
from typing import Final

MEDIA_TYPES: Final = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "avif": "image/avif",
    "mp4": "video/mp4",
    "webm": "video/webm",
}
_PATH = re.compile(
    r"(?P<id>[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{36})"
    r"-(?:(?:[a-z]+-)+preview(?:-[0-9]+)?|live-video)\.(?P<extension>[a-z0-9]+)"
)


@dataclass(frozen=True, slots=True)
class Preview:
    """A preview object; ``file_id`` is the SHA-1 (20 bytes) of the file it shows."""

    path: str
    file_id: bytes
    media_type: str


def parse_preview(path: str) -> Preview | None:
    """The preview at a storage path; None for everything else.

    A path that matches has no empty, dot or dot-dot segment and stays inside the
    storage directory.
    """
    match = _PATH.fullmatch(path)
    if match is None or match["extension"] not in MEDIA_TYPES:
        return None
    file_id = bytes.fromhex(match["id"].replace("/", ""))
    return Preview(path, file_id, MEDIA_TYPES[match["extension"]])
