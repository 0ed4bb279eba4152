"""Addresses of a service in an import: first the installed ones, then better ones."""

import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import run
from typing import Any

import httpx
import pytest

from homegallery.config.extractor import ExtractorSettings
from homegallery.extract.geo_reverse import GEO_STEP
from homegallery.extract.marker import Marker
from homegallery.extract.nominatim_step import NOMINATIM_STEP
from homegallery.extract.source import SourceFile
from homegallery.extract.step import Lane
from homegallery.extract.worker import Extracted, Worker
from homegallery.storage.store import Storage
from tests.extract.nominatim_server import ADDRESS, FakeNominatim, fake_nominatim
from tests.extract.photos import source_file

NETWORK: frozenset[Lane] = frozenset({"network"})


class Gallery:
    """Photos at places, and an import with a service."""

    def __init__(self, root: Path, url: str | None) -> None:
        self.root = root
        self.storage = Storage(root / "storage")
        self.settings = ExtractorSettings.model_validate({"geoReverse": {"url": url}})
        self._marker = Marker(root / "marker")

    def photo(self, name: str, position: str) -> SourceFile:
        path = self.root / name
        path.write_text(name)
        file = source_file(path)
        self.storage.write_json(file.sha1, "exif.json", {"GPSPosition": position})
        return file

    def add(self, *files: SourceFile, lane: Lane = "files", retry: bool = False) -> list[Extracted]:
        """Pass the files through one lane of one run."""
        steps = [GEO_STEP, NOMINATIM_STEP]
        worker = Worker(steps, self.settings, self.storage, lane=lane)
        try:
            return [worker.run((file,), self._marker, retry=retry) for file in files]
        finally:
            worker.close()

    def stored(self, file: SourceFile) -> Any:
        return self.storage.load(file.sha1).meta.get("geoReverse")


@pytest.fixture
def fake() -> Iterator[FakeNominatim]:
    with fake_nominatim() as fake:
        yield fake


@pytest.fixture
def gallery(fake: FakeNominatim, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Gallery:
    monkeypatch.setattr("homegallery.extract.nominatim.PAUSE", 0)
    return Gallery(tmp_path, fake.url + "/")


def test_the_installed_address_first_then_that_of_the_service(
    gallery: Gallery, fake: FakeNominatim
) -> None:
    photo = gallery.photo("a.jpg", "48.7758 9.1829")
    (first,) = gallery.add(photo)
    assert first.pending == NETWORK
    assert gallery.stored(photo)["address"]["city"] == "Stuttgart"
    assert fake.requests == []

    (second,) = gallery.add(photo, lane="network")
    expected = {key: value for key, value in ADDRESS.items() if key != "geojson"}
    assert gallery.stored(photo) == expected
    assert second.objects[photo.sha1].meta["geoReverse"] == expected
    assert second.failures == []
    assert fake.requests == ["/reverse?format=jsonv2&lat=48.7758000&lon=9.1829000"]

    (third,) = gallery.add(photo)
    assert third.pending == frozenset()
    gallery.add(photo, lane="network", retry=True)
    assert gallery.stored(photo) == expected
    assert len(fake.requests) == 1


def test_where_the_service_knows_no_address_the_installed_one_stays(
    gallery: Gallery, fake: FakeNominatim
) -> None:
    fake.answer((200, {"error": "Unable to geocode"}))
    photo = gallery.photo("a.jpg", "48.7758 9.1829")
    gallery.add(photo)
    before = gallery.stored(photo)
    gallery.add(photo, lane="network")
    after = gallery.stored(photo)
    assert after["address"] == before["address"]
    assert after["_gallery"] == {**before["_gallery"], "nominatim": "Unable to geocode"}
    assert gallery.add(photo)[0].pending == frozenset()
    assert len(fake.requests) == 1


def test_without_an_installed_address(gallery: Gallery, fake: FakeNominatim) -> None:
    photo = gallery.photo("a.jpg", "48.7758 9.1829")
    fake.answer((200, {"error": "no"}))
    gallery.add(photo, lane="network")
    assert gallery.stored(photo) == {"_gallery": {"source": "geonames", "nominatim": "no"}}
    gallery.add(photo)
    assert gallery.stored(photo)["address"]["city"] == "Stuttgart"


def test_a_failure_is_tried_again_after_a_pause(gallery: Gallery, fake: FakeNominatim) -> None:
    fake.answer((503, {}), (200, ADDRESS))
    photo = gallery.photo("a.jpg", "48.7758 9.1829")
    gallery.add(photo)
    (failed,) = gallery.add(photo, lane="network")
    assert [(failure.step, failure.error) for failure in failed.failures] == [
        ("nominatim", "the address service answered with status 503")
    ]
    assert gallery.stored(photo)["address"]["city"] == "Stuttgart"
    (waiting,) = gallery.add(photo)
    assert waiting.pending == frozenset()
    (done,) = gallery.add(photo, lane="network", retry=True)
    assert done.failures == []
    assert gallery.stored(photo)["address"]["town"] == "Kéln"


def test_too_many_requests_leave_the_rest_to_the_next_run(
    gallery: Gallery, fake: FakeNominatim
) -> None:
    fake.answer((429, {}), (200, ADDRESS))
    photos = [gallery.photo(f"{number}.jpg", f"48.7758 9.{number}") for number in range(4)]
    gallery.add(*photos)
    results = gallery.add(*photos, lane="network")
    assert [result.failures for result in results] == [[], [], [], []]
    assert len(fake.requests) == 1
    assert [result.pending for result in gallery.add(*photos)] == [NETWORK] * 4
    gallery.add(*photos, lane="network")
    assert len(fake.requests) == 5


def test_photos_without_a_position_are_not_asked_for(gallery: Gallery, fake: FakeNominatim) -> None:
    photos = [gallery.photo("a.jpg", "0 0"), gallery.photo("b.jpg", "nan nan")]
    assert {result.pending for result in gallery.add(*photos)} == {frozenset()}
    gallery.add(*photos, lane="network")
    assert fake.requests == []


def test_without_a_url_nothing_is_ever_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sent(*args: object, **kwargs: object) -> None:
        raise AssertionError("a request")

    monkeypatch.setattr(httpx.Client, "send", sent)
    gallery = Gallery(tmp_path, None)
    photo = gallery.photo("a.jpg", "48.7758 9.1829")
    assert gallery.add(photo)[0].pending == frozenset()
    (result,) = gallery.add(photo, lane="network", retry=True)
    assert result.failures == []
    assert gallery.stored(photo)["_gallery"]["source"] == "geonames"
    assert not (tmp_path / "storage/nominatim.sqlite").exists()


def test_workers_do_not_load_the_client() -> None:
    """It takes 20 MB that only those who have a service need."""
    code = "import sys, homegallery.extract.steps; sys.exit('httpx' in sys.modules)"
    assert run([sys.executable, "-c", code], check=False).returncode == 0
