"""The index file: gzip of one compact JSON object, as the original reads and writes it."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

from isal import igzip, isal_zlib
from isal.igzip_lib import IsalError

from homegallery import durable, jsontext
from homegallery.errors import GalleryError
from homegallery.index import entry
from homegallery.index.record import FileRecord
from homegallery.timestamp import now

TYPE: Final = "home-gallery/fileindex@1.0"

_DATA: Final = b'"data":['
_BETWEEN: Final = b"},{"
_READ_BYTES: Final = 256 * 1024
"""Small pieces keep few parsed entries in memory at a time."""
_WRITE_RECORDS: Final = 500
_LEVEL: Final = 2
_GZIP: Final = 31
"""Window bits that ask zlib for a gzip header and tail."""

_UNREADABLE: Final[tuple[type[Exception], ...]] = (
    OSError, EOFError, ValueError, KeyError, TypeError, IsalError,  # type: ignore[assignment]
)  # fmt: skip


class IndexFileError(GalleryError):
    """An index file cannot be read."""


class Index(NamedTuple):
    """Content of an index file; ``created`` is None when there is no file yet."""

    created: str | None
    base: str
    records: list[FileRecord]


def read_index(path: Path) -> Index:
    """Read an index of this program or of the original; a missing file is an empty index.

    Raises ``IndexFileError`` for a damaged file or one of another type.
    """
    try:
        return _read(path)
    except FileNotFoundError:
        return Index(None, "", [])
    except _UNREADABLE as error:
        raise IndexFileError(
            f"cannot read the index file {path}: {error}",
            hint="Restore it from a backup or remove it; without it all files are hashed again.",
        ) from error


def read_part(path: Path, directories: Collection[str]) -> Index:
    """What the index knows directly in these directories, ``""`` being the source itself.

    All else is searched but not parsed, which takes a tenth of the time. Raises as
    ``read_index`` does; a missing file is an empty index.
    """
    inside = re.compile(b"|".join(map(_inside, directories)))
    try:
        with _open(path) as file:
            index = _read_pieces(file, inside.search)
    except (*_UNREADABLE,):
        index = read_index(path)
    wanted = frozenset(directories)
    records = [record for record in index.records if _directory_of(record) in wanted]
    return index._replace(records=records)


def _inside(directory: str) -> bytes:
    """Pattern of the JSON text of a name in ``directory``."""
    whole = entry.dumps({"filename": f"{directory}/" if directory else ""})
    return re.escape(whole.strip(b"{}").removesuffix(b'"')) + rb'[^/"]*"'


def _directory_of(record: FileRecord) -> str:
    return record.filename.rpartition("/")[0]


def write_index(path: Path, base: str, records: Iterable[FileRecord]) -> str:
    """Replace the index file; returns its new ``created``, the revision id."""
    created = now()
    head = entry.dumps({"type": TYPE, "created": created, "base": base})
    compressor = isal_zlib.compressobj(_LEVEL, wbits=_GZIP)
    with durable.replacing(path) as file:
        for text in _texts(head[:-1] + b"," + _DATA, records):
            file.write(compressor.compress(text))
        file.write(compressor.flush())
    return created


def _texts(start: bytes, records: Iterable[FileRecord]) -> Iterator[bytes]:
    yield start
    entries = map(entry.to_json, records)
    separator = b""
    while batch := b",".join(islice(entries, _WRITE_RECORDS)):
        yield separator + batch
        separator = b","
    yield b"]}"


def _read(path: Path) -> Index:
    try:
        with _open(path) as file:
            return _read_pieces(file)
    except ValueError:
        # Not the compact form, or a piece ended within a name that contains "},{".
        with _open(path) as file:
            whole = jsontext.loads(file.read())
        return _index(whole, entry.Decoder().records(whole["data"]))


def _open(path: Path) -> IO[bytes]:
    file: IO[bytes] = igzip.open(path)  # type: ignore[no-untyped-call]
    return file


def _read_pieces(file: IO[bytes], is_wanted: Callable[[bytes], object] = bool) -> Index:
    """Parse the wanted pieces of the compact form; ``ValueError`` for anything else."""
    head, found, start = file.read(_READ_BYTES).partition(_DATA)
    if not found:
        raise ValueError("no data in the first piece")
    decoder = entry.Decoder()
    records: list[FileRecord] = []
    for piece in filter(is_wanted, _pieces(file, start)):
        records += decoder.records(jsontext.loads(b"[" + piece + b"]"))
    return _index(jsontext.loads(head + _DATA + b"]}"), records)


def _pieces(file: IO[bytes], rest: bytes) -> Iterator[bytes]:
    """The text of some whole entries at a time."""
    while piece := file.read(_READ_BYTES):
        rest += piece
        end = rest.rfind(_BETWEEN) + 1
        if end:
            yield rest[:end]
            rest = rest[end + 1 :]
    rest = rest.rstrip()
    if not rest.endswith(b"]}"):
        raise ValueError("the end is missing")
    yield rest[:-2]


def _index(head: dict[str, Any], records: list[FileRecord]) -> Index:
    if head.get("type") != TYPE:
        raise TypeError(f"its type is {head.get('type')!r}, not {TYPE!r}")
    return Index(head.get("created"), head.get("base") or "", records)
