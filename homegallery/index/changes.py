"""What goes into a journal."""

from collections.abc import Iterable

from homegallery.index.file import Index
from homegallery.index.journal import Journal
from homegallery.index.order import order_key
from homegallery.index.record import FileRecord
from homegallery.index.scan import Scan
from homegallery.index.siblings import with_siblings


def journal_of(
    base: str, known: Index, found: Scan, hashed: Iterable[FileRecord], *, stopped: bool = False
) -> Journal:
    """The journal of a scan and of what was hashed after it; ``known`` has a revision.

    A known file that still has no checksum is no change. After a run that was
    ``stopped`` only what has a checksum counts; the rest is found again. Files that
    share a sidecar group with a journaled one become changes too.
    """
    done = {record.filename: record for record in hashed}
    old = {record.filename: record for record in known.records}
    adds = [done.get(record.filename, record) for record in found.adds]
    changes = [
        done.get(record.filename, record)
        for record in found.changes
        if record.filename in done or record is not old[record.filename]
    ]
    removes = found.removes
    if stopped:
        adds, changes, removes = map(_with_checksum, (adds, changes, removes))
    late = {record.filename for record in found.changes if record is old[record.filename]}
    journal = Journal(
        base,
        known.created or "",
        adds,
        changes,
        removes,
        {one.filename: old[one.filename].sha1sum for one in changes if one.filename not in late},
    )
    return _with_siblings(journal, known)


def applied(journal: Journal, known: Iterable[FileRecord]) -> list[FileRecord]:
    """The records of an index once the journal is part of it, in order."""
    names = journal.names
    kept = [record for record in known if record.filename not in names]
    return sorted([*kept, *journal.changes, *journal.adds], key=order_key)


def _with_siblings(journal: Journal, known: Index) -> Journal:
    after = applied(journal, known.records)
    names = journal.names
    wanted = with_siblings(names, known.records, after) - names
    untouched = [record for record in after if record.filename in wanted]
    return journal._replace(changes=sorted([*journal.changes, *untouched], key=order_key))


def _with_checksum(records: Iterable[FileRecord]) -> list[FileRecord]:
    return [record for record in records if record.sha1sum]
