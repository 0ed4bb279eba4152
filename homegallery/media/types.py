"""The media type of a file, decided by its extension alone."""

import re
from typing import Final, Literal

MediaType = Literal[
    "image", "binImage", "rawImage", "video", "sound", "gps", "text", "meta",
    "document", "archive", "bin", "unknown",
]  # fmt: skip

# Order matters where an extension is listed twice: the first type wins.
_EXTENSIONS: Final[dict[MediaType, str]] = {
    "image": "ico bmp gif png jpg jpeg jpe tif tiff thm webp avif",
    "binImage": "psd xcf",
    "rawImage": "arw cr2 cr3 crw dng gpr heic heif mrw nef nrw orf pef raf rw2 sr2 srf srw",
    "video": "avi wmv mov mpg mpeg mp4 m4v 3gp mjpeg mts flv swf webm mkv",
    "sound": "wav mp3 ogg flac m4a aac wma",
    "gps": "gpx kmz",
    "text": "txt conf md yml html sh json ts js csv xml ini svg m3u",
    "meta": "xmp",
    "document": "txt doc docx md log ai pdf",
    "archive": "zip tar gz bzip",
    "bin": "exe dll",
}

_TYPE_OF: Final[dict[str, MediaType]] = {
    extension: media_type
    for media_type, extensions in reversed(_EXTENSIONS.items())
    for extension in extensions.split()
}

_EXTENSION = re.compile(r"\.(\w{2,5})\Z")


def extension_of(filename: str) -> str:
    """Lower-case extension without the dot, empty if there is none of 2 to 5 word characters."""
    match = _EXTENSION.search(filename)
    return match[1].lower() if match else ""


def media_type(filename: str) -> MediaType:
    """Type by extension; HEIC and HEIF count as ``rawImage`` as in the original."""
    return _TYPE_OF.get(extension_of(filename), "unknown")
