"""Where an object lies: ``ab/cd/<36 hex digits>-<suffix>`` below the storage directory."""

import re
from typing import Final

EMBEDDINGS: Final = "similarity-embeddings.json"
EXIF: Final = "exif.json"
FACES: Final = "faces.json"
FAILURES: Final = "failures.json"
FFPROBE: Final = "ffprobe.json"
GEO_REVERSE: Final = "geo-reverse.json"
LIVE_VIDEO: Final = "live-video.mp4"
MOTION: Final = "motion.json"
OBJECTS: Final = "objects.json"
RAW_PREVIEW: Final = "raw-preview.jpg"
RAW_PREVIEW_EXIF: Final = "raw-preview-exif.json"
TAKEOUT: Final = "takeout.json"
VIBRANT: Final = "vibrant.json"
VIDEO_POSTER: Final = "video-poster.jpg"

_SHA1 = re.compile(r"[0-9a-f]{40}")
_OBJECT = re.compile(r"([0-9a-f]{2})/([0-9a-f]{2})/([0-9a-f]{36})-([^/]+)")
_LEADING_KEY = re.compile(r"^(?:[0-9a-f]{40}|[0-9a-f]{36})-")
_PREVIEW = re.compile(r"image-preview-([1-9][0-9]*)\.jpg")
_BROWSER_VIDEO = re.compile(r"video-preview-[1-9][0-9]*\.(?:mp4|webm)")


def object_path(sha1: str, suffix: str) -> str:
    """Relative path, always with ``/``, of the object ``suffix`` of the file with ``sha1``."""
    if not _SHA1.fullmatch(sha1):
        raise ValueError(f"not a SHA-1 in lower case: {sha1!r}")
    return f"{sha1[:2]}/{sha1[2:4]}/{sha1[4:]}-{suffix}"


def key_of(path: str) -> str | None:
    """The SHA-1 an object path belongs to; None if it is not the path of an object."""
    match = _OBJECT.fullmatch(path)
    return match[1] + match[2] + match[3] if match else None


def suffix_of(path: str) -> str | None:
    """The suffix of an object path, such as ``exif.json``; None if it is not one."""
    match = _OBJECT.fullmatch(path)
    return match[4] if match else None


def meta_key(name: str) -> str:
    """Key of a JSON object in an entry's meta: ``geo-reverse.json`` -> ``geoReverse``.

    ``name`` is a suffix or the file name of an object (with its 36 or 40 hex digits).
    """
    stem = _LEADING_KEY.sub("", name.rpartition("/")[2])
    first, *rest = stem.rpartition(".")[0].split("-")
    return first + "".join(part[:1].upper() + part[1:] for part in rest)


def preview_suffix(size: int) -> str:
    """Suffix of the image preview whose long side is at most ``size`` pixels."""
    return f"image-preview-{size}.jpg"


def video_preview_suffix(size: int, extension: str) -> str:
    """Suffix of the video preview that is at most ``size`` pixels high."""
    return f"video-preview-{size}.{extension}"


def preview_size(path: str) -> int | None:
    """Size in the name of an image preview (path or suffix); None for any other object."""
    suffix = suffix_of(path) or path
    match = _PREVIEW.fullmatch(suffix)
    return int(match[1]) if match else None


def is_browser_video(path: str) -> bool:
    """Whether it is the path of a video preview in a container that browsers play."""
    return _BROWSER_VIDEO.fullmatch(suffix_of(path) or path) is not None
