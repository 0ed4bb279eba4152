"""What a source leaves out, beside what its marker files hide."""

import os
import stat
from typing import NamedTuple

from homegallery.config.source import SourceSettings
from homegallery.index.excludes import Excludes, read_excludes
from homegallery.index.record import FileRecord


class Filters(NamedTuple):
    """The filters of one source."""

    excludes: Excludes
    marker: str
    """A directory that holds a file of this name shows nothing but that file."""
    max_size: int | None
    """Bytes; a larger file stays if the index knows it with this size."""
    keep_known: bool = True
    """False leaves out known files that are too large, too."""

    def too_large(self, status: os.stat_result, known: FileRecord | None) -> bool:
        size = status.st_size
        if self.max_size is None or size <= self.max_size or not stat.S_ISREG(status.st_mode):
            return False
        return not self.keep_known or known is None or known.size != size


def filters_of(source: SourceSettings, *, keep_known: bool = True) -> Filters:
    """Filters of a source; raises ``PatternFileError``."""
    return Filters(
        excludes=read_excludes(source.excludes, source.exclude_from_file),
        marker=source.exclude_if_present,
        max_size=source.max_file_size,
        keep_known=keep_known,
    )
