"""The boxes of MP4 and HEIF files (ISO 14496-12, 4.2), and whether some of them are a film."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

_MOST_BOXES: Final = 4096
"""More than a fragmented film of some minutes has at its top level."""
_FILM: Final = frozenset(
    {b"ftyp", b"moov", b"mdat", b"moof", b"mfra", b"sidx", b"styp", b"pdin", b"meta", b"uuid"}
    | {b"free", b"skip", b"wide", b"udta", b"emsg", b"prft"}
)
"""Boxes at the top of a film."""


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes of a file."""

    offset: int
    length: int

    @property
    def end(self) -> int:
        """The first byte behind it."""
        return self.offset + self.length


@dataclass(frozen=True, slots=True)
class Box:
    """A box: four bytes of name, and where its content and the next box begin."""

    name: bytes
    content: int
    end: int


def read_boxes(file: BinaryIO, start: int, end: int) -> Iterator[Box]:
    """The boxes one behind the other, up to the first that is none or reaches beyond ``end``."""
    for _ in range(_MOST_BOXES):
        box = _read_box(file, start, end)
        if box is None:
            return
        yield box
        start = box.end


def film_at(file: BinaryIO, start: int, end: int) -> Span | None:
    """The film that begins at ``start``, without what follows it; None if there is none."""
    names: set[bytes] = set()
    stop = start
    for box in read_boxes(file, start, end):
        if box.name not in _FILM or (not names and box.name != b"ftyp"):
            break
        names.add(box.name)
        stop = box.end
    has_pictures = not names.isdisjoint({b"mdat", b"moof"})
    return Span(start, stop - start) if b"moov" in names and has_pictures else None


def _read_box(file: BinaryIO, start: int, end: int) -> Box | None:
    if not 0 <= start <= end - 8:
        return None
    file.seek(start)
    head = file.read(16)
    size, name, content = int.from_bytes(head[:4]), head[4:8], start + 8
    if size == 1:
        size, content = int.from_bytes(head[8:16]), start + 16
    elif size == 0:
        size = end - start
    stop = start + size
    return Box(name, content, stop) if len(head) >= 8 and content <= stop <= end else None
