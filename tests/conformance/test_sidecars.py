"""What the entries of the sidecar corpus are, read by our own steps and grouped by us."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from homegallery.database.build import MediaFile, build_entry
from homegallery.extract.exif import read_exif
from homegallery.extract.step import WorkerTools
from homegallery.media.groups import group_sidecars
from homegallery.storage.store import StoredObjects
from tests.conformance.golden import berlin
from tests.shared import SHARED, needs_shared

pytestmark = [
    needs_shared,
    pytest.mark.skipif(shutil.which("exiftool") is None, reason="no exiftool"),
]

MTIME = "2001-09-09T01:46:40.000Z"
ENTRIES: dict[str, dict[str, Any]] = {
    "20240128_105420.mp4": {
        "sidecars": ["20240128_105420.mp4.xmp"],
        "date": "2024-01-28T09:54:20.000Z",
        "tags": ["Travel"],
        "rating": 3,
        "latitude": 50.08959,
        "longitude": 14.39741,
    },
    "20240128_120909.mp4": {
        "sidecars": ["20240128_120909.mp4.xmp"],
        "date": "2024-01-28T11:09:05.000Z",
        "tags": ["Travel"],
        "rating": 3,
        "latitude": 50.08959,
        "longitude": 14.39741,
    },
    "Chars.jpg": {
        "sidecars": ["Chars.jpg.xmp"],
        "date": "2024-01-30T23:02:07.000Z",
        "tags": ["abcdefghijklmnopqrstuvwxyz", "æÆøØåÅéÉüÜäÄöÖïÏñÑ"],
        "people": ["abcdefghijklmnopqrstuvwxyz", "æÆøØåÅéÉüÜäÄöÖïÏñÑ"],
        "latitude": 57.7807,
        "longitude": 14.16292,
    },
    "Chars_exiftool.jpg": {
        "sidecars": ["Chars_exiftool.jpg.xmp"],
        "date": "2024-01-30T11:00:00.000Z",
        "tags": ["abcdefghijklmnopqrstuvwxyz", "æÆøØåÅéÉüÜäÄöÖïÏñÑ"],
        "people": ["abcdefghijklmnopqrstuvwxyz", "æÆøØåÅéÉüÜäÄöÖïÏñÑ"],
        "latitude": 57.7807,
        "longitude": 14.16292,
    },
    "bunny_1sec.mp4": {
        "sidecars": ["bunny_1sec.mp4.xmp"],
        "date": "2018-11-17T19:27:31.000Z",
        "tags": ["rabbit", "test"],
        "rating": 4,
    },
    "bunny_1sec_v2.mp4": {
        "sidecars": ["bunny_1sec_v2.xmp"],
        "date": "2018-11-17T19:27:31.000Z",
        "tags": ["rabbit", "test"],
        "rating": 4,
    },
    "flatxmp.jpg": {
        "sidecars": ["flatxmp.xmp"],
        "date": "1980-06-03T00:19:58.000Z",
        "tags": ["Person1", "Person2", "Thing3"],
        "title": "The title",
        "description": "Description of image",
        "people": ["Person1", "Person2"],
    },
    "ladybug.jpg": {
        "sidecars": ["ladybug.xmp"],
        "date": "2011-07-10T17:34:28.015Z",
        "tags": ["Ladybug"],
        "title": "Ladybug",
        "rating": 1,
        "latitude": 51.25485,
        "longitude": 7.38947,
    },
    "metadata.jpg": {"sidecars": [], "date": "2024-03-11T19:25:54.000Z", "tags": ["book", "floor"]},
    "metadata_v2.jpg": {
        "sidecars": ["metadata_v2.xmp"],
        "date": "2024-03-11T19:25:54.000Z",
        "tags": ["book", "first", "floor", "second"],
    },
    "no_metadata.jpg": {
        "sidecars": ["no_metadata.jpg.xmp"],
        "date": "2018-11-17T19:27:31.000Z",
        "tags": ["first", "second"],
    },
    "no_metadata_v2.jpg": {
        "sidecars": ["no_metadata_v2.xmp"],
        "date": "2018-11-17T19:27:31.000Z",
        "tags": ["first", "second"],
    },
    "testimagedesc1.jpg": {
        "sidecars": ["testimagedesc1.xmp"],
        "date": "2015-06-11T17:29:26.690Z",
        "tags": ["Berkley", "USA", "special_chars űáéúőóüío?._:", "squirrel", "űáéúőóüö ŰÁÉÚŐÓÜÖ"],
        "description": "Test caption",
        "people": ["special_chars űáéúőóüío?._:", "squirrel"],
        "rating": 3,
        "latitude": 37.87109,
        "longitude": -122.25678,
    },
}

BESIDE_A_PHOTO: dict[str, dict[str, Any]] = {
    "APhotoManager-exmaple.xmp": {
        "date": "2002-02-02T02:02:02.000Z",
        "tags": ["tagA2", "tagB2"],
        "description": "Description2",
        "rating": 2,
        "latitude": 52.02,
        "longitude": 12.02,
    },
    "canon_eos_6d.xmp": {"date": "2019-06-06T05:29:51.000Z", "tags": []},
    "digikam-example.xmp": {
        "date": "2014-04-27T10:42:47.000Z",
        "tags": ["test", "test2", "test3"],
        "description": "2014-Drachenfest-Waterfront-Bremen",
        "latitude": 53.13256,
        "longitude": 8.7192,
    },
    "fstop-favorite.xmp": {"date": MTIME, "tags": []},
}
"""Sidecars of nothing make no entry; this is what they say beside a photo without tags."""

FIELDS = ("date", "tags", "title", "description", "people", "rating", "latitude", "longitude")


@pytest.fixture(scope="module")
def entries() -> Iterator[dict[str, Any]]:
    assert SHARED is not None
    tools = WorkerTools()
    with berlin():
        files = [_media_file(path, tools) for path in sorted((SHARED / "media/sidecar").iterdir())]
        made = {}
        for group in group_sidecars(files):
            made[group[0].filename] = (
                [file.filename for file in group[1:]],
                build_entry(group, updated="2026-01-01T00:00:00.000Z"),
            )
    tools.close()
    yield made


def _media_file(path: Path, tools: WorkerTools) -> MediaFile:
    meta = {"exif": read_exif(path, tools)}
    size = path.stat().st_size
    return MediaFile("Pictures", path.name, f"{size:040}", size, 1e12, StoredObjects([], meta))


def test_every_file_is_in_the_table(entries: dict[str, Any]) -> None:
    found = {name: sidecars for name, (sidecars, entry) in entries.items() if entry}
    assert found == {name: wanted["sidecars"] for name, wanted in ENTRIES.items()}
    lonely = [name for name, (_, entry) in entries.items() if entry is None]
    assert lonely == [*BESIDE_A_PHOTO]


@pytest.mark.parametrize("name", ENTRIES)
def test_entry(name: str, entries: dict[str, Any]) -> None:
    _, entry = entries[name]
    assert _told(entry) == {key: ENTRIES[name][key] for key in FIELDS if key in ENTRIES[name]}


@pytest.mark.parametrize("name", BESIDE_A_PHOTO)
def test_sidecar_without_photo(name: str) -> None:
    assert SHARED is not None
    tools = WorkerTools()
    with berlin():
        sidecar = _media_file(SHARED / "media/sidecar" / name, tools)
        photo = replace(sidecar, filename="a.jpg", sha1="0" * 40, objects=StoredObjects())
        entry = build_entry([photo, sidecar], updated="2026-01-01T00:00:00.000Z")
    tools.close()
    assert entry is not None
    assert _told(entry) == BESIDE_A_PHOTO[name]


def _told(entry: Any) -> dict[str, Any]:
    return {field: entry[field] for field in FIELDS if field in entry}
