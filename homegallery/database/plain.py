"""Reading a database of the original: one JSON object in one gzip member.

It is cut into pieces of a few hundred entries, which go by month into a temporary
file; memory never holds more than one month and one piece.
"""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final, cast

from isal import igzip, isal_zlib
from isal.igzip_lib import IsalError

from homegallery import jsontext
from homegallery.database import member
from homegallery.database.entry import (
    START,
    Entry,
    decode_all,
    encode_all,
    file_keys,
    month_of,
    newest_first,
)
from homegallery.database.errors import DatabaseError
from homegallery.database.hash import original_hash

_CHUNK: Final = 1 << 20
_HEAD: Final = re.compile(rb'\s*\{(?:(.*?),)?\s*"data"\s*:\s*\[', re.DOTALL)
_TAIL: Final = re.compile(rb"\s*\]\s*\}\s*\Z")
_TYPE: Final = re.compile(r"home-gallery/database@(\d+)(?:\.(\d+))?(?:\.(\d+))?")
_TRIES: Final = 4
"""So many cuts are tried before more text is read; one fails only inside of plugin data."""


@dataclass(slots=True)
class _Month:
    """What is known of a month while its pieces arrive: offset and length of each."""

    pieces: list[tuple[int, int]] = field(default_factory=list)
    count: int = 0
    checks: set[int] = field(default_factory=set)
    last_date: str = "~"
    is_sorted: bool = True


def temporary_file() -> BinaryIO:
    """A file without a name, gone when it is closed."""
    return cast("BinaryIO", tempfile.TemporaryFile())


@contextmanager
def reading(path: Path, file: BinaryIO) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Time of creation and the members of all months, newest first.

    Equal dates keep their order. Entries of databases before 1.3 get their hash.
    Raises ``DatabaseError`` with ``path`` in its message.
    """
    with temporary_file() as spooled:
        spool = _Spool(spooled)
        try:
            created = _fill(spool, path, file)
        except (OSError, EOFError, ValueError, IsalError) as error:  # type: ignore[misc]  # see member
            raise DatabaseError.broken(path, str(error)) from error
        yield created, spool.members()


def _fill(spool: "_Spool", path: Path, file: BinaryIO) -> str:
    with igzip.IGzipFile(fileobj=file) as text:  # type: ignore[no-untyped-call]
        created, migrate, rest = _head(path, cast("BinaryIO", text))
        for entries in _pieces(cast("BinaryIO", text), rest):
            spool.add(_with_hashes(entries) if migrate else entries)
    return created


class _Spool:
    """Entries by month, compressed in a temporary file."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._end = 0
        self._months: dict[str, _Month] = {}

    def add(self, entries: list[Entry]) -> None:
        pieces: dict[str, list[Entry]] = {}
        for entry in entries:
            pieces.setdefault(month_of(entry), []).append(entry)
        for key, piece in pieces.items():
            month = self._months.setdefault(key, _Month())
            _note(month, piece)
            packed = isal_zlib.compress(encode_all(piece), 0)
            month.pieces.append((self._end, len(packed)))
            self._end += self._file.write(packed)

    def members(self) -> Iterator[bytes]:
        for key in sorted(self._months, reverse=True):
            yield self._member(key, self._months[key])

    def _member(self, key: str, month: _Month) -> bytes:
        text = b",".join(map(self._piece, month.pieces))
        if not month.is_sorted:
            text = encode_all(newest_first(decode_all(text)))
        return member.pack_month(key, text, month.count, month.checks)

    def _piece(self, place: tuple[int, int]) -> bytes:
        offset, length = place
        self._file.seek(offset)
        return isal_zlib.decompress(self._file.read(length))


def _note(month: _Month, entries: list[Entry]) -> None:
    for entry in entries:
        date = str(entry.get("date", ""))
        month.is_sorted &= date <= month.last_date
        month.last_date = date
        month.checks |= member.checks(file_keys(entry))
    month.count += len(entries)


def _head(path: Path, text: BinaryIO) -> tuple[str, bool, bytes]:
    """``created``, whether entries need a hash, and the text after the head."""
    start = text.read(_CHUNK)
    match = _HEAD.match(start)
    if not match:
        raise ValueError("it does not begin like a database")
    head = jsontext.loads(b"{%b}" % (match[1] or b""))
    version = _TYPE.fullmatch(str(head.get("type")))
    # A missing part stands for any number, so "1.3" and even "1" are current.
    numbers = tuple(int(part) for part in version.groups() if part) if version else ()
    if not (1, 0, 0)[: len(numbers)] <= numbers <= (1, 3, 0)[: len(numbers)] or not numbers:
        raise DatabaseError(
            f"{path}: unknown type {head.get('type')!r}",
            hint="Versions 1.0 to 1.3 of home-gallery/database are understood.",
        )
    return str(head.get("created", "")), numbers < (1, 3)[: len(numbers)], start[match.end() :]


def _with_hashes(entries: list[Entry]) -> list[Entry]:
    for entry in entries:
        entry["hash"] = original_hash(entry)
    return entries


def _pieces(text: BinaryIO, start: bytes) -> Iterator[list[Entry]]:
    buffer, limit = start, _CHUNK
    while chunk := text.read(_CHUNK):
        buffer += chunk
        if len(buffer) < limit:
            continue
        cut = _cut(buffer)
        if cut:
            entries, end = cut
            yield entries
            buffer, limit = buffer[end:], _CHUNK
        else:
            limit = 2 * len(buffer)
    tail = _TAIL.search(buffer, max(0, len(buffer) - 64))
    if not tail:
        raise ValueError("it ends before the list of entries does")
    yield decode_all(buffer[: tail.start()])


def _cut(buffer: bytes) -> tuple[list[Entry], int] | None:
    """The whole entries at the start of ``buffer`` and where the next one begins.

    What looks like the start of an entry may be plugin data inside of one; then
    the text before it is no complete JSON.
    """
    position, tries = len(buffer), 0
    while tries < _TRIES:
        position = buffer.rfind(b'{"id":"', 0, position)
        if position <= 0:
            return None
        before = buffer[:position].rstrip()
        if START.match(buffer, position) and before.endswith(b","):
            tries += 1
            try:
                return decode_all(before[:-1]), position
            except ValueError:
                continue
    return None
