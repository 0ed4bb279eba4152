"""The database file, read and written by month.

``member`` describes the bytes. A file of the original (one plain gzip member) is
offered in the same way, through a temporary copy in our form.
"""

import os
import re
import weakref
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Self

from homegallery import jsontext
from homegallery.database import member, plain
from homegallery.database.entry import (
    Entry,
    decode_all,
    encode_all,
    file_keys,
    month_of,
    newest_first,
)
from homegallery.database.errors import DatabaseError, MissingDatabaseError
from homegallery.durable import replacing
from homegallery.timestamp import now

_TYPE: Final = "home-gallery/database@1.3.0"
_SEPARATOR: Final = member.pack(b"s", b",")
_TAIL: Final = member.pack(b"t", b"]}")


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the file; ``offset`` and ``length`` in bytes, ``digest`` SHA-1 of its text."""

    key: str
    count: int
    offset: int
    length: int
    digest: str


class Database:
    """An open database; it keeps showing the same state when the file is replaced.

    Reading is safe from several threads. Close it, or use it in a ``with`` statement.
    """

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self.path = path
        self._file = file
        # Who still reads from a replaced database may be the last to hold it.
        self._release = weakref.finalize(self, file.close)
        self.created, self.months = self._survey()
        self._by_key = {month.key: month for month in self.months}

    @classmethod
    def open(cls, path: Path) -> Self:
        """Read the labels of all months, not the months.

        Raises ``MissingDatabaseError``, or ``DatabaseError`` for anything that is no
        database. A file of the original is read completely and checked.
        """
        file = _open(path)
        try:
            if not _is_labelled(file):
                file = _converted(path, file)
            return cls(path, file)
        except BaseException:
            file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Release the file."""
        self._release()

    @property
    def count(self) -> int:
        """Number of entries."""
        return sum(month.count for month in self.months)

    def read(self, key: str) -> list[Entry]:
        """The entries of a month, newest first; ``KeyError`` for a month that is not there."""
        try:
            return decode_all(self.read_bytes(key))
        except ValueError as error:
            raise DatabaseError.broken(self.path, f"month {key}: {error}") from error

    def read_bytes(self, key: str) -> bytes:
        """The entries of a month as JSON objects joined by commas."""
        try:
            return member.unpack(self.read_member(key))
        except member.MemberError as error:
            raise DatabaseError.broken(self.path, f"month {key}: {error}") from error

    def read_member(self, key: str) -> bytes:
        """The month as it stands in the file, compressed."""
        month = self._by_key[key]
        return self._bytes(month.offset, month.length)

    def may_hold(self, key: str, checks: set[int]) -> bool:
        """Whether the month may have a file with one of these ``member.checks``."""
        month = self._by_key[key]
        head = self._bytes(month.offset, member.LABEL_BYTES)
        size = member.head_size(head)
        if size > len(head):
            head = self._bytes(month.offset, size)
        known = member.read_checks(head)
        return known is None or not checks.isdisjoint(known)

    def entries(self) -> Iterator[Entry]:
        """All entries, newest first; one month is in memory at a time."""
        for month in self.months:
            yield from self.read(month.key)

    def _bytes(self, offset: int, length: int) -> bytes:
        return os.pread(self._file.fileno(), length, offset)

    def _survey(self) -> tuple[str, list[Month]]:
        size = os.fstat(self._file.fileno()).st_size
        created, months, offset, kind = "", list[Month](), 0, b""
        try:
            while offset < size:
                label = member.read_label(self._bytes(offset, member.LABEL_BYTES))
                if label.kind == b"h":
                    created = _created(member.unpack(self._bytes(offset, label.length)))
                elif label.kind == b"m":
                    months.append(_month(label, offset))
                offset += label.length
                kind = label.kind
        except ValueError as error:
            raise DatabaseError.broken(self.path, f"byte {offset}: {error}") from error
        if kind != b"t" or offset != size:
            raise DatabaseError.broken(self.path, f"it ends at byte {size}, before its last part")
        return created, months


def write_database(path: Path, entries: Iterable[Entry]) -> int:
    """Replace the whole database; the order of ``entries`` does not matter. Returns their count."""
    months: dict[str, list[Entry]] = {}
    for entry in entries:
        months.setdefault(month_of(entry), []).append(entry)
    keys = sorted(months, reverse=True)
    write_members(path, (encode_month(key, months[key]) for key in keys))
    return sum(map(len, months.values()))


def encode_month(key: str, entries: Sequence[Entry]) -> bytes:
    """The member of a month for ``write_members``; the order of ``entries`` does not matter."""
    files = member.checks(name for entry in entries for name in file_keys(entry))
    return member.pack_month(key, encode_all(newest_first(entries)), len(entries), files)


def write_members(path: Path, months: Iterable[bytes]) -> None:
    """Replace the database by these month members, newest first; on an error the old one stays."""
    with replacing(path) as file:
        _write(file, now(), months)


def _write(file: BinaryIO, created: str, months: Iterable[bytes]) -> None:
    head = b'{"type":%b,"created":%b,"data":[' % (jsontext.dumps(_TYPE), jsontext.dumps(created))
    file.write(member.pack(b"h", head))
    for position, month in enumerate(months):
        if position:
            file.write(_SEPARATOR)
        file.write(month)
    file.write(_TAIL)


def _open(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise MissingDatabaseError.at(path) from error
    except OSError as error:
        hint = "Check that the path is a file and that this user may read it."
        raise DatabaseError(f"{path}: {error.strerror}", hint=hint) from error


def _is_labelled(file: BinaryIO) -> bool:
    head = os.pread(file.fileno(), member.LABEL_BYTES, 0)
    try:
        return member.read_label(head).kind == b"h"
    except member.MemberError:
        return False


def _converted(path: Path, file: BinaryIO) -> BinaryIO:
    with file, plain.reading(path, file) as (created, months):
        copy = plain.temporary_file()
        try:
            _write(copy, created, months)
            copy.flush()
        except BaseException:
            copy.close()
            raise
        return copy


def _created(head: bytes) -> str:
    match = re.search(rb'"created":"([^"]*)"', head)
    return match[1].decode() if match else ""


def _month(label: member.Label, offset: int) -> Month:
    return Month(label.key, label.count, offset, label.length, label.digest.hex())
