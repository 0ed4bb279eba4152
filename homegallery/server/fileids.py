"""A compact set of file ids: which files belong to entries."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from homegallery.database.entry import Entry

_BYTES = 20
_HEX = re.compile("[0-9a-f]{1,40}")


class FileIds:
    """SHA-1 sums of files, 20 bytes each, sorted in one byte string."""

    __slots__ = ("_data",)

    def __init__(self, ids: Iterable[bytes] = ()) -> None:
        self._data = b"".join(sorted({file_id for file_id in ids if len(file_id) == _BYTES}))

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "FileIds":
        """The ids of all files of ``entries``; what is no SHA-1 is left out."""
        return cls(
            decode_id(file.get("id")) for entry in entries for file in entry.get("files", [])
        )

    @classmethod
    def union(cls, parts: Iterable["FileIds"]) -> "FileIds":
        """The ids of all ``parts``."""
        return cls(file_id for part in parts for file_id in part)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FileIds) and self._data == other._data

    __hash__ = None  # type: ignore[assignment]  # nobody needs it

    def __len__(self) -> int:
        return len(self._data) // _BYTES

    def __iter__(self) -> Iterator[bytes]:
        return (self._data[at : at + _BYTES] for at in range(0, len(self._data), _BYTES))

    def __contains__(self, file_id: bytes) -> bool:
        place = self._place(file_id)
        return place < len(self) and self._at(place) == file_id

    def has_prefix(self, prefix: str) -> bool:
        """Whether an id begins with these hex digits."""
        if not _HEX.fullmatch(prefix):
            return False
        place = self._place(bytes.fromhex(prefix.ljust(2 * _BYTES, "0")))
        return place < len(self) and self._at(place).hex().startswith(prefix)

    def _place(self, file_id: bytes) -> int:
        """Where an id is, or would be."""
        return bisect_left(range(len(self)), file_id, key=self._at)

    def _at(self, position: int) -> bytes:
        return self._data[position * _BYTES : (position + 1) * _BYTES]


def decode_id(text: object) -> bytes:
    """The bytes of a SHA-1 in hex; none if it is something else."""
    try:
        return bytes.fromhex(text) if isinstance(text, str) else b""
    except ValueError:
        return b""
