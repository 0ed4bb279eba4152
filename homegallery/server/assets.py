"""The files of the web app: as they are, compressed once, checked on each use."""

import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from isal import igzip

_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
"""Not left to the system's table, which differs between machines."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the app; ``body`` is gzipped."""

    etag: str
    media_type: str
    body: bytes


class Assets:
    """The files below ``root``; hidden ones do not exist."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._known: dict[str, tuple[tuple[int, int], Asset]] = {}

    def get(self, path: str) -> Asset | None:
        """The file at a relative path, None if there is none; reads the disk."""
        segments = path.split("/")
        if any(not segment or segment.startswith(".") or "\0" in segment for segment in segments):
            return None
        file = self._root.joinpath(*segments)
        try:
            stat = file.stat()
        except OSError:
            return None
        if not file.is_file() or not file.resolve().is_relative_to(self._root):
            return None
        version = (stat.st_mtime_ns, stat.st_size)
        known = self._known.get(path)
        if known is None or known[0] != version:
            known = self._known[path] = (version, _load(file))
        return known[1]


def _load(file: Path) -> Asset:
    text = file.read_bytes()
    digest = hashlib.sha1(text, usedforsecurity=False).hexdigest()
    suffix = file.suffix.lower()
    guessed = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return Asset(f'W/"{digest}"', _TYPES.get(suffix, guessed), igzip.compress(text, 3))
