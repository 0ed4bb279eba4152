import json
from pathlib import Path
from typing import Any

import pytest

from homegallery.config.model import ExtractorSettings
from homegallery.extract.source import SourceFile
from homegallery.extract.step import Work, WorkerTools
from homegallery.extract.takeout import MAX_BYTES, TAKEOUT_STEP, read_takeout
from homegallery.storage.store import Storage

TOLD: dict[str, Any] = {
    "title": "IMG_1.jpg",
    "description": "At the sea",
    "imageViews": "12",
    "creationTime": {"timestamp": "1600000000", "formatted": "13.09.2020"},
    "photoTakenTime": {"timestamp": "1523456789", "formatted": "11.04.2018"},
    "geoData": {
        "latitude": 48.5, "longitude": 8.25, "altitude": 120.0,
        "latitudeSpan": 0.1, "longitudeSpan": 0.1,
    },
    "geoDataExif": {"latitude": 0.0, "longitude": 0.0, "altitude": 0.0},
    "people": [{"name": "Ann"}, {"name": "Ben Ö"}, {"name": ""}, {}, 7],
    "favorited": True,
    "url": "https://photos.google.com/photo/secret",
    "googlePhotosOrigin": {"mobileUpload": {"deviceType": "ANDROID_PHONE"}},
}  # fmt: skip
KEPT = {
    "title": "IMG_1.jpg",
    "description": "At the sea",
    "photoTakenTime": 1523456789,
    "geoData": {"latitude": 48.5, "longitude": 8.25, "altitude": 120.0},
    "people": ["Ann", "Ben Ö"],
    "favorited": True,
}


def test_only_what_the_gallery_uses_is_kept() -> None:
    assert read_takeout(json.dumps(TOLD).encode()) == KEPT


def test_the_least_that_takeout_writes() -> None:
    told = {"title": "a.jpg", "photoTakenTime": {"timestamp": "0"}}
    assert read_takeout(json.dumps(told).encode()) == {"title": "a.jpg", "photoTakenTime": 0}


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b"[" * 100_000,
        b'{"title": "Holiday", "description": "", "access": "protected"}',
        b'{"title": 5, "photoTakenTime": {"timestamp": "1"}}',
        b'{"title": "a", "photoTakenTime": "1"}',
        b'{"title": "a", "photoTakenTime": {}}',
        b'{"title": "a", "photoTakenTime": {"timestamp": "x"}}',
    ],
)
def test_other_json_gives_nothing(text: bytes) -> None:
    assert read_takeout(text) == {}


@pytest.mark.parametrize("place", [None, [], {"latitude": "1", "longitude": 2}, {"latitude": 1}])
def test_strange_places_are_left_out(place: Any) -> None:
    told = {**TOLD, "geoData": place, "people": "Ann"}
    kept = read_takeout(json.dumps(told).encode())
    assert not kept.keys() & {"geoData", "geoDataExif", "people"}


def _work(tmp_path: Path, *names: str, text: bytes) -> Work:
    files = []
    for number, name in enumerate(names):
        (tmp_path / name).write_bytes(text)
        files.append(SourceFile("Pictures", tmp_path, name, f"{number:040}", len(text), 0.0))
    storage = Storage(tmp_path / "storage")
    return Work(files[-1], tuple(files), ExtractorSettings(), storage, WorkerTools())


def test_the_object_belongs_to_the_json_file(tmp_path: Path) -> None:
    work = _work(tmp_path, "IMG_1.jpg", "IMG_1.jpg.json", text=json.dumps(TOLD).encode())
    assert list(TAKEOUT_STEP.writes(work)) == ["takeout.json"]
    TAKEOUT_STEP.run(work)
    assert work.storage.load(work.file.sha1).meta == {"takeout": KEPT}


def test_a_foreign_json_file_is_looked_at_only_once(tmp_path: Path) -> None:
    work = _work(tmp_path, "IMG_1.jpg", "IMG_1.json", text=b"{")
    TAKEOUT_STEP.run(work)
    assert all(work.has(suffix) for suffix in TAKEOUT_STEP.writes(work))
    assert work.storage.load(work.file.sha1).meta == {"takeout": {}}


@pytest.mark.parametrize(
    ("names", "size"),
    [
        (("IMG.jpg", "IMG.jpg.json"), MAX_BYTES + 1),
        (("IMG.jpg", "IMG.xmp"), 10),
        (("IMG.jpg",), 10),
        (("metadata.json",), 10),
        (("notes.txt", "notes.json"), 10),
    ],
)
def test_files_that_are_not_read(tmp_path: Path, names: tuple[str, ...], size: int) -> None:
    work = _work(tmp_path, *names, text=b" " * size)
    assert list(TAKEOUT_STEP.writes(work)) == []
