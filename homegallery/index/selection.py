"""The files that ``extract`` and ``database`` work on: of whole indices or of their journals."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from homegallery.errors import GalleryError
from homegallery.index.journal import read_journal
from homegallery.index.order import order_key
from homegallery.index.recent import read_known
from homegallery.index.record import FileRecord
from homegallery.media.groups import group_sidecars

log = logging.getLogger(__name__)


class NoIndexError(GalleryError):
    """There is no index file to work on."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Files with content and checksum of one index, in its order.

    ``touched`` are all names of its journal, also removed ones; empty for a whole index.
    """

    name: str
    base: Path
    records: list[FileRecord]
    touched: set[str] = field(default_factory=set)


def select_files(index: Path, journal_id: str | None = None) -> Selection | None:
    """The files of an index, or those added and changed in its journal.

    None if the index, or with ``journal_id`` the journal, does not exist: with a
    journal the whole index is not meant, and its files would be there twice.
    """
    if journal_id is None:
        known = read_known(index)
        if known.created is None:
            return None
        return Selection(index.stem, Path(known.base), list(filter(_is_ready, known.records)))
    journal = read_journal(index, journal_id)
    if journal is None:
        log.info("%s has no journal %s and is left out", index, journal_id)
        return None
    fresh = sorted((*journal.adds, *journal.changes), key=order_key)
    return Selection(index.stem, Path(journal.base), list(filter(_is_ready, fresh)), journal.names)


def sidecar_groups(records: Iterable[FileRecord]) -> Iterator[list[FileRecord]]:
    """The sidecar groups of files of one index, by directory, the primary file first."""
    directories: dict[str, list[FileRecord]] = {}
    for record in records:
        directories.setdefault(record.filename.rpartition("/")[0], []).append(record)
    for members in directories.values():
        yield from group_sidecars(members)


def _is_ready(record: FileRecord) -> bool:
    return record.file_type == "f" and record.size > 0 and bool(record.sha1sum)
