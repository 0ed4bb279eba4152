"""The files that extraction works on, as plain data."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from homegallery.index.record import FileRecord
from homegallery.media.types import MediaType, media_type


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of an index; ``filename`` is relative to ``base`` and uses ``/``.

    Bytes of the name that are not UTF-8 are kept as lone surrogates (PEP 383).
    """

    index: str
    base: Path
    filename: str
    sha1: str
    size: int
    mtime_ms: float

    @classmethod
    def of(cls, index: str, base: Path, record: FileRecord) -> Self:
        """The file of a hashed record of an index."""
        return cls(index, base, record.filename, record.sha1sum, record.size, record.mtime_ms)

    @property
    def path(self) -> Path:
        """Where the file lies on disk."""
        return self.base / self.filename

    @property
    def media_type(self) -> MediaType:
        """Type by extension."""
        return media_type(self.filename)


FileGroup = tuple[SourceFile, ...]
"""A file and its sidecars, the primary one first."""
