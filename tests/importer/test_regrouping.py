"""Files change the group they belong to: the database is that of an import from scratch."""

import shutil
import tempfile
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Self

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from homegallery.config.load import load_settings
from homegallery.config.model import Settings
from homegallery.database.file import Database
from homegallery.extract.failures import failure_now
from homegallery.extract.pipeline import Extracted, FileGroup
from homegallery.importer import course
from homegallery.importer.failures import FailureList
from homegallery.importer.run import run_import, run_part
from tests.gallery import Gallery, make_gallery


class NoExtraction:
    """In the place of an ``Extractor``: entries of file names alone are quick; videos fail."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def extract(
        self, groups: Iterable[FileGroup], *, cancel: threading.Event, **_: object
    ) -> Iterator[Extracted]:
        for group in groups:
            if cancel.is_set():
                return
            broken = [file for file in group if file.media_type == "video"]
            yield Extracted(group, {}, [failure_now(one, "step", 1, "broken") for one in broken])


@pytest.fixture(autouse=True)
def no_extraction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(course, "Extractor", NoExtraction)


class World:
    """A gallery whose files change."""

    def __init__(self, gallery: Gallery) -> None:
        self.gallery = gallery
        self._count = 0
        self.write("keep.jpg", 5)  # a source without files would count as offline

    def write(self, name: str, size: int) -> None:
        """Other content each time, and a new time of change."""
        self._count += 1
        self.gallery.add(name, f"{self._count:010}".encode()[:size].ljust(size, b"x"))

    def remove(self, name: str) -> None:
        (self.gallery.pictures / name).unlink(missing_ok=True)

    def rename(self, old: str, new: str) -> None:
        source, target = self.gallery.pictures / old, self.gallery.pictures / new
        if source.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            source.rename(target)

    def look(self, *, part: bool) -> None:
        """Import what changed, in a ``part`` of the directories or in all."""
        if part:
            assert run_part(self.gallery.settings, {"Pictures": ["", "x"]}, workers=1)
        else:
            run_import(self.gallery.settings, workers=1)

    def assert_as_from_scratch(self) -> None:
        fresh = self._fresh()
        try:
            run_import(fresh, workers=1, full=True)
            assert state(self.gallery.settings) == state(fresh)
        finally:
            shutil.rmtree(self.gallery.root / "fresh")

    def _fresh(self) -> Settings:
        root = self.gallery.root
        config = root / "fresh" / "gallery.config.yml"
        config.parent.mkdir()
        config.write_text(
            f"baseDir: {root}\nconfigDir: '{root}/fresh'\ncacheDir: '{root}/fresh'\n"
            "sources: ['{baseDir}/Pictures']\n"
        )
        return load_settings(config, environ={"HOME": str(root)}).settings


def state(settings: Settings) -> tuple[list[dict[str, Any]], set[tuple[str, str]]]:
    """Entries but for the time they were built, and which files failed at what."""
    with Database.open(settings.database.file) as database:
        entries = [
            {key: value for key, value in entry.items() if key != "updated"}
            for entry in database.entries()
        ]
    failures = FailureList(settings.database.file).items
    return (
        sorted(entries, key=lambda entry: entry["files"][0]["filename"]),
        {(failure["filename"], failure["step"]) for failure in failures},
    )


@pytest.fixture
def world(gallery: Gallery) -> World:
    return World(gallery)


part = pytest.mark.parametrize("part", [False, True], ids=["whole", "part"])


@part
def test_a_sidecar_becomes_a_photo_of_its_own(world: World, part: bool) -> None:
    world.write("a.jpg", 50)
    world.write("a.small.jpg", 20)
    world.look(part=False)
    assert world.gallery.names() == ["a.jpg", "keep.jpg"]
    world.write("a.small.jpg", 90)
    world.look(part=part)
    assert world.gallery.names() == ["a.jpg", "a.small.jpg", "keep.jpg"]
    world.assert_as_from_scratch()


@part
def test_two_photos_become_one(world: World, part: bool) -> None:
    world.write("a.jpg", 50)
    world.write("a.small.jpg", 90)
    world.look(part=False)
    world.write("a.small.jpg", 20)
    world.look(part=part)
    assert world.gallery.names() == ["a.jpg", "keep.jpg"]
    world.assert_as_from_scratch()


@part
def test_a_takeout_file_changes_its_photo(world: World, part: bool) -> None:
    """An edited copy has the JSON file while the photo itself is not there."""
    world.write("a-edited.jpg", 50)
    world.write("a.jpg.json", 5)
    world.look(part=False)
    world.write("a.jpg", 50)
    world.look(part=part)
    assert world.gallery.names() == ["a-edited.jpg", "a.jpg", "keep.jpg"]
    world.assert_as_from_scratch()


@part
def test_a_photo_loses_its_content(world: World, part: bool) -> None:
    world.write("a.jpg", 50)
    world.write("a.mp4", 20)
    world.write("b.jpg", 50)
    world.look(part=False)
    world.write("a.jpg", 0)
    world.write("b.jpg", 0)
    world.look(part=part)
    assert world.gallery.names() == ["a.mp4", "keep.jpg"]
    world.assert_as_from_scratch()


def test_the_failure_of_a_removed_sidecar_is_forgotten(world: World) -> None:
    world.write("a.jpg", 50)
    world.write("a.mp4", 20)
    world.look(part=False)
    assert len(FailureList(world.gallery.database).items) == 1
    world.remove("a.mp4")
    world.look(part=False)
    assert FailureList(world.gallery.database).items == []


NAMES = st.sampled_from(
    [
        f"{directory}{name}"
        for directory in ("", "x/")
        for name in (
            "a.jpg", "a.small.jpg", "a.small.png", "a.mp4", "a.xmp", "a.jpg.xmp",
            "a.small.xmp", "a(1).jpg", "a-edited.jpg", "a.jpg.json", "a.jpg(1).json", "a.heic",
            "a_HEVC.MOV",
        )
    ]
)  # fmt: skip
SIZES = st.sampled_from([0, 10, 20, 30, 40])
EDITS = st.one_of(
    st.tuples(st.just("write"), NAMES, SIZES),
    st.tuples(st.just("remove"), NAMES),
    st.tuples(st.just("rename"), NAMES, NAMES),
)
STEPS = st.tuples(st.booleans(), st.lists(EDITS, min_size=1, max_size=4))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    first=st.lists(st.tuples(NAMES, SIZES), max_size=8),
    steps=st.lists(STEPS, min_size=1, max_size=4),
)
def test_whatever_happens_the_database_is_that_of_an_import_from_scratch(
    first: list[tuple[str, int]], steps: list[tuple[bool, list[tuple[Any, ...]]]]
) -> None:
    with tempfile.TemporaryDirectory() as home:
        world = World(make_gallery(Path(home)))
        for name, size in first:
            world.write(name, size)
        world.look(part=False)
        for part, edits in steps:
            for edit, *arguments in edits:
                getattr(world, edit)(*arguments)
            world.look(part=part)
            world.assert_as_from_scratch()
