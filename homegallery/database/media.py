"""What an entry is built from: the files of one group with their storage objects."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from homegallery.media.types import MediaType, extension_of, media_type
from homegallery.storage.store import StoredObjects


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file of an index; ``size`` in bytes, ``mtime_ms`` in milliseconds since 1970."""

    index: str
    filename: str
    sha1: str
    size: int
    mtime_ms: float
    objects: StoredObjects

    @property
    def type(self) -> MediaType:
        """Media type by extension."""
        return media_type(self.filename)

    def meta(self, key: str) -> dict[str, Any]:
        """A stored JSON object such as ``exif``; empty if there is none."""
        value = self.objects.meta.get(key)
        return value if isinstance(value, dict) else {}


@dataclass(frozen=True, slots=True)
class MediaGroup:
    """The primary file and its sidecars, in this order."""

    files: tuple[MediaFile, ...]

    @property
    def primary(self) -> MediaFile:
        """The file that gives the entry its id and type."""
        return self.files[0]

    def first_meta(self, key: str) -> dict[str, Any]:
        """The stored object of the first file that has it; empty if none has."""
        return next((file.meta(key) for file in self.files if file.meta(key)), {})

    def by_authority(self) -> Iterator[MediaFile]:
        """All files, first the XMP sidecars, which hold what the user corrected.

        For ``a.dng, a.jpg, a.jpg.xmp, a.xmp, a.dng.xmp`` these are ``a.xmp``,
        ``a.dng.xmp``, ``a.jpg.xmp``. An XMP is given twice: it is a file as well.
        """
        sidecars = {file.filename.lower(): file for file in self.files if file.type == "meta"}
        for file in self.files:
            name = file.filename.lower()
            stem = name.removesuffix(f".{extension_of(name)}")
            for sidecar in (f"{stem}.xmp", f"{name}.xmp"):
                if sidecar in sidecars:
                    yield sidecars.pop(sidecar)
        yield from self.files
