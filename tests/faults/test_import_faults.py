"""Imports whose n-th operation on the disk fails, fills it, or is the last one.

A sample of all operations by default, all of them if ``HOMEGALLERY_FAULTS`` is ``all``.
"""

import multiprocessing
import os
import random
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, cast

import pytest

from homegallery.events.event import Event
from homegallery.events.log import append_events
from tests.faults import home
from tests.faults.disk import LOST_POWER, Kind
from tests.faults.inline import ACKNOWLEDGED, MESSAGE, OPERATIONS, import_with
from tests.gallery import Gallery, make_gallery

ALL: Final = os.environ.get("HOMEGALLERY_FAULTS") == "all"
SAMPLE: Final = {"kill": 8, "full": 6, "broken": 6, "power": 10}
"""Number of moments for each kind and start."""
ENDS: Final = {"kill": {-signal.SIGKILL}, "full": {0, 1}, "broken": {0, 1}, "power": {LOST_POWER}}


@dataclass(frozen=True)
class Scenario:
    """A start, what an undisturbed import makes of it, and in how many operations."""

    start: home.Start
    undisturbed: home.State
    operations: list[str]


def run_import_with(gallery: Gallery, kind: Kind, at: int) -> int | None:
    """The exit code of an import in a process of its own; notes of the last one are gone."""
    for name in (ACKNOWLEDGED, MESSAGE, OPERATIONS):
        (gallery.root.parent / name).unlink(missing_ok=True)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.faults.inline"])
    process = context.Process(target=import_with, args=(gallery.root, kind, at, home.EVENT))
    process.start()
    process.join()
    return process.exitcode


def message(gallery: Gallery) -> str:
    path = gallery.root.parent / MESSAGE
    return path.read_text() if path.exists() else ""


@pytest.fixture(scope="module", params=["first import", "update"])
def scenario(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    directory = tmp_path_factory.mktemp("faults")
    gallery = make_gallery(directory / "home")
    home.fill(gallery)
    if request.param == "update":
        assert run_import_with(gallery, "none", 0) == 0, message(gallery)
        (edited,) = [e for e in gallery.entries() if e["files"][0]["filename"] == "edited.jpg"]
        tagged = {**home.EVENT, "id": "tagged", "targetIds": [edited["id"]]}
        append_events(gallery.settings.events.file, [cast("Event", tagged)])
    home.change(gallery)
    start = home.Start.of(gallery, directory / "start")
    assert run_import_with(gallery, "none", 0) == 0, message(gallery)
    operations = (directory / OPERATIONS).read_text().split("\n")
    return Scenario(start, home.State.of(gallery), operations)


def moments(scenario: Scenario, kind: Kind) -> Iterator[int]:
    """Numbers of operations, the sample being another one for each start."""
    total = len(scenario.operations)
    if ALL or total <= SAMPLE[kind]:
        return iter(range(1, total + 1))
    return iter(sorted(random.Random(f"{kind}{total}").sample(range(1, total + 1), SAMPLE[kind])))


@pytest.mark.parametrize("kind", ["kill", "full", "broken", "power"])
def test_the_next_import_repairs_and_completes(scenario: Scenario, kind: Kind) -> None:
    gallery = scenario.start.gallery
    for at in moments(scenario, kind):
        told = f"{kind} at {at} ({scenario.operations[at - 1]})"
        scenario.start.restore()
        code = run_import_with(gallery, kind, at)
        assert code in ENDS[kind], f"{told}: {message(gallery)}"
        home.check_readable(gallery)
        acknowledged = (gallery.root.parent / ACKNOWLEDGED).exists()
        assert not acknowledged or home.EVENT["id"] in home.event_ids(gallery), told
        if kind == "full":
            assert code == 0 or "No space" in message(gallery), told
            assert code == 0 or str(gallery.root) in message(gallery), told
            assert home.failures(gallery) <= {"2022/broken.jpg"}, told
        made = gallery.previews()
        home.let_time_pass(gallery)

        assert run_import_with(gallery, "none", 0) == 0, f"{told}: {message(gallery)}"

        state = home.State.of(gallery)
        assert state.entries == scenario.undisturbed.entries, told
        assert state.index == scenario.undisturbed.index, told
        assert state.pictures == scenario.undisturbed.pictures, told
        assert state.others == scenario.undisturbed.others, told
        assert home.event_ids(gallery) == {str(e["id"]) for e in scenario.undisturbed.events}, told
        assert home.temporary_files(gallery) == [], told
        if kind != "power":
            assert made.items() <= gallery.previews().items(), told


def test_a_broken_disk_is_noticed(scenario: Scenario) -> None:
    """The harness: the faults really reach the import."""
    gallery = scenario.start.gallery
    first = 1 + scenario.operations.index("fsync")
    scenario.start.restore()
    assert run_import_with(gallery, "broken", first) == 1
    assert "Input/output error" in message(gallery)
