"""Which index files a command works on."""

import logging
from collections.abc import Iterator
from pathlib import Path

from homegallery.config.model import Settings
from homegallery.index.selection import NoIndexError, Selection, select_files

log = logging.getLogger(__name__)


def selections(settings: Settings, *, offline: bool) -> Iterator[Selection]:
    """Files of the named index files, else of those of the sources, one index at a time.

    ``offline`` takes those of offline sources as well. With a journal only indices that
    have it count. Raises ``NoIndexError`` if a named index does not exist; that of a
    source that was never indexed is passed over.
    """
    journal = settings.file_index.journal or None
    named = settings.file_index.files
    for path in index_files(settings, offline=offline):
        selection = select_files(path, journal)
        if selection is not None:
            yield selection
        elif journal is None and named:
            raise _missing(path)
        elif journal is None:
            log.warning("the source %s has no index %s yet", path.stem, path)


def index_files(settings: Settings, *, offline: bool) -> list[Path]:
    """The index files to work on; raises ``NoIndexError`` if there is none."""
    sources = [one.index for one in settings.sources if offline or not one.offline]
    files = list(map(Path, settings.file_index.files)) or sources
    if not files:
        raise NoIndexError(
            "there is no index file to work on",
            hint="Name one with --index, or a source in the configuration.",
        )
    return files


def _missing(path: Path) -> NoIndexError:
    hint = "Correct --index, or write it: homegallery index --directory DIR --index FILE"
    return NoIndexError(f"there is no index {path}", hint=hint)
