"""Making a journal part of its index."""

import logging
import os.path
from pathlib import Path

from homegallery.index.changes import applied
from homegallery.index.checkpoint import Checkpoint
from homegallery.index.file import write_index
from homegallery.index.journal import (
    Journal,
    JournalError,
    journal_path,
    read_journal,
    remove_journal,
)
from homegallery.index.recent import read_known
from homegallery.index.record import FileRecord

log = logging.getLogger(__name__)


def apply_journal(
    index: Path, journal_id: str, *, keep: bool = False, dry_run: bool = False
) -> Journal:
    """Write the changes of a journal to the index, then delete the journal unless ``keep``.

    A missing index is created. An empty journal leaves the index as it is. Raises
    ``JournalError`` if there is no such journal, or if the index is of another
    revision than the journal was made for; nothing changes then.
    """
    known = read_known(index)
    journal = read_journal(index, journal_id)
    if journal is None:
        raise JournalError(
            f"there is no journal {journal_path(index, journal_id)}",
            hint=f"Write it first: homegallery index --index {index} --journal {journal_id}",
        )
    if known.created is not None and known.created != journal.index_created:
        raise JournalError(
            f"the journal {journal_id} is of the index of {journal.index_created}, "
            f"but {index} is of {known.created}",
            hint="Remove the journal and write a new one: the index was changed since.",
        )
    base = known.base or journal.base
    journal = _rebased(journal, base)
    if dry_run:
        return journal
    if journal.names or known.created is None:
        write_index(index, base, applied(journal, known.records))
    Checkpoint(index).clear()
    if not keep:
        remove_journal(index, journal_id)
    return journal


def _rebased(journal: Journal, base: str) -> Journal:
    """The journal with names relative to the directory of the index."""
    ours, theirs = os.path.abspath(base), os.path.abspath(journal.base)  # noqa: PTH100
    if ours == theirs:
        return journal
    log.warning("the journal is of the directory %s, the index of %s", theirs, ours)

    def renamed(record: FileRecord) -> FileRecord:
        name = os.path.relpath(f"{theirs}/{record.filename}", ours)
        if name.startswith("../"):
            raise JournalError(
                f"the journal holds {record.filename!r} of {theirs}, which is not in {ours}",
                hint="Run the index of that directory without a journal once.",
            )
        return record._replace(filename=name)

    return journal._replace(
        adds=list(map(renamed, journal.adds)),
        changes=list(map(renamed, journal.changes)),
        removes=list(map(renamed, journal.removes)),
    )
