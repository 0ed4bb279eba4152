"""The order of an index: newest year folders first.

At the first difference of two paths a directory comes before a file, two
directories descend, two files ascend; a directory stands directly before what
it holds. Names compare by UTF-16 code units, as JavaScript compares them.
"""

from collections.abc import Iterable

from homegallery.index.record import FileRecord

_INVERTED = bytes(range(255, -1, -1))
_AFTER_ALL = b"\xff\xff"
"""Puts ``2010`` behind ``2010a``; the inverse of U+0000, which no name contains."""


def _units(name: str) -> bytes:
    return name.encode("utf-16-be", "surrogatepass")


def sorted_names(names: Iterable[str]) -> list[str]:
    """Names of one directory, ascending by UTF-16 code units."""
    plain = sorted(names)
    # Code points sort differently from code units only beyond the basic plane.
    return plain if "".join(plain).isascii() else sorted(plain, key=_units)


def order_key(record: FileRecord) -> list[tuple[int, bytes]]:
    """Sort key of a record among all records of an index."""
    *parents, name = record.filename.split("/")
    key = [(0, _descending(parent)) for parent in parents]
    key.append((0, _descending(name)) if record.file_type == "d" else (1, _units(name)))
    return key


def _descending(name: str) -> bytes:
    return _units(name).translate(_INVERTED) + _AFTER_ALL
