"""One gzip member of a database file, with a label that says what is inside.

A database is a chain of gzip members: the head, the months newest first with a
separator between them, the tail. Their texts joined are one JSON object, so any
gzip reader sees an ordinary compressed JSON file. The gzip extra field (RFC 1952,
2.3.1.1) of every member begins with the subfield ``HG`` (little endian):

    1 byte   version of the label, 1
    1 byte   kind: h head, m month, s separator, t tail
    8 bytes  length of the whole member in the file
    4 bytes  number of entries
    20 bytes SHA-1 of the text
    rest     key of the month in UTF-8, "YYYY-MM"

so a reader hops from member to member without decompressing, and a writer copies
months byte for byte. Months carry a second subfield ``HF``: for every file of every
entry the CRC-32 of ``<index>:<filename>`` (UTF-8, undecodable bytes as three bytes
each), 4 bytes each, ascending. It tells which months may hold a file. It is left out
where it does not fit (the whole extra field is limited to 65,535 bytes).
"""

import hashlib
import struct
import sys
from array import array
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, cast

from isal import isal_zlib
from isal.igzip_lib import IsalError

from homegallery.database.entry import FileKey

Kind = Literal[b"h", b"m", b"s", b"t"]

LABEL_BYTES: Final = 128
"""Enough to read the first subfield of any member."""

# Measured on entries of a real gallery: ratio 4.2 at 500 MB/s, zlib's level 6 has 4.5 at 30.
_LEVEL: Final = 2
_RAW_DEFLATE: Final = -15
_GZIP: Final = 31
_FIXED: Final = struct.Struct("<3sBIBBH")  # magic and method, flags, time, extra flags, OS, XLEN
_SUBFIELD: Final = struct.Struct("<2sH")
_LABEL: Final = struct.Struct("<BcQI20s")
_MAGIC: Final = b"\x1f\x8b\x08"
_EXTRA_FLAG: Final = 4
_EXTRA_LIMIT: Final = 0xFFFF
_VERSION: Final = 1


class MemberError(ValueError):
    """Not a labelled member, or a damaged one."""


@dataclass(frozen=True, slots=True)
class Label:
    """What the extra field tells of a member; ``length`` in bytes of the whole member."""

    kind: Kind
    length: int
    count: int
    digest: bytes
    key: str


def pack(kind: Kind, text: bytes, *, key: str = "", count: int = 0, files: bytes = b"") -> bytes:
    """A whole member; ``files`` is the content of its ``HF`` subfield."""
    digest = hashlib.sha1(text, usedforsecurity=False).digest()
    name = key.encode()
    label_size = _LABEL.size + len(name)
    extra_size = _SUBFIELD.size + label_size + (_SUBFIELD.size + len(files) if files else 0)
    if extra_size > _EXTRA_LIMIT:
        return pack(kind, text, key=key, count=count)
    deflated = isal_zlib.compress(text, _LEVEL, _RAW_DEFLATE)
    length = _FIXED.size + extra_size + len(deflated) + 8
    parts = [
        _FIXED.pack(_MAGIC, _EXTRA_FLAG, 0, 0, 255, extra_size),
        _SUBFIELD.pack(b"HG", label_size),
        _LABEL.pack(_VERSION, kind, length, count, digest),
        name,
        _SUBFIELD.pack(b"HF", len(files)) + files if files else b"",
        deflated,
        struct.pack("<II", isal_zlib.crc32(text), len(text) & 0xFFFFFFFF),
    ]
    return b"".join(parts)


def pack_month(key: str, text: bytes, count: int, files: Collection[int]) -> bytes:
    """The member of a month; ``text`` holds ``count`` entries, ``files`` are their ``checks``."""
    return pack(b"m", text, key=key, count=count, files=pack_checks(files))


def unpack(member: bytes) -> bytes:
    """The text of a whole member; ``MemberError`` if it is damaged."""
    try:
        return isal_zlib.decompress(member, _GZIP)
    except (IsalError, EOFError) as error:  # type: ignore[misc]  # its stub says instance
        raise MemberError(str(error)) from error


def read_label(head: bytes) -> Label:
    """The label from the first ``LABEL_BYTES`` (or more) of a member."""
    for name, start, size in _subfields(head):
        if name == b"HG" and _LABEL.size <= size <= len(head) - start:
            version, kind, length, count, digest = _LABEL.unpack_from(head, start)
            if version != _VERSION or length <= start + size:
                break
            key = head[start + _LABEL.size : start + size].decode(errors="replace")
            return Label(cast("Kind", kind), length, count, digest, key)
    raise MemberError("a labelled gzip member is expected")


def checks(keys: Iterable[FileKey]) -> set[int]:
    """CRC-32 of each file key, as stored in the ``HF`` subfield."""
    return {
        isal_zlib.crc32(f"{index}:{filename}".encode("utf-8", "surrogatepass"))
        for index, filename in keys
    }


def pack_checks(values: Collection[int]) -> bytes:
    """Content of the ``HF`` subfield."""
    numbers = array("I", sorted(values))
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def read_checks(head: bytes) -> "array[int] | None":
    """The numbers of the ``HF`` subfield from the complete extra field, None without one."""
    for name, start, size in _subfields(head):
        if name == b"HF":
            numbers = array("I", head[start : start + size])
            if sys.byteorder == "big":
                numbers.byteswap()
            return numbers
    return None


def head_size(head: bytes) -> int:
    """Bytes before the compressed data: fixed part and extra field."""
    if len(head) < _FIXED.size:
        raise MemberError("the file ends inside a gzip header")
    magic, flags, *_, extra_size = _FIXED.unpack_from(head)
    if magic != _MAGIC or not flags & _EXTRA_FLAG:
        raise MemberError("a labelled gzip member is expected")
    return _FIXED.size + int(extra_size)


def _subfields(head: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Name, start and size of the content of each subfield."""
    end = min(head_size(head), len(head))
    start = _FIXED.size
    while start + _SUBFIELD.size <= end:
        name, size = _SUBFIELD.unpack_from(head, start)
        start += _SUBFIELD.size
        yield name, start, size
        start += size
