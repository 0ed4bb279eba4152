"""The JSON form of a record, field by field in the order of the original."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any, Final

from homegallery import jsontext
from homegallery.index.record import FileRecord, FileType

Entry = dict[str, Any]

_fields: Final[Callable[[Entry], tuple[Any, ...]]] = itemgetter(
    "filename",
    "size",
    "fileType",
    "mtimeMs",
    "ctimeMs",
    "atimeMs",
    "birthtimeMs",
    "ino",
    "dev",
    "mode",
    "nlink",
    "uid",
    "gid",
    "rdev",
    "blksize",
    "blocks",
    "created",
    "sha1sum",
    "sha1sumDate",
)
_NUMBERS: Final = (
    "size", "ino", "dev", "mode", "nlink", "uid", "gid", "rdev", "blksize", "blocks",
)  # fmt: skip
_TIMES: Final = ("mtime", "ctime", "atime", "birthtime")
_FLAGS: Final[dict[str, FileType]] = {
    "isFile": "f",
    "isDirectory": "d",
    "isSymbolicLink": "l",
}


class Decoder:
    """Turns parsed entries into records that share equal values.

    Devices, owners, modes and dates repeat in nearly all entries of an index;
    sharing them halves the memory of a loaded index.
    """

    def __init__(self) -> None:
        self._shared: dict[Any, Any] = {}

    def records(self, entries: Iterable[Entry]) -> list[FileRecord]:
        """Records of ``entries``; ``KeyError`` when one has no file name."""
        return [self._record(entry) for entry in entries]

    def _record(self, entry: Entry) -> FileRecord:
        try:
            values = _fields(entry)
        except KeyError:
            values = _fields(_completed(entry))
        (
            filename, size, file_type, mtime, ctime, atime, birthtime, ino, dev, mode,
            nlink, uid, gid, rdev, blksize, blocks, created, sha1sum, sha1sum_date,
        ) = values  # fmt: skip
        share = self._shared.setdefault
        return FileRecord(
            filename,
            size,
            share(file_type, file_type),
            mtime,
            mtime if ctime == mtime else ctime,
            mtime if atime == mtime else atime,
            ctime if birthtime == ctime else birthtime,
            ino,
            share(dev, dev),
            share(mode, mode),
            nlink,
            share(uid, uid),
            share(gid, gid),
            share(rdev, rdev),
            share(blksize, blksize),
            share(blocks, blocks),
            share(created, created),
            sha1sum,
            share(sha1sum_date, sha1sum_date),
        )


def _completed(entry: Entry) -> Entry:
    """An entry of an older release with what it lacks.

    Under Node before 22 dates were written as text as well; releases before the
    walker noted ``created`` lack that. A time that is there only as text has
    lost its digits below the millisecond, so the file will count as changed.
    """
    whole: Entry = dict.fromkeys(_NUMBERS, 0)
    whole |= {"created": "", "sha1sum": "", "sha1sumDate": None, "fileType": _type_of(entry)}
    for time in _TIMES:
        whole[f"{time}Ms"] = _parsed(entry[time]) if time in entry else 0
    return whole | entry


def _type_of(entry: Entry) -> FileType:
    return next((letter for flag, letter in _FLAGS.items() if entry.get(flag)), "o")


def _parsed(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000


def to_json(record: FileRecord) -> bytes:
    """One entry as compact JSON."""
    kind = record.file_type
    return dumps(
        {
            "dev": record.dev,
            "mode": record.mode,
            "nlink": record.nlink,
            "uid": record.uid,
            "gid": record.gid,
            "rdev": record.rdev,
            "blksize": record.blksize,
            "ino": record.ino,
            "size": record.size,
            "blocks": record.blocks,
            "atimeMs": record.atime_ms,
            "mtimeMs": record.mtime_ms,
            "ctimeMs": record.ctime_ms,
            "birthtimeMs": record.birthtime_ms,
            "created": record.created,
            "filename": record.filename,
            "sha1sum": record.sha1sum,
            "sha1sumDate": record.sha1sum_date,
            "isDirectory": kind == "d",
            "isFile": kind == "f",
            "isSymbolicLink": kind == "l",
            "isOther": kind == "o",
            "fileType": kind,
        }
    )


def dumps(value: Entry) -> bytes:
    r"""Compact JSON of a flat object that survives the original's streaming reader.

    That reader splits an index at every ``},{``, inside of names too; as the
    object is flat, any such text is in a name, where ``\u007d`` means the same.
    """
    return jsontext.dumps(value).replace(b"},{", rb"\u007d,{")
