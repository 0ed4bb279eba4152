import os
import pickle
import select
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TextIO

import pytest

from homegallery.config.extractor import ExtractorSettings, ImageSettings
from homegallery.extract.marker import Marker
from homegallery.extract.pipeline import Extracted, Extractor, FileGroup, WorkersError
from homegallery.storage.store import Storage
from tests.extract import strange_steps
from tests.extract.photos import corners, encoded, source_file

ROOT = Path(__file__).parents[2]


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path / "storage")


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    directory = tmp_path / "photos"
    directory.mkdir()
    return directory


def _groups(directory: Path, *names: str) -> list[FileGroup]:
    for name in names:
        (directory / name).write_bytes(name.encode("utf-8", "surrogateescape"))
    return [(source_file(directory / name, directory),) for name in names]


def _strange(
    storage: Storage, workers: int = 1, timeout: float = 60, *, retry: bool = False
) -> Extractor:
    return Extractor(
        ExtractorSettings(),
        storage,
        workers=workers,
        job_timeout=timeout,
        steps=strange_steps.steps,
        retry=lambda _: retry,
    )


def _all(extractor: Extractor, groups: list[FileGroup]) -> dict[str, Extracted]:
    results = extractor.extract(groups, cancel=threading.Event())
    return {result.group[0].filename: result for result in results}


def _suffixes(result: Extracted) -> list[str]:
    (objects,) = result.objects.values()
    return sorted(path.partition("-")[2] for path in objects.files)


def test_a_crash_costs_one_step_of_one_file(photos: Path, storage: Storage) -> None:
    names = ["1.jpg", "killed.jpg", "2.jpg", "aborts.jpg", "exits.jpg", "broken.jpg", "3.jpg"]
    with _strange(storage, workers=2) as extractor:
        results = _all(extractor, _groups(photos, *names))

    reasons = {
        name: [(failure.filename, failure.step, failure.error) for failure in result.failures]
        for name, result in results.items()
    }
    killed = "the decoder was killed, probably for lack of memory"
    assert reasons == {
        "1.jpg": [],
        "2.jpg": [],
        "3.jpg": [],
        "killed.jpg": [("killed.jpg", "crash", killed)],
        "aborts.jpg": [("aborts.jpg", "crash", "the decoder crashed (SIGABRT)")],
        "exits.jpg": [("exits.jpg", "crash", "the decoder ended with code 7")],
        "broken.jpg": [("broken.jpg", "crash", "the reason")],
    }
    # What comes after the step that crashed is done for all files.
    assert all("after.txt" in _suffixes(result) for result in results.values())


def test_memory_is_limited(photos: Path, storage: Storage) -> None:
    with _strange(storage) as extractor:
        results = _all(extractor, _groups(photos, "hungry.jpg", "1.jpg"))
    (failure,) = results["hungry.jpg"].failures
    assert failure.error == "needs more memory than extractor.memoryLimit (1024 MB)"
    assert results["1.jpg"].failures == []


def test_the_memory_limit_is_configured(photos: Path, storage: Storage) -> None:
    groups = _groups(photos, "large.jpg", "1.jpg")
    settings = ExtractorSettings(memory_limit=256 << 20)
    with Extractor(settings, storage, workers=1, steps=strange_steps.steps) as extractor:
        results = _all(extractor, groups)
    (failure,) = results["large.jpg"].failures
    assert failure.error == "needs more memory than extractor.memoryLimit (256 MB)"
    assert results["1.jpg"].failures == []
    with _strange(storage) as extractor:  # its limit is higher, so it is tried again
        assert _all(extractor, groups)["large.jpg"].failures == []


def test_a_job_that_hangs_is_ended(photos: Path, storage: Storage) -> None:
    os.mkfifo(photos / "pid")
    with _strange(storage, workers=2, timeout=0.5) as extractor:
        results = _all(extractor, _groups(photos, "hangs.jpg", "1.jpg"))
    (failure,) = results["hangs.jpg"].failures
    assert failure.error == "gave up after 0.5 seconds"
    assert _suffixes(results["hangs.jpg"]) == ["after.txt", "failures.json"]
    assert results["1.jpg"].failures == []


def test_a_crash_is_not_tried_again_until_asked(photos: Path, storage: Storage) -> None:
    groups = _groups(photos, "killed.jpg")
    for retry, attempts in ((False, 1), (False, 1), (True, 2)):
        with _strange(storage, retry=retry) as extractor:
            (failure,) = _all(extractor, groups)["killed.jpg"].failures
        assert failure.attempts == attempts


def test_workers_stay_between_calls(photos: Path, storage: Storage) -> None:
    with _strange(storage) as extractor:
        first = _all(extractor, _groups(photos, "1.jpg"))["1.jpg"]
        second = _all(extractor, _groups(photos, "2.jpg"))["2.jpg"]
    assert _pid(first) == _pid(second) != os.getpid()


def _pid(result: Extracted) -> int:
    (objects,) = result.objects.values()
    pid: int = objects.meta["exif"]["pid"]
    return pid


def test_an_idle_worker_may_die(photos: Path, storage: Storage) -> None:
    with _strange(storage) as extractor:
        pid = _pid(_all(extractor, _groups(photos, "1.jpg"))["1.jpg"])
        os.kill(pid, 9)
        results = _all(extractor, _groups(photos, *(f"{i}.jpg" for i in range(2, 20))))
    assert len(results) == 18
    assert all(result.failures == [] for result in results.values())
    assert _pid(results["19.jpg"]) != pid


def test_workers_that_cannot_start_are_an_error(photos: Path, storage: Storage) -> None:
    extractor = Extractor(ExtractorSettings(), storage, workers=1, steps=strange_steps.no_steps)
    with extractor, pytest.raises(WorkersError):
        _all(extractor, _groups(photos, "1.jpg"))


def test_groups_are_taken_as_they_are_needed(photos: Path, storage: Storage) -> None:
    taken = 0

    def many() -> Iterator[FileGroup]:
        nonlocal taken
        for group in _groups(photos, *(f"{number}.jpg" for number in range(100))):
            taken += 1
            yield group

    with _strange(storage) as extractor:
        for done, _ in enumerate(extractor.extract(many(), cancel=threading.Event())):
            assert taken <= done + 10
    assert taken == 100


@contextmanager
def _hanging(pipe: Path) -> Iterator[tuple[int, TextIO]]:
    """Wait until a worker hangs: its process id, and its pipe, which ends when it ends."""
    descriptor = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with open(descriptor) as file:
        assert select.select([descriptor], [], [], 60)[0], "no worker came"
        os.set_blocking(descriptor, True)
        yield int(file.readline()), file


def test_cancelling_ends_the_work_at_hand(photos: Path, storage: Storage) -> None:
    os.mkfifo(photos / "pid")
    cancel = threading.Event()
    results: list[Extracted] = []
    with _strange(storage) as extractor:
        groups = _groups(photos, "hangs.jpg", "1.jpg")
        thread = threading.Thread(
            target=lambda: results.extend(extractor.extract(groups, cancel=cancel))
        )
        thread.start()
        with _hanging(photos / "pid") as (pid, pipe):
            cancel.set()
            thread.join(timeout=20)
            assert not thread.is_alive()
            assert pipe.read() == ""  # its other end is closed: the worker is gone
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
        assert results == []
        # It works again afterwards.
        assert set(_all(extractor, groups[1:])) == {"1.jpg"}


def test_a_cancelled_extraction_takes_no_groups(photos: Path, storage: Storage) -> None:
    cancel = threading.Event()
    cancel.set()
    with _strange(storage) as extractor:
        assert list(extractor.extract(_groups(photos, "1.jpg"), cancel=cancel)) == []
    assert not storage.root.exists()


def test_temporary_files_of_a_killed_worker_are_removed(photos: Path, storage: Storage) -> None:
    (group,) = _groups(photos, "killed.jpg")
    storage.root.mkdir()
    left = storage.root / f".hg-{group[0].sha1}-1.tmp"
    left.touch()
    with _strange(storage) as extractor:
        _all(extractor, [group])
    assert not left.exists()


_PARENT = """
import sys, threading
from pathlib import Path
from homegallery.config.extractor import ExtractorSettings, ImageSettings
from homegallery.extract.pipeline import Extractor
from homegallery.storage.store import Storage
from tests.extract import strange_steps
from tests.extract.photos import source_file
if __name__ == "__main__":
    photo, storage = map(Path, sys.argv[1:])
    extractor = Extractor(
        ExtractorSettings(), Storage(storage), workers=1, steps=strange_steps.steps
    )
    list(extractor.extract([(source_file(photo),)], cancel=threading.Event()))
"""


def test_workers_do_not_outlive_a_killed_parent(
    photos: Path, storage: Storage, tmp_path: Path
) -> None:
    os.mkfifo(photos / "pid")
    (photos / "hangs.jpg").write_bytes(b"x")
    script = tmp_path / "parent.py"
    script.write_text(_PARENT)
    with (
        subprocess.Popen(
            [sys.executable, script, photos / "hangs.jpg", storage.root],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        ) as parent,
        (photos / "pid").open() as pipe,
    ):
        pid = int(pipe.readline())
        parent.kill()
        assert pipe.read() == ""  # comes to an end only with the worker
    assert pid != parent.pid


@pytest.mark.parametrize(
    "name", ["-rf.jpg", "two\nlines.jpg", "caf\udce9.jpg", "&$(x);'.jpg", "ü 漢.jpg"]
)
def test_unusual_names_pass_all_built_in_steps(photos: Path, storage: Storage, name: str) -> None:
    (photos / name).write_bytes(encoded(corners(300, 200), "PNG"))
    group = (source_file(photos / name, photos),)
    with Extractor(ExtractorSettings(), storage, workers=1) as extractor:
        result = _all(extractor, [group])[name]
    assert result.failures == []
    assert {"exif.json", "image-preview-128.jpg"} <= set(_suffixes(result))


def test_a_marker_that_was_half_written_says_nothing(tmp_path: Path) -> None:
    marker = Marker(tmp_path / "marker")
    for before in (b"", b'\n["abc","exif",1]\n'):
        marker.path.write_bytes(before + b'["abc')
        assert marker.read() is None


def test_decoders_stay_out_of_this_process() -> None:
    """The server imports the pipeline and has to stay small."""
    code = "import sys, homegallery.extract.pipeline; print(*sys.modules)"
    modules = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True
    )
    loaded = {name.partition(".")[0] for name in modules.stdout.split()}
    assert "pebble" in loaded
    assert not loaded & {"PIL", "numpy", "cv2", "pillow_heif", "exiftool", "tzfpy"}


def test_excluded_files_are_not_read(photos: Path, storage: Storage) -> None:
    (photos / "raw").mkdir()
    groups = _groups(photos, "1.jpg", "2.tif", "raw/3.jpg", "raw/4.jpg")
    settings = ExtractorSettings(excludes=["*.tif", "raw/"])
    with Extractor(settings, storage, workers=1, steps=strange_steps.steps) as extractor:
        results = _all(extractor, groups)
    made = {name for name, result in results.items() if _suffixes(result)}
    assert made == {"1.jpg"}


def test_files_without_content_pass_without_objects(photos: Path, storage: Storage) -> None:
    ((file,),) = _groups(photos, "1.jpg")
    with _strange(storage) as extractor:
        result = _all(extractor, [(replace(file, size=0),)])["1.jpg"]
    assert (result.objects, result.failures) == ({}, [])


def test_what_a_worker_logs_is_logged_here(
    storage: Storage, photos: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO"), _strange(storage) as extractor:
        _all(extractor, _groups(photos, "tells", "silent"))
    [record] = [one for one in caplog.records if one.name == "homegallery.test"]
    assert record.getMessage() == "tells has something to tell"
    caplog.clear()
    with caplog.at_level("WARNING"), _strange(storage) as extractor:
        _all(extractor, _groups(photos, "tells again"))
    assert not [one for one in caplog.records if one.name == "homegallery.test"]


def test_workers_do_without_pydantic() -> None:
    """A single photo waits for their start, of which it would take a fifth."""
    settings = ExtractorSettings(memory_limit=5, image=ImageSettings(preview_sizes=[7]))
    code = (
        "import pickle, sys, homegallery.extract.worker, homegallery.extract.steps\n"
        "settings = pickle.load(sys.stdin.buffer)\n"
        "print(settings.memory_limit, settings.image.preview_sizes, 'pydantic' in sys.modules)"
    )
    worker = subprocess.run(
        [sys.executable, "-c", code],
        input=pickle.dumps(settings.plain()),
        capture_output=True,
        check=True,
    )
    assert worker.stdout == b"5 [7] False\n"


def test_workers_get_settings_without_pydantic(photos: Path, storage: Storage) -> None:
    with _strange(storage) as extractor:
        results = _all(extractor, _groups(photos, "1.jpg"))
    (objects,) = results["1.jpg"].objects.values()
    assert objects.meta["exif"]["pydantic"] is False


def test_a_started_worker_collects_garbage(photos: Path, storage: Storage) -> None:
    """It does not while it starts."""
    with _strange(storage) as extractor:
        results = _all(extractor, _groups(photos, "1.jpg"))
    (objects,) = results["1.jpg"].objects.values()
    assert objects.meta["exif"]["collects"] is True
