"""Small entries and media files made for the tests."""

import gzip
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

from homegallery.database.entry import Entry
from homegallery.database.hash import entry_hash
from homegallery.database.media import MediaFile, MediaGroup
from homegallery.storage.store import StoredObjects

INDEX = "Pictures"


def sha1(text: str) -> str:
    return hashlib.sha1(text.encode("utf-8", "surrogatepass")).hexdigest()


def entry(
    name: str, date: str = "2024-05-06T07:08:09.000Z", *sidecars: str, **fields: object
) -> Entry:
    """An entry with the first file ``name``, its id made from the name."""
    files = [
        {"id": sha1(file), "index": INDEX, "type": "image", "size": 10, "filename": file}
        for file in (name, *sidecars)
    ]
    made = cast("Entry", {"id": sha1(name), "hash": "", "type": "image", "date": date})
    made |= cast("Entry", {"files": files, **fields})
    made["hash"] = entry_hash(made)
    return made


def names(entries: Iterable[Entry]) -> list[str]:
    """The first file name of each entry."""
    return [item["files"][0]["filename"] for item in entries]


def write_plain(
    path: Path, entries: Iterable[Entry], *, version: str = "1.3.0", between: str = ","
) -> None:
    """A file as the original writes it."""
    items = (json.dumps(item, separators=(",", ":"), ensure_ascii=False) for item in entries)
    text = (
        f'{{"type":"home-gallery/database@{version}","created":"2020-01-02T03:04:05.678Z",'
        f'"data":[{between.join(items)}]}}'
    )
    path.write_bytes(gzip.compress(text.encode()))


def media_file(name: str, *objects: str, size: int = 10, **meta: Any) -> MediaFile:
    """A file of the index with storage objects; the mtime is 2001-09-09T01:46:40.123Z."""
    stored = StoredObjects(list(objects), meta)
    return MediaFile(INDEX, name, sha1(name), size, 1e12 + 123.75, stored)


def group(*files: MediaFile) -> MediaGroup:
    return MediaGroup(files)


def exif(name: str = "a.jpg", **tags: Any) -> MediaGroup:
    """A group of one file with these exif tags."""
    return group(media_file(name, exif=tags))
