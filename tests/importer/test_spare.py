import threading

import psutil
import pytest

from homegallery.importer import course
from homegallery.importer.run import run_import, run_part
from homegallery.importer.spare import SPARE_SECONDS, SpareWorker
from tests.gallery import Gallery, jpeg


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def processes() -> int:
    return len(psutil.Process().children(recursive=True))


def test_one_process_does_for_photo_after_photo(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    gallery.add("a.jpg", jpeg(1))
    run_import(gallery.settings, workers=1)
    monkeypatch.delattr(course, "Extractor")
    spare = SpareWorker(gallery.settings)
    before = processes()
    for number in range(3):
        gallery.add(f"{number}.jpg", jpeg(10 + number))
        summary = run_part(gallery.settings, {"Pictures": {""}}, spare=spare)
        assert summary is not None
        assert (summary.entries, summary.failures) == (1, [])
    assert processes() > before
    spare.close()
    assert processes() == before
    assert gallery.names() == ["0.jpg", "1.jpg", "2.jpg", "a.jpg"]


def test_it_is_idle_after_a_while(gallery: Gallery) -> None:
    clock = Clock()
    spare = SpareWorker(gallery.settings, clock=clock)
    assert spare.idle_in() is None
    first = spare.extractor()
    clock.now += SPARE_SECONDS - 1
    assert spare.idle_in() == 1
    assert spare.extractor() is first
    assert spare.idle_in() == SPARE_SECONDS
    clock.now += SPARE_SECONDS + 1
    assert spare.idle_in() == 0
    spare.close()
    assert spare.idle_in() is None
    assert spare.extractor() is not first
    spare.close()


def test_a_cancelled_import_can_be_followed_by_another(gallery: Gallery) -> None:
    gallery.add("a.jpg", jpeg(1))
    run_import(gallery.settings, workers=1)
    spare = SpareWorker(gallery.settings)
    gallery.add("b.jpg", jpeg(2))
    cancel = threading.Event()
    cancel.set()
    stopped = run_part(gallery.settings, {"Pictures": {""}}, cancel=cancel, spare=spare)
    assert stopped is not None
    assert stopped.stopped
    run_import(gallery.settings, workers=1)
    gallery.add("c.jpg", jpeg(3))
    assert run_part(gallery.settings, {"Pictures": {""}}, spare=spare) is not None
    spare.close()
    assert gallery.names() == ["a.jpg", "b.jpg", "c.jpg"]
