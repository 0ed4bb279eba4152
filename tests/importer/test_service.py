import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from homegallery.importer import service as service_module
from homegallery.importer.failures import FailureList
from homegallery.importer.lock import import_lock
from homegallery.importer.progress import Phase, Progress
from homegallery.importer.service import ImportService, Watching
from tests.extract.videos import QUARTERS, make_video, needs_ffmpeg
from tests.gallery import Gallery, jpeg

PATIENCE = 60.0


class Ended:
    """Waits for imports to reach a phase."""

    def __init__(self, phase: Phase) -> None:
        self._phase = phase
        self._reached = threading.Semaphore(0)

    def __call__(self, progress: Progress) -> None:
        if progress.phase == self._phase:
            self._reached.release()

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Look at the condition each time the phase is reached."""
        while not condition():
            self.wait()

    def wait(self) -> None:
        assert self._reached.acquire(timeout=PATIENCE), f"never reached {self._phase}"


def running(
    gallery: Gallery,
    *listeners: Callable[[Progress], None],
    watching: Watching | None = None,
) -> ImportService:
    service = ImportService(gallery.settings, workers=1, watching=watching)
    for listener in listeners:
        service.subscribe(listener)
    service.start()
    return service


def test_it_imports_at_start(gallery: Gallery) -> None:
    done = Ended("done")
    gallery.add("a.jpg", jpeg(1))
    gallery.add("broken.jpg", b"broken")
    service = running(gallery, done)
    done.wait()
    assert "a.jpg" in gallery.names()
    assert [failure["filename"] for failure in service.failures] == ["broken.jpg"]
    service.stop()


def test_a_failed_import_is_told_and_tried_again(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service_module, "_FIRST_PAUSE", 0.01)
    failed, done = Ended("failed"), Ended("done")
    gallery.add("a.jpg", jpeg())
    with import_lock(gallery.database):
        service = running(gallery, failed, done, watching=Watching())
        failed.wait()
        assert "Another import" in service.progress.message
    done.wait()
    service.stop()
    assert gallery.names() == ["a.jpg"]


def test_it_looks_again_after_its_interval(gallery: Gallery) -> None:
    done = Ended("done")
    service = ImportService(gallery.settings, workers=1, watching=Watching(poll_interval=0.01))
    service.subscribe(done)
    service.start()
    done.wait()
    done.wait()
    service.stop()


def test_it_looks_again_when_asked(gallery: Gallery) -> None:
    done = Ended("done")
    gallery.add("a.jpg", jpeg(1))
    service = running(gallery, done)
    done.wait()
    gallery.add("b.jpg", jpeg(2))
    assert not service.rescan()
    done.wait()
    service.stop()
    assert gallery.names() == ["a.jpg", "b.jpg"]


def test_who_asks_during_an_import_gets_another_look(gallery: Gallery) -> None:
    done = Ended("done")
    answers: list[bool] = []
    service = ImportService(gallery.settings, workers=1)

    def ask_once(progress: Progress) -> None:
        if not answers and progress.phase == "indexing":
            answers.append(service.rescan())

    service.subscribe(ask_once)
    service.subscribe(done)
    service.start()
    for _ in range(2):
        done.wait()
    service.stop()
    assert answers == [True]


@pytest.fixture
def watched(gallery: Gallery) -> Iterator[tuple[Gallery, Ended]]:
    """A gallery of one photo with a service that watches it."""
    done = Ended("done")
    gallery.add("2024/a.jpg", jpeg(1))
    service = ImportService(gallery.settings, workers=1, watching=Watching(delay=0.1))
    service.subscribe(done)
    service.start()
    done.wait()
    yield gallery, done
    service.stop()


def recent(gallery: Gallery) -> Path:
    index = gallery.settings.sources[0].index
    return index.with_name(f"{index.name}.recent")


def test_a_watched_photo_is_imported_without_looking_elsewhere(
    watched: tuple[Gallery, Ended],
) -> None:
    gallery, done = watched
    gallery.add("2024/b.jpg", jpeg(2))
    done.wait_until(lambda: gallery.names() == ["2024/a.jpg", "2024/b.jpg"])
    assert recent(gallery).exists()
    (gallery.pictures / "2024" / "b.jpg").rename(gallery.pictures / "c.jpg")
    done.wait_until(lambda: gallery.names() == ["2024/a.jpg", "c.jpg"])
    (gallery.pictures / "c.jpg").unlink()
    done.wait_until(lambda: gallery.names() == ["2024/a.jpg"])


def test_a_file_that_is_written_slowly_comes_whole(watched: tuple[Gallery, Ended]) -> None:
    gallery, done = watched
    photo = jpeg(2)
    with (gallery.pictures / "slow.jpg").open("wb", buffering=0) as file:
        file.write(photo[:100])
        gallery.add("2024/b.jpg", jpeg(3))
        done.wait_until(lambda: "2024/b.jpg" in gallery.names())
        file.write(photo[100:])
    done.wait_until(lambda: "slow.jpg" in gallery.names())
    assert FailureList(gallery.database).items == []


def test_a_file_that_hides_its_directory_hides_also_what_is_below(
    watched: tuple[Gallery, Ended],
) -> None:
    gallery, done = watched
    gallery.add("b.jpg", jpeg(2))
    gallery.add("2024/trip/c.jpg", jpeg(3))
    done.wait_until(lambda: gallery.names() == ["2024/a.jpg", "2024/trip/c.jpg", "b.jpg"])
    marker = gallery.pictures / "2024" / ".galleryignore"
    marker.touch()
    done.wait_until(lambda: gallery.names() == ["b.jpg"])
    marker.unlink()
    done.wait_until(lambda: gallery.names() == ["2024/a.jpg", "2024/trip/c.jpg", "b.jpg"])


@needs_ffmpeg
def test_slow_steps_of_a_watched_video_follow(watched: tuple[Gallery, Ended]) -> None:
    gallery, done = watched
    make_video(gallery.root / "film.mkv", QUARTERS).rename(gallery.pictures / "film.mkv")

    def has_preview() -> bool:
        return any(
            "video-preview" in path for entry in gallery.entries() for path in entry["previews"]
        )

    done.wait_until(has_preview)
    done.wait_until(lambda: not recent(gallery).exists())


def test_a_failed_import_does_not_end_watching(gallery: Gallery) -> None:
    failed, done = Ended("failed"), Ended("done")
    gallery.add("a.jpg", jpeg())
    service = ImportService(gallery.settings, workers=1, watching=Watching(delay=0.1))
    service.subscribe(failed)
    service.subscribe(done)
    with import_lock(gallery.database):
        service.start()
        failed.wait()
    gallery.add("b.jpg", jpeg(2))
    done.wait_until(lambda: gallery.database.exists() and gallery.names() == ["a.jpg", "b.jpg"])
    service.stop()


def test_an_error_that_nobody_foresaw_does_not_end_the_service(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failed, done = Ended("failed"), Ended("done")
    monkeypatch.setattr(service_module, "_FIRST_PAUSE", 0.01)
    gallery.add("a.jpg", jpeg())

    def unforeseen(*_: object, **__: object) -> None:
        raise KeyError("a mistake")

    with monkeypatch.context() as patched:
        patched.setattr(service_module, "import_in_child", unforeseen)
        service = running(gallery, failed, done, watching=Watching())
        failed.wait()
    assert "Traceback" in caplog.text
    done.wait()
    service.stop()
    assert gallery.names() == ["a.jpg"]


def test_stopping_ends_a_running_import(gallery: Gallery) -> None:
    for number in range(50):
        gallery.add(f"{number}.jpg", jpeg(number))
    importing, stopped = Ended("importing"), Ended("stopped")
    service = running(gallery, importing, stopped)
    importing.wait()
    service.stop()
    stopped.wait()
    assert len(gallery.names()) < 50


def test_an_ended_subscription_hears_nothing(gallery: Gallery) -> None:
    heard: list[Progress] = []
    done = Ended("done")
    service = ImportService(gallery.settings, workers=1)
    service.subscribe(heard.append)()
    service.subscribe(done)
    service.start()
    done.wait()
    service.stop()
    assert heard == []
