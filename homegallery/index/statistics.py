"""What an index holds, in numbers."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from homegallery.index.record import FileRecord
from homegallery.media.types import media_type


class Total(NamedTuple):
    """Number and bytes of some files."""

    files: int
    size: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts of an index; ``size`` in bytes, ``types`` the most frequent media type first."""

    directories: int
    files: int
    size: int
    links: int
    others: int
    types: Mapping[str, Total]


def statistics(records: Iterable[FileRecord]) -> Statistics:
    """Count ``records``."""
    kinds: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    for record in records:
        kinds[record.file_type] += 1
        if record.file_type == "f":
            kind = media_type(record.filename)
            counts[kind] += 1
            sizes[kind] += record.size
    return Statistics(
        directories=kinds["d"],
        files=kinds["f"],
        size=sizes.total(),
        links=kinds["l"],
        others=kinds["o"],
        types={kind: Total(count, sizes[kind]) for kind, count in counts.most_common()},
    )
