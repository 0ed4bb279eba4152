import threading
from collections.abc import Callable

from homegallery.importer.lock import import_lock
from homegallery.importer.progress import Phase, Progress
from homegallery.importer.service import ImportService
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

    def wait(self) -> None:
        assert self._reached.acquire(timeout=PATIENCE), f"never reached {self._phase}"


def running(gallery: Gallery, *listeners: Callable[[Progress], None]) -> ImportService:
    service = ImportService(gallery.settings, workers=1)
    for listener in listeners:
        service.subscribe(listener)
    service.start()
    return service


def test_it_imports_at_start_and_on_request(gallery: Gallery) -> None:
    done = Ended("done")
    gallery.add("a.jpg", jpeg(1))
    gallery.add("broken.jpg", b"broken")
    service = running(gallery, done)
    done.wait()
    assert "a.jpg" in gallery.names()
    assert [failure["filename"] for failure in service.failures] == ["broken.jpg"]
    gallery.add("b.jpg", jpeg(2))
    service.request()
    done.wait()
    service.stop()
    assert "b.jpg" in gallery.names()


def test_a_failed_import_is_told_and_does_not_end_the_service(gallery: Gallery) -> None:
    failed, done = Ended("failed"), Ended("done")
    gallery.add("a.jpg", jpeg())
    with import_lock(gallery.database):
        service = running(gallery, failed, done)
        failed.wait()
        assert "Another import" in service.progress.message
    service.request()
    done.wait()
    service.stop()
    assert gallery.names() == ["a.jpg"]


def test_it_looks_again_after_its_interval(gallery: Gallery) -> None:
    done = Ended("done")
    service = ImportService(gallery.settings, workers=1, interval=0.01)
    service.subscribe(done)
    service.start()
    done.wait()
    done.wait()
    service.stop()


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
