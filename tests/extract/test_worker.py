import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from homegallery.config.extractor import ExtractorSettings
from homegallery.extract.marker import Marker
from homegallery.extract.source import FileGroup
from homegallery.extract.step import Lane, Step, StepError, Work
from homegallery.extract.steps import built_in_steps, in_order
from homegallery.extract.worker import Extracted, Worker
from homegallery.storage.store import Storage
from tests.extract.photos import source_file


class Bench:
    """A worker in this process with steps that count."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.storage = Storage(directory / "storage")
        self.marker = Marker(directory / "marker")
        self.ran: list[tuple[str, str]] = []

    def step(
        self, name: str, action: Callable[[Work], None] = lambda _: None, version: int = 1
    ) -> Step:
        def run(work: Work) -> None:
            self.ran.append((name, work.file.filename))
            action(work)
            work.write_json(f"{name}.json", {"made": True})

        return Step(name, version, lambda _: [f"{name}.json"], run)

    def group(self, *names: str, content: bytes = b"") -> FileGroup:
        for name in names:
            (self.directory / name).write_bytes(content or name.encode())
        return tuple(source_file(self.directory / name, self.directory) for name in names)

    def run(
        self, group: FileGroup, *steps: Step, retry: bool = False, lane: Lane = "files"
    ) -> Extracted:
        worker = Worker(list(steps), ExtractorSettings(), self.storage, lane=lane)
        return worker.run(group, self.marker, retry=retry)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def _fail(work: Work) -> None:
    raise StepError("the reason")


def test_steps_run_on_every_file_and_results_come_together(bench: Bench) -> None:
    group = bench.group("a.jpg", "a.xmp")
    result = bench.run(group, bench.step("one"), bench.step("two"))
    assert bench.ran == [("one", "a.jpg"), ("two", "a.jpg"), ("one", "a.xmp"), ("two", "a.xmp")]
    for file in group:
        assert result.objects[file.sha1] == bench.storage.load(file.sha1)
        assert set(result.objects[file.sha1].meta) == {"one", "two"}
    assert set(result.seconds) == {"one", "two", "storage"}
    assert result.failures == []
    assert bench.marker.read() is None


def test_what_exists_is_not_made_again(bench: Bench) -> None:
    group = bench.group("a.jpg")
    bench.run(group, bench.step("one"))
    result = bench.run(group, bench.step("one", version=2), bench.step("two"))
    assert bench.ran == [("one", "a.jpg"), ("two", "a.jpg")]
    assert set(result.seconds) == {"two", "storage"}
    assert set(result.objects[group[0].sha1].meta) == {"one", "two"}


def test_a_step_is_skipped_where_it_does_not_apply(bench: Bench) -> None:
    never = replace(bench.step("one"), writes=lambda _: [])
    assert bench.run(bench.group("a.jpg"), never).failures == []
    assert bench.ran == []


def test_a_failure_does_not_stop_other_steps_and_files(bench: Bench) -> None:
    group = bench.group("a.jpg", "a.xmp")
    result = bench.run(group, bench.step("one", _fail), bench.step("two"))
    assert [(f.filename, f.step, f.error) for f in result.failures] == [
        ("a.jpg", "one", "the reason"),
        ("a.xmp", "one", "the reason"),
    ]
    assert ("two", "a.xmp") in bench.ran


def test_a_failure_stands_until_it_is_time_or_asked_for(bench: Bench) -> None:
    group = bench.group("a.jpg")
    bench.run(group, bench.step("one", _fail))
    again = bench.run(group, bench.step("one"))
    assert len(bench.ran) == 1
    assert [failure.attempts for failure in again.failures] == [1]

    newer = bench.run(group, bench.step("one", _fail, version=2))
    assert [(f.step_version, f.attempts) for f in newer.failures] == [(2, 1)]

    asked = bench.run(group, bench.step("one", version=2), retry=True)
    assert asked.failures == []
    assert "failures" not in asked.objects[group[0].sha1].meta


def test_results_of_a_failed_step_stay_and_so_does_the_failure(bench: Bench) -> None:
    def half(work: Work) -> None:
        work.write_json("one.json", {"half": True})
        raise StepError("only half")

    group = bench.group("a.jpg")
    for _ in range(2):
        result = bench.run(group, bench.step("one", half))
        assert [failure.error for failure in result.failures] == ["only half"]
        assert result.objects[group[0].sha1].meta["one"] == {"half": True}
    assert len(bench.ran) == 1


def test_any_exception_is_a_failure(bench: Bench) -> None:
    def strange(work: Work) -> None:
        raise RuntimeError("what is this")

    result = bench.run(bench.group("a.jpg"), bench.step("one", strange))
    assert [failure.error for failure in result.failures] == ["what is this"]


def test_empty_and_unhashed_files_are_left_out(bench: Bench) -> None:
    (file,) = bench.group("a.jpg")
    group = (replace(file, size=0), replace(file, sha1=""))
    assert bench.run(group, bench.step("one")).objects == {}
    assert bench.ran == []


def test_the_same_content_twice_is_one_work(bench: Bench) -> None:
    group = bench.group("a.jpg", "b.jpg", content=b"same")
    bench.run(group, bench.step("one"))
    assert len(bench.ran) == 1


def test_a_file_that_changed_or_vanished_is_not_blamed(bench: Bench) -> None:
    group = bench.group("a.jpg", "b.jpg", "c.jpg")
    (bench.directory / "a.jpg").write_bytes(b"longer than before")
    (bench.directory / "b.jpg").unlink()
    (bench.directory / "c.jpg").unlink()
    os.mkfifo(bench.directory / "c.jpg")
    result = bench.run(group, bench.step("one"))
    assert bench.ran == []
    assert [failure.filename for failure in result.failures] == ["a.jpg", "b.jpg", "c.jpg"]
    assert result.failures[1].error == "No such file or directory"
    for file in group:
        assert bench.storage.load(file.sha1).files == []


def test_the_marker_tells_the_step_at_work(bench: Bench) -> None:
    seen = []
    group = bench.group("a.jpg")
    bench.run(
        group,
        bench.step("zero"),
        bench.step("one", lambda _: seen.append(bench.marker.read()), version=3),
    )
    assert seen == [(group[0].sha1, "one", 3)]


@pytest.mark.parametrize(
    "name", ["-rf.jpg", "two\nlines.jpg", "caf\udce9.jpg", " .jpg", "ü 漢.jpg"]
)
def test_unusual_names(bench: Bench, name: str) -> None:
    group = bench.group(name, content=b"content")
    result = bench.run(group, bench.step("one", _fail), bench.step("two"))
    assert result.failures[0].filename == name
    assert "two" in result.objects[group[0].sha1].meta


def test_a_worker_runs_one_lane_and_tells_what_waits_in_others(bench: Bench) -> None:
    group = bench.group("a.mp4")
    steps = [
        bench.step("one"),
        replace(bench.step("convert"), lane="video"),
        replace(bench.step("place"), lane="network"),
        replace(bench.step("never"), lane="network", writes=lambda _: []),
    ]
    assert bench.run(group, *steps).pending == {"video", "network"}
    assert bench.ran == [("one", "a.mp4")]
    converted = bench.run(group, *steps, lane="video")
    assert bench.ran[1:] == [("convert", "a.mp4")]
    assert set(converted.objects[group[0].sha1].meta) == {"one", "convert"}
    assert bench.run(group, *steps).pending == {"network"}


def test_a_failure_of_another_lane_stands_while_its_step_pauses(bench: Bench) -> None:
    group = bench.group("a.mp4")
    failing = replace(bench.step("convert", _fail), lane="video")
    bench.run(group, failing, lane="video")
    paused = bench.run(group, failing)
    assert [failure.step for failure in paused.failures] == ["convert"]
    assert paused.pending == frozenset()
    newer = bench.run(group, replace(failing, version=2))
    assert newer.failures == []
    assert newer.pending == {"video"}


def test_lanes_keep_each_others_failures(bench: Bench) -> None:
    """Both have read the failures before either writes."""
    group = bench.group("a.mp4")
    other = replace(bench.step("place", _fail), lane="network")

    def fail_beside(work: Work) -> None:
        bench.run(group, other, lane="network")
        raise StepError("the reason")

    bench.run(group, replace(bench.step("convert", fail_beside), lane="video"), lane="video")
    (stored,) = (bench.storage.load(file.sha1).meta["failures"] for file in group)
    assert set(stored) == {"place", "convert"}


def test_a_disk_unplugged_during_a_step_is_not_blamed_on_the_file(bench: Bench) -> None:
    def unplug(work: Work) -> None:
        work.file.path.unlink()
        raise StepError("the decoder says the file is broken")

    group = bench.group("a.jpg")
    (failure,) = bench.run(group, bench.step("one", unplug)).failures
    assert failure.error == "No such file or directory"
    assert bench.storage.load(group[0].sha1).files == []


def test_reports_reach_the_marker_now_and_then(bench: Bench) -> None:
    seen: list[tuple[str, float] | None] = []

    def report(work: Work) -> None:
        for fraction in (0.25, 0.5):
            work.report(fraction)
            seen.append(bench.marker.reported())

    group = bench.group("a.mp4")
    bench.run(group, bench.step("one", report))
    assert seen == [(group[0].sha1, 0.25)] * 2
    assert bench.marker.reported() is None


def test_steps_come_after_those_they_need() -> None:
    def step(name: str, *needs: str) -> Step:
        return Step(name, 1, lambda _: [], lambda _: None, needs)

    ordered = in_order([step("c", "b", "absent"), step("a"), step("b", "a")])
    assert [step.name for step in ordered] == ["a", "b", "c"]


def test_built_in_steps_have_their_order() -> None:
    names = [step.name for step in built_in_steps()]
    assert names.index("exif") < names.index("heic") < names.index("previews")
