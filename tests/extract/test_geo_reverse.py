import json
from pathlib import Path
from typing import Any

import pytest

from homegallery.config.extractor import ExtractorSettings
from homegallery.extract.geo_reverse import GEO_STEP, installed_mark, position_of
from homegallery.extract.marker import Marker
from homegallery.extract.step import Work
from homegallery.extract.worker import Worker
from homegallery.storage.store import Storage
from tests.extract.photos import source_file, work_on

STUTTGART = {"exif": {"GPSPosition": "48.7758 9.1829"}}


def _work(root: Path, meta: dict[str, Any]) -> Work:
    path = root / "a.jpg"
    path.write_bytes(b"photo")
    work = work_on(path, Storage(root / "storage"))
    work.objects.meta.update(meta)
    return work


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("48.7 9.1", (48.7, 9.1)),
        ("-33.8  151", (-33.8, 151)),
        ("0 9.1", (0, 9.1)),
        ("0 0", None),
        ("0.0009 -0.0009", None),
        ("nan nan", None),
        ("inf 1", None),
        ("91 0.5", None),
        ("1 181", None),
        ("48.7", None),
        ("48.7 9.1 300", None),
        ("north east", None),
        (None, None),
    ],
)
def test_positions(text: Any, position: Any, tmp_path: Path) -> None:
    work = _work(tmp_path, {"exif": {"GPSPosition": text}})
    assert position_of(work) == position
    assert bool(GEO_STEP.writes(work)) == (position is not None)


@pytest.mark.parametrize("meta", [{}, {"exif": None}, {"exif": {}}, {"takeout": {"geoData": 1}}])
def test_no_position(meta: dict[str, Any], tmp_path: Path) -> None:
    assert position_of(_work(tmp_path, meta)) is None


def test_positions_of_takeout(tmp_path: Path) -> None:
    takeout = {"geoData": {"altitude": 1.0}, "geoDataExif": {"latitude": 48.7, "longitude": 9}}
    assert position_of(_work(tmp_path, {"takeout": takeout})) == (48.7, 9)


def test_the_address_is_stored_with_a_mark(tmp_path: Path) -> None:
    work = _work(tmp_path, STUTTGART)
    GEO_STEP.run(work)
    stored = work.storage.load(work.file.sha1).meta["geoReverse"]
    assert stored["address"]["city"] == "Stuttgart"
    assert stored["_gallery"] == {"source": "geonames", "version": 1, "languages": ["en"]}
    assert installed_mark(work) == stored["_gallery"]
    assert not GEO_STEP.outdated(work)


@pytest.mark.parametrize("changed", [{"version": 0}, {"languages": ["fr"]}, {"version": None}])
def test_an_older_address_is_outdated(changed: dict[str, Any], tmp_path: Path) -> None:
    work = _work(tmp_path, STUTTGART)
    GEO_STEP.run(work)
    work.objects.meta["geoReverse"]["_gallery"].update(changed)
    assert GEO_STEP.outdated(work)


class Gallery:
    """Imports one photo; its metadata is there already."""

    def __init__(self, root: Path) -> None:
        self.storage = Storage(root / "storage")
        self.path = root / "a.jpg"
        self.path.write_bytes(b"photo")
        self.file = source_file(self.path)
        self.storage.write_json(self.file.sha1, "exif.json", STUTTGART["exif"])
        self._marker = Marker(root / "marker")

    def add(self, *languages: str) -> Any:
        """The stored object after an import."""
        geo = {"addressLanguage": list(languages) or ["en"]}
        settings = ExtractorSettings.model_validate({"geoReverse": geo})
        result = Worker([GEO_STEP], settings, self.storage).run(
            (self.file,), self._marker, retry=False
        )
        assert result.failures == []
        stored = self.storage.load(self.file.sha1).meta["geoReverse"]
        assert result.objects[self.file.sha1].meta["geoReverse"] == stored
        return stored


def test_another_language_makes_another_address(tmp_path: Path) -> None:
    gallery = Gallery(tmp_path)
    assert gallery.add()["address"]["country"] == "Germany"
    assert gallery.add("de")["address"]["country"] == "Deutschland"


@pytest.mark.parametrize("answer", [{"address": {"city": "Cannstatt"}}, {"error": "none"}, [], {}])
def test_answers_of_the_original_stay(answer: Any, tmp_path: Path) -> None:
    gallery = Gallery(tmp_path)
    path = gallery.storage.path(
        gallery.storage.write_json(gallery.file.sha1, "geo-reverse.json", answer)
    )
    before = path.stat().st_mtime_ns
    assert gallery.add("de") == answer
    assert path.stat().st_mtime_ns == before
    assert json.loads(path.read_bytes()) == answer
