"""A compact set of file ids: which files belong to entries."""

from collections.abc import Iterable, Iterator

from homegallery.database.entry import Entry

_BYTES = 20


class FileIds:
    """SHA-1 sums of files, 20 bytes each, sorted in one byte string."""

    __slots__ = ("_data",)

    def __init__(self, ids: Iterable[bytes] = ()) -> None:
        self._data = b"".join(sorted({file_id for file_id in ids if len(file_id) == _BYTES}))

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "FileIds":
        """The ids of all files of ``entries``; what is no SHA-1 is left out."""
        return cls(_decoded(file.get("id")) for entry in entries for file in entry.get("files", []))

    @classmethod
    def union(cls, parts: Iterable["FileIds"]) -> "FileIds":
        """The ids of all ``parts``."""
        return cls(file_id for part in parts for file_id in part)

    def __len__(self) -> int:
        return len(self._data) // _BYTES

    def __iter__(self) -> Iterator[bytes]:
        return (self._data[at : at + _BYTES] for at in range(0, len(self._data), _BYTES))

    def __contains__(self, file_id: bytes) -> bool:
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self._at(middle) < file_id:
                low = middle + 1
            else:
                high = middle
        return low < len(self) and self._at(low) == file_id

    def _at(self, position: int) -> bytes:
        return self._data[position * _BYTES : (position + 1) * _BYTES]


def _decoded(text: object) -> bytes:
    try:
        return bytes.fromhex(text) if isinstance(text, str) else b""
    except ValueError:
        return b""
