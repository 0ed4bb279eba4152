"""The entry files cache: the objects of all files of one directory in one object.

It saves the database build from reading the objects of every file one by one.
"""

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from isal import igzip, isal_zlib

from homegallery import jsontext
from homegallery.storage.layout import object_path
from homegallery.storage.store import Storage, StoredObjects
from homegallery.timestamp import now

log = logging.getLogger(__name__)

META_CACHE: Final = "meta.cache"
_TYPE: Final = "entryFilesCache"
_VERSION: Final = 1
_GZIP: Final = 31
"""zlib window bits that mean gzip."""
_LEVEL: Final = 2

_UNREADABLE: tuple[type[Exception], ...] = (  # type: ignore[assignment]  # stub of IsalError
    OSError,
    isal_zlib.IsalError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
)


def cache_key(index_name: str, dirname: str) -> str:
    """SHA-1 of ``<index name>:<directory>``; the root directory is ``.`` (or empty)."""
    text = f"{index_name}:{dirname or '.'}"
    return hashlib.sha1(text.encode("utf-8", "surrogateescape"), usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True)
class EntryFilesCache:
    """Objects by SHA-1 for each directory of an index."""

    storage: Storage

    def read(self, index_name: str, dirname: str) -> dict[str, StoredObjects]:
        """What is known of a directory; empty if there is no cache or it is broken."""
        path = self.storage.path(object_path(cache_key(index_name, dirname), META_CACHE))
        try:
            return _decode(isal_zlib.decompress(path.read_bytes(), wbits=_GZIP))
        except FileNotFoundError:
            return {}
        except _UNREADABLE as error:
            log.warning("cannot read entry cache %s: %s", path, error)
            return {}

    def merge(self, index_name: str, dirname: str, entries: Mapping[str, StoredObjects]) -> None:
        """Add ``entries`` to a directory's cache, replacing those of the same SHA-1."""
        known = self.read(index_name, dirname)
        merged = {**known, **entries}
        if merged == known:
            return
        document = {
            "type": _TYPE,
            "version": _VERSION,
            "created": now(),
            "entries": {
                sha1: {"files": objects.files, "meta": objects.meta}
                for sha1, objects in merged.items()
            },
        }
        data = igzip.compress(jsontext.dumps(document), compresslevel=_LEVEL)
        self.storage.write_bytes(cache_key(index_name, dirname), META_CACHE, data)


def _decode(text: bytes) -> dict[str, StoredObjects]:
    document: Any = jsontext.loads(text)
    if not isinstance(document, dict) or document.get("type") != _TYPE:
        raise ValueError("not an entry files cache")
    if document.get("version") != _VERSION:
        raise ValueError(f"unknown version {document.get('version')!r}")
    return {
        sha1: StoredObjects(files=list(entry["files"]), meta=dict(entry["meta"]))
        for sha1, entry in document["entries"].items()
    }
