"""The media type of a file, decided by its extension alone."""

import re
from typing import Final, Literal

MediaType = Literal[
    "image", "binImage", "rawImage", "video", "sound", "gps", "text", "meta",
    "document", "archive", "bin", "unknown",
]  # fmt: skip

# Order matters where an extension is listed twice: the first type wins. Each line begins
# with what the original lists.
_EXTENSIONS: Final[dict[MediaType, str]] = {
    "image": "ico bmp gif png jpg jpeg jpe tif tiff thm webp avif avifs jfif",
    "binImage": "psd xcf",
    "rawImage": "arw cr2 cr3 crw dng gpr heic heif mrw nef nrw orf raf rw2 sr2 srf srw "
    "3fr arq dcr dcs erf fff heics heifs hif iiq k25 kdc mef mos pef raw rwl x3f",
    "video": "avi wmv mov mpg mpeg mp4 m4v 3gp mjpeg mts flv swf webm mkv "
    "3g2 asf dv f4v m2t m2ts m2v mod mpe mxf ogv qt tod vob",
    "sound": "wav mp3 ogg flac m4a aac wma",
    "gps": "gpx kmz",
    "text": "txt conf md yml html sh json ts js csv xml ini svg m3u",
    "meta": "xmp",
    "document": "txt doc docx md log ai pdf",
    "archive": "zip tar gz bzip",
    "bin": "exe dll",
}

_HEIF: Final = frozenset({"heic", "heif", "heics", "heifs", "hif"})

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
    """Type by extension; HEIC and HEIF count as ``rawImage`` as in the original.

    So does ``.raw``. ``.mod`` and ``.tod`` are films of camcorders, not music or text.
    """
    return _TYPE_OF.get(extension_of(filename), "unknown")


def is_heif(filename: str) -> bool:
    """Whether it is a ``rawImage`` that is no RAW photo: HEIC, HEIF, HIF and their sequences."""
    return extension_of(filename) in _HEIF
