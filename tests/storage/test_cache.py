import gzip
import json
from pathlib import Path

import pytest

from homegallery.storage.cache import META_CACHE, EntryFilesCache, cache_key
from homegallery.storage.layout import object_path
from homegallery.storage.store import Storage, StoredObjects
from tests.shared import SHARED, needs_shared

ONE, TWO = "1" * 40, "2" * 40


@pytest.fixture
def cache(tmp_path: Path) -> EntryFilesCache:
    return EntryFilesCache(Storage(tmp_path))


def _file(cache: EntryFilesCache, directory: str) -> Path:
    return cache.storage.path(object_path(cache_key("files", directory), META_CACHE))


def test_key_of_the_specification() -> None:
    assert cache_key("files", ".").startswith("5075772886c0")
    assert cache_key("files", "") == cache_key("files", ".")


def test_key_of_a_name_that_is_not_utf8() -> None:
    assert cache_key("files", "caf\udce9") != cache_key("files", "caf")


def test_entries_of_a_directory_are_merged(cache: EntryFilesCache) -> None:
    first = StoredObjects(["11/11/x-exif.json"], {"exif": {"Make": "Acme"}})
    cache.merge("files", "2024/trip", {ONE: StoredObjects(), TWO: first})
    cache.merge("files", "2024/trip", {ONE: first})

    assert cache.read("files", "2024/trip") == {ONE: first, TWO: first}
    assert cache.read("files", "2024") == {}
    assert cache.read("other", "2024/trip") == {}


def test_the_original_can_read_it(cache: EntryFilesCache) -> None:
    cache.merge("files", "", {ONE: StoredObjects(["a"], {"exif": {}})})
    document = json.loads(gzip.decompress(_file(cache, ".").read_bytes()))
    assert (document["type"], document["version"]) == ("entryFilesCache", 1)
    assert document["created"].endswith("Z")
    assert document["entries"] == {ONE: {"files": ["a"], "meta": {"exif": {}}}}


def test_nothing_is_written_when_nothing_changes(cache: EntryFilesCache) -> None:
    cache.merge("files", "a", {ONE: StoredObjects(["a"])})
    before = _file(cache, "a").stat().st_ino
    cache.merge("files", "a", {ONE: StoredObjects(["a"])})
    assert _file(cache, "a").stat().st_ino == before


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no gzip",
        gzip.compress(b"{"),
        gzip.compress(b"[]"),
        gzip.compress(b'{"type":"home-galler/mediaCache@1.0","data":{}}'),
        gzip.compress(b'{"type":"entryFilesCache","version":2,"entries":{}}'),
        gzip.compress(b'{"type":"entryFilesCache","version":1}'),
        gzip.compress(b'{"type":"entryFilesCache","version":1,"entries":{"1":{}}}'),
        gzip.compress(b'{"type":"entryFilesCache","version":1,"entries":[]}'),
        gzip.compress(b'{"type":"entryFilesCache","version":1,"entries":{}}')[:-9],
    ],
    ids=[
        "empty", "text", "cut", "list", "other", "newer", "bare", "no-files", "no-map", "short",
    ],
)  # fmt: skip
def test_a_broken_cache_is_empty_and_replaced(cache: EntryFilesCache, content: bytes) -> None:
    _file(cache, "a").parent.mkdir(parents=True)
    _file(cache, "a").write_bytes(content)
    assert cache.read("files", "a") == {}

    cache.merge("files", "a", {ONE: StoredObjects(["a"])})
    assert cache.read("files", "a") == {ONE: StoredObjects(["a"])}


@needs_shared
def test_cache_of_the_original_tells_what_the_objects_tell() -> None:
    assert SHARED is not None
    storage = Storage(SHARED / "golden/media/storage")
    entries = EntryFilesCache(storage).read("Pictures", "camera")
    assert len(entries) == 30
    for sha1, objects in entries.items():
        loaded = storage.load(sha1)
        assert (sorted(objects.files), objects.meta) == (loaded.files, loaded.meta)
