"""Sidecar groups: which files of a directory belong to one photo or video."""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from posixpath import basename, splitext
from typing import Final, Protocol, TypeVar

from homegallery.media.takeout import TakeoutPhotos, is_counted, is_takeout_name
from homegallery.media.types import extension_of, is_heif, media_type

_RANKS: Final = ("image", "rawImage", "video")
_THUMBNAIL: Final = "thm"
"""Written by cameras beside a video or raw file: an image, but never the main one."""
_ICLOUD_CLIP: Final = re.compile(r"(.+)_HEVC\.MOV", re.DOTALL | re.IGNORECASE)
"""What downloads from iCloud call the clip of a live photo in HEIC."""


class GroupedFile(Protocol):
    """What grouping needs to know of a file."""

    @property
    def filename(self) -> str: ...

    @property
    def size(self) -> int: ...


F = TypeVar("F", bound=GroupedFile)


def group_sidecars(files: Iterable[F], *, original_order: bool = False) -> list[list[F]]:
    """Groups of the files of one directory, the primary file first, then its sidecars.

    Files are taken by rank (image, raw image, video, then the rest), then size
    descending, then file name. Each joins the group of its name without extension,
    or that of its name without its last two extensions if there is one, or opens a
    group; the first is the primary. So a big XMP does not hide its photo, and a
    live photo stays a photo. ``IMG_HEVC.MOV`` joins ``IMG.HEIC``, a JSON file of Google
    Takeout its photo by the rules of ``media/takeout.py``. Sidecars follow by size,
    groups by primary file name.

    ``original_order`` takes files by size alone, and of equal size the later name
    first, as the original does, which knows neither: its entry ids depend on that.
    """
    key = _size_alone if original_order else _rank
    ranked = sorted(sorted(files, key=_name, reverse=original_order), key=key)
    groups: dict[str, list[F]] = {}
    waiting: list[F] = []
    for file in ranked:
        if is_takeout_name(file.filename) and not original_order:
            waiting.append(file)
        else:
            name = basename(file.filename)
            stem = "" if original_order else _photo_of_clip(name, groups)
            groups.setdefault(stem or _stem(name, groups), []).append(file)
    _add_takeout(groups, waiting)
    ordered = [[group[0], *sorted(group[1:], key=_size_alone)] for group in groups.values()]
    return sorted(ordered, key=lambda group: group[0].filename)


def _add_takeout(groups: dict[str, list[F]], files: Iterable[F]) -> None:
    """Add JSON files, which come last and never lead a group with another file."""
    stem_of = {basename(file.filename): stem for stem, group in groups.items() for file in group}
    photos = TakeoutPhotos(name for name in stem_of if media_type(name) in _RANKS)
    for file in files:
        name = basename(file.filename)
        photo = photos.of(name)
        stem = _stem(name, groups) if photo is None else stem_of[photo]
        if photo is None and is_counted(name) and splitext(name)[0] not in groups:
            stem = name  # of a photo that is not here, not of the one without counter
        groups.setdefault(stem, []).append(file)


def _name(file: GroupedFile) -> str:
    return file.filename


def _size_alone(file: GroupedFile) -> int:
    return -file.size


def _rank(file: GroupedFile) -> tuple[int, int]:
    kind = media_type(file.filename)
    if kind not in _RANKS or extension_of(file.filename) == _THUMBNAIL:
        return len(_RANKS), -file.size
    return _RANKS.index(kind), -file.size


def _photo_of_clip(name: str, groups: Mapping[str, Sequence[GroupedFile]]) -> str:
    """The group of the photo that a clip from iCloud belongs to; empty for other files."""
    match = _ICLOUD_CLIP.fullmatch(name)
    photos = groups.get(match[1], ()) if match else ()
    return match[1] if match and any(is_heif(photo.filename) for photo in photos) else ""


def _stem(name: str, groups: Container[str]) -> str:
    """The group a file joins or opens."""
    stem, extension = splitext(name)
    shorter, second = splitext(stem)
    joins_shorter = extension and second and stem not in groups and shorter in groups
    return shorter if joins_shorter else stem
