"""What we write is understood by the readers of the original."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from homegallery.config.model import Settings
from homegallery.importer.run import run_import
from tests.conformance import original
from tests.conformance.corpus import Imported
from tests.gallery import jpeg, make_gallery
from tests.shared import needs_shared

KNOWN_META: Final = {
    *("exif", "ffprobe", "rawPreviewExif", "vibrant", "geoReverse"),
    *("similarityEmbeddings", "objects", "faces"),
}
"""Keys of JSON objects that mean something to the original."""
OUR_META: Final = {"failures", "motion", "takeout"}
PREVIEW: Final = re.compile(
    r"../../.{36}-(image-preview-\d+\.jpg|video-preview-720\.mp4|raw-preview\.jpg|raw-preview-exif\.json)"
)
BASE: Final = {"id", "hash", "type", "date", "updated", "files", "previews", "tags", "plugin"}
TYPES: Final[dict[str, type | tuple[type, ...]]] = {
    **dict.fromkeys(["live", "title", "description", "tz", "make", "model"], str),
    **dict.fromkeys(["width", "height", "orientation", "rating"], int),
    **dict.fromkeys(["latitude", "longitude", "altitude", "duration"], (int, float)),
    **dict.fromkeys(["people", "tags", "previews", "files", "vibrantColors", "groupIds"], list),
}

XMP: Final = """<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmp:Rating="4">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">},{"id":"%s","type":"image"</rdf:li></rdf:Alt>
</dc:title><Iptc4xmpExt:PersonInImage><rdf:Bag><rdf:li>Ada</rdf:li></rdf:Bag>
</Iptc4xmpExt:PersonInImage></rdf:Description></rdf:RDF></x:xmpmeta>
"""
TAKEOUT: Final = {
    "title": "b.jpg",
    "photoTakenTime": {"timestamp": "1500000000"},
    "geoData": {"latitude": 48.2, "longitude": 16.4, "altitude": 0},
    "people": [{"name": "Grace"}],
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Files that say everything which the original does not know, and names that look like JSON."""
    gallery = make_gallery(tmp_path_factory.mktemp("small"))
    gallery.add("a.jpg", jpeg(1))
    gallery.add("a.jpg.xmp", (XMP % ("1" * 40)).encode())
    gallery.add("b.jpg", jpeg(2))
    gallery.add("b.jpg.json", json.dumps(TAKEOUT).encode())
    gallery.add('trip/},{"id":.jpg', jpeg(3))
    gallery.add("trip/broken.jpg", b"\xff\xd8 no picture")
    run_import(gallery.settings, workers=1)
    return gallery.settings


@pytest.fixture(params=["small", pytest.param("imported", marks=needs_shared)])
def settings(request: pytest.FixtureRequest) -> Settings:
    made = request.getfixturevalue(request.param)
    found: Settings = made.settings if isinstance(made, Imported) else made
    return found


@pytest.fixture
def entries(settings: Settings) -> list[dict[str, Any]]:
    return original.read_database(settings.database.file)


def test_the_index(settings: Settings, entries: list[dict[str, Any]]) -> None:
    records = {one["filename"]: one for one in original.read_index(settings.sources[0].index)}
    assert len(records) > 5
    for _, file in _files(entries):
        record = records[file["filename"]]
        assert (record["sha1sum"], record["size"]) == (file["id"], file["size"])
        assert (record["fileType"], record["isFile"]) == ("f", True)


def test_the_database(entries: list[dict[str, Any]]) -> None:
    assert len(entries) > 3
    dates = [entry["date"] for entry in entries]
    assert dates == sorted(dates, reverse=True)
    for entry in entries:
        assert entry.keys() >= BASE
        assert entry["id"] == entry["files"][0]["id"]
        for field in entry.keys() & TYPES.keys():
            assert isinstance(entry[field], TYPES[field]), (field, entry[field])


def test_fields_that_the_original_does_not_know(small: Settings) -> None:
    first, second = (
        entry
        for name in ("a.jpg", "b.jpg")
        for entry in original.read_database(small.database.file)
        if entry["files"][0]["filename"] == name
    )
    assert first["title"] == '},{"id":"%s","type":"image"' % ("1" * 40)
    assert (first["people"], first["rating"]) == (["Ada"], 4)
    assert (second["people"], second["date"]) == (["Grace"], "2017-07-14T02:40:00.000Z")


def test_objects(settings: Settings, entries: list[dict[str, Any]]) -> None:
    """No new object takes the name of one that is known, or counts as a preview."""
    keys: set[str] = set()
    for _, file in _files(entries):
        objects = original.load(settings.storage.dir, file["id"])
        keys |= objects.meta.keys()
        assert all(isinstance(value, dict) for value in objects.meta.values())
        assert [
            path for path in original.previews(objects.files) if not PREVIEW.fullmatch(path)
        ] == []
    assert keys <= KNOWN_META | OUR_META
    assert keys >= {"exif", "vibrant", "failures"}


def test_previews(settings: Settings, entries: list[dict[str, Any]]) -> None:
    """Those of our entries, and those that a build of the original would list."""
    for entry in entries:
        paths = [
            path
            for file in entry["files"]
            for path in original.previews(original.load(settings.storage.dir, file["id"]).files)
        ]
        assert sorted(entry["previews"]) == sorted(p for p in paths if not p.endswith(".json"))
        assert all(settings.storage.dir.joinpath(path).is_file() for path in entry["previews"])


def test_entry_caches(settings: Settings, entries: list[dict[str, Any]]) -> None:
    """They hold the objects of slow steps too: the original looks for no others."""
    caches: dict[str, dict[str, original.Objects]] = {}
    for directory, file in _files(entries):
        if directory not in caches:
            caches[directory] = original.read_cache(settings.storage.dir, "Pictures", directory)
        cached = caches[directory][file["id"]]
        stored = original.load(settings.storage.dir, file["id"])
        assert sorted(cached.files) == stored.files
        assert cached.meta == stored.meta
    assert len(caches) > 1


def _files(entries: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each file with its directory."""
    for entry in entries:
        for file in entry["files"]:
            assert file.keys() == {"id", "index", "type", "size", "filename"}
            yield Path(file["filename"]).parent.as_posix(), file
