"""Original files: which may be fetched, what their addresses mean, how browsers take them."""

import mimetypes
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote_to_bytes

from homegallery.config.model import SourceSettings
from homegallery.server.access import View
from homegallery.server.filereply import MEDIA_POLICY

Offer = dict[str, str | bool]
"""A source of originals as the web app knows it: ``indexName`` and ``downloadable``."""

_HARMLESS: Final = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".bmp": "image/bmp",
    ".heic": "image/heic",
    ".heif": "image/heif",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".mov": "video/quicktime",
    ".webm": "video/webm",
    ".ogv": "video/ogg",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".aac": "audio/aac",
    ".flac": "audio/flac",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".wav": "audio/wav",
}
"""What browsers show and never run."""

_SANDBOX_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
_NO_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")


class AddressError(ValueError):
    """What no file can be called."""


def offers(sources: Iterable[SourceSettings], view: View) -> list[Offer]:
    """The sources whose originals this viewer may fetch."""
    if not view.rights.download:
        return []
    return [{"indexName": source.name, "downloadable": True} for source in _offered(sources)]


def directory_of(sources: Iterable[SourceSettings], index: str) -> Path | None:
    """Where the originals of a source are; None if they are not for download."""
    return next((source.dir for source in _offered(sources) if source.name == index), None)


def parse_address(raw: bytes) -> tuple[str, str]:
    """Index and file name of ``<index>/<path>`` as it was sent.

    A name that is no UTF-8 has surrogate escapes, as in the index. Raises ``AddressError``.
    """
    if _NO_ESCAPE.search(raw):
        raise AddressError("A percent sign without two hex digits")
    index, *segments = (os.fsdecode(unquote_to_bytes(part)) for part in raw.split(b"/"))
    if any("/" in segment or "\0" in segment for segment in (index, *segments)):
        raise AddressError("A name with a slash or a null byte")
    return index, "/".join(segments)


def file_headers(filename: str) -> dict[str, str]:
    """How a browser has to treat a file of this name.

    What could run in it, such as HTML, SVG or PDF, or is not known is saved, not shown.
    """
    suffix = os.path.splitext(filename)[1].lower()  # noqa: PTH122
    if suffix in _HARMLESS:
        return {"Content-Type": _HARMLESS[suffix], "Content-Security-Policy": MEDIA_POLICY}
    name = quote(filename.rpartition("/")[2].encode("utf-8", "replace"), safe="")
    return {
        "Content-Type": mimetypes.guess_type(f"x{suffix}")[0] or "application/octet-stream",
        "Content-Security-Policy": _SANDBOX_POLICY,
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
    }


def _offered(sources: Iterable[SourceSettings]) -> Iterator[SourceSettings]:
    return (source for source in sources if source.downloadable and not source.offline)
