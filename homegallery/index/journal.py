"""The journal of an index: what changed since its last revision, in a file beside it.

``index --journal ID`` writes it instead of the index. ``extract`` and ``database``
then work on the changes alone, and applying the journal makes them part of the index.
A run that fails removes the journal, and the changes are found again.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from isal import igzip
from isal.igzip_lib import IsalError

from homegallery import durable, jsontext
from homegallery.errors import GalleryError
from homegallery.index import entry
from homegallery.index.record import FileRecord
from homegallery.timestamp import now

TYPE: Final = "home-gallery/file-index-journal@1.2"

_PREVIOUS: Final = "prevSha1sum"
_LEVEL: Final = 2
_ID: Final = re.compile(r"[^/\0]+")
_UNREADABLE: Final[tuple[type[Exception], ...]] = (
    OSError, EOFError, ValueError, KeyError, TypeError, AttributeError, IsalError,  # type: ignore[assignment]
)  # fmt: skip


class JournalError(GalleryError):
    """A journal is missing, damaged or of another revision of the index."""


class Journal(NamedTuple):
    """Changes since the revision ``index_created`` of an index.

    ``changes`` are known files whose content or state differs, that got their
    checksum only now, or that share a sidecar group with a changed file.
    ``previous`` holds the SHA-1 before the change by file name, empty if it was
    unknown, and nothing for files that are the same. ``removes`` are old records.
    """

    base: str
    index_created: str
    adds: Sequence[FileRecord] = ()
    changes: Sequence[FileRecord] = ()
    removes: Sequence[FileRecord] = ()
    previous: Mapping[str, str] = MappingProxyType({})

    @property
    def names(self) -> set[str]:
        """All file names in it."""
        return {record.filename for record in (*self.adds, *self.changes, *self.removes)}


def journal_path(index: Path, journal_id: str) -> Path:
    """The file of a journal; raises ``JournalError`` for what cannot be part of a name."""
    if not _ID.fullmatch(journal_id):
        raise JournalError(
            f"the journal id {journal_id!r} cannot be part of a file name",
            hint="Take letters, digits and -, like 0131-a9Xk.",
        )
    return index.with_name(f"{index.name}.{journal_id}.journal")


def write_journal(index: Path, journal_id: str, journal: Journal) -> None:
    """Write the journal of an index, replacing one with the same id."""
    head = {"type": TYPE, "created": now(), "base": journal.base}
    parts = {
        "adds": map(entry.to_json, journal.adds),
        "changes": _changes(journal),
        "removes": map(entry.to_json, journal.removes),
    }
    data = b",".join(b'"%b":[%b]' % (key.encode(), b",".join(part)) for key, part in parts.items())
    start = jsontext.dumps({**head, "indexCreated": journal.index_created})[:-1]
    text = start + b',"data":{' + data + b"}}"
    durable.write_bytes(journal_path(index, journal_id), igzip.compress(text, compresslevel=_LEVEL))


def read_journal(index: Path, journal_id: str) -> Journal | None:
    """The journal of an index, of this program or of the original; None if there is none.

    Raises ``JournalError`` for a damaged file or one of another type.
    """
    path = journal_path(index, journal_id)
    try:
        text: bytes = igzip.decompress(path.read_bytes())  # type: ignore[no-untyped-call]
        return _journal(jsontext.loads(text))
    except FileNotFoundError:
        return None
    except _UNREADABLE as error:
        raise JournalError(
            f"cannot read the journal {path}: {error}",
            hint="Remove it; the next run of the index finds the changes again.",
        ) from error


def remove_journal(index: Path, journal_id: str) -> bool:
    """Delete a journal; returns whether it was there."""
    path = journal_path(index, journal_id)
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    durable.sync_directory(path.parent)
    return True


def _changes(journal: Journal) -> Iterator[bytes]:
    for record in journal.changes:
        text = entry.to_json(record)
        before = journal.previous.get(record.filename)
        if before is not None:
            text = text[:-1] + b"," + jsontext.dumps({_PREVIOUS: before})[1:]
        yield text


def _journal(document: dict[str, Any]) -> Journal:
    if document.get("type") != TYPE:
        raise TypeError(f"its type is {document.get('type')!r}, not {TYPE!r}")
    data, decoder = document["data"], entry.Decoder()
    return Journal(
        base=document.get("base") or "",
        index_created=document["indexCreated"],
        adds=decoder.records(data["adds"]),
        changes=decoder.records(data["changes"]),
        removes=decoder.records(data["removes"]),
        previous={
            change["filename"]: change[_PREVIOUS]
            for change in data["changes"]
            if _PREVIOUS in change
        },
    )
