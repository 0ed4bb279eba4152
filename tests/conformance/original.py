"""Readers that follow the rules of the original's own.

They are written from what is known of its index reader, its database reader, the loading of
objects and the entry caches, and accept what it accepts.
"""

import gzip
import hashlib
import json
import re
from pathlib import Path
from typing import Any, Final, NamedTuple

ENTRY_START: Final = re.compile(r'\{"id":"[^"]{40}",(?="(?:type|hash)":)')
OBJECT: Final = re.compile(r"[0-9a-z]{36}-.+")


class Objects(NamedTuple):
    """Paths of the objects of one file, and the content of its JSON by key."""

    files: list[str]
    meta: dict[str, Any]


def read_index(path: Path) -> list[dict[str, Any]]:
    """Entries, cut at the literal borders between them."""
    text = gzip.decompress(path.read_bytes()).decode()
    head, found, data = text.partition('"data":[')
    assert found
    header = json.loads(head.rstrip(",") + "}")
    assert list(header) == ["type", "created", "base"]
    assert header["type"] == "home-gallery/fileindex@1.0"
    assert data.endswith("}]}")
    pieces = data[1:-3].split("},{")
    return [json.loads("{" + piece + "}") for piece in pieces]


def read_database(path: Path) -> list[dict[str, Any]]:
    """Entries, cut where one starts."""
    text = gzip.decompress(path.read_bytes()).decode("utf-8", "surrogatepass")
    assert text.startswith('{"type":"home-gallery/database')
    _, found, data = text.partition(',"data":[')
    assert found
    assert data.endswith("]}")
    starts = [match.start() for match in ENTRY_START.finditer(data)]
    ends = [*starts[1:], len(data) - 2]
    assert not data[: min(starts, default=len(data) - 2)].strip()
    return [
        json.loads(data[start:end].strip().removesuffix(","))
        for start, end in zip(starts, ends, strict=True)
    ]


def load(storage: Path, sha1: str) -> Objects:
    """The objects of a file as they are listed at the start of an extraction."""
    directory = f"{sha1[:2]}/{sha1[2:4]}"
    found = sorted(storage.joinpath(directory).glob(f"{sha1[4:]}*"))
    assert all(OBJECT.fullmatch(path.name) for path in found)
    return Objects(
        [f"{directory}/{path.name}" for path in found],
        {meta_key(path.name): json.loads(path.read_bytes()) for path in found if _is_json(path)},
    )


def _is_json(path: Path) -> bool:
    return path.name.endswith(".json")


def meta_key(name: str) -> str:
    """Without the leading hex run and the extension, dashes to camel case."""
    stem = re.sub(r"^[0-9a-f]+-", "", name).rpartition(".")[0]
    return re.sub(r"-(.)", lambda match: match[1].upper(), stem)


def read_cache(storage: Path, index: str, directory: str) -> dict[str, Objects]:
    """What the database builder takes for the objects of all files of a directory."""
    key = hashlib.sha1(f"{index}:{directory}".encode()).hexdigest()
    path = storage / key[:2] / key[2:4] / f"{key[4:]}-meta.cache"
    document = json.loads(gzip.decompress(path.read_bytes()))
    assert (document["type"], document["version"]) == ("entryFilesCache", 1)
    return {
        sha1: Objects(entry["files"], entry["meta"]) for sha1, entry in document["entries"].items()
    }


def previews(files: list[str]) -> list[str]:
    """The objects that the original lists as previews in an entry."""
    return [path for path in files if "-preview" in path]
