"""A source: one directory of photos and how it is indexed."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from homegallery.config.section import ByteSize, Section, Texts

Matcher = Literal["size-ctime-inode", "size-ctime", "size"]


class SourceSettings(Section):
    """One item of ``sources``."""

    dir: Path = Field(description="Directory with photos and videos.")
    index: Path = Field(
        description="Index file of this source. Its name without extension identifies the "
        "source and must be unique."
    )
    excludes: Texts = Field(
        default=[], description="Patterns of files to leave out, as in a .gitignore."
    )
    exclude_from_file: Path | None = Field(
        default=None, description="File with such patterns, one per line."
    )
    exclude_if_present: str = Field(
        default=".galleryignore",
        description="A directory that contains a file of this name is left out.",
    )
    max_file_size: ByteSize | None = Field(
        default=None,
        ge=0,
        description="Leave out larger files: bytes, or with a unit like 20M or 1.5G.",
    )
    matcher: Matcher = Field(
        default="size-ctime-inode",
        description="What must be equal for a file to count as unchanged. Use size-ctime or "
        "size for network drives with changing inodes or times.",
    )
    offline: bool = Field(
        default=False,
        description="The directory is not connected: show what is known of it, do not index it.",
    )
    downloadable: bool = Field(
        default=False, description="Offer the original files of this source in the browser."
    )

    @property
    def name(self) -> str:
        """The id of the source in the database: the index file's name without last extension."""
        return self.index.stem
