import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from watchdog.observers.inotify_c import InotifyFD

from homegallery.config.source import SourceSettings
from homegallery.importer import watch as watch_module
from homegallery.importer.changes import Changes, Seen
from homegallery.importer.watch import Watch

PATIENCE = 30.0


class Watched:
    """A source that is watched, and what was told of it."""

    def __init__(self, root: Path, **settings: Any) -> None:
        self.root = root
        self.changes = Changes(delay=0, max_delay=0)
        self.told = threading.Semaphore(0)
        self.sources = [source(root, **settings)]

    def start(self) -> Watch:
        self.watch = Watch(self.sources, self.changes, self.told.release)
        self.watch.start()
        return self.watch

    def until(self, reached: Callable[[Seen], bool]) -> Seen:
        """Wait for events until all that was seen so far is enough."""
        seen = Seen()
        deadline = time.monotonic() + PATIENCE
        while not reached(seen):
            assert self.told.acquire(timeout=max(0, deadline - time.monotonic())), seen
            more = self.changes.take()
            for name, directories in more.directories.items():
                seen.directories.setdefault(name, set()).update(directories)
            everywhere = seen.everywhere or more.everywhere
            seen = Seen(seen.directories, more.growing, everywhere)
        return seen

    def until_in(self, directory: str, name: str = "Pictures") -> Seen:
        return self.until(lambda seen: directory in seen.directories.get(name, ()))


def source(root: Path, name: str = "Pictures", **settings: Any) -> SourceSettings:
    return SourceSettings(dir=root, index=root.parent / f"{name}.idx", **settings)


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    root = tmp_path / "Pictures"
    (root / "2024" / "trip").mkdir(parents=True)
    (root / "2024" / "old.jpg").write_bytes(b"old")
    watched = Watched(root, excludes=["/private"])
    yield watched
    watched.watch.stop()


def test_a_new_file(watched: Watched) -> None:
    watched.start()
    (watched.root / "2024" / "trip" / "a.jpg").write_bytes(b"a")
    seen = watched.until_in("2024/trip")
    assert seen == Seen({"Pictures": {"2024/trip"}})


def test_a_file_that_grows_is_told_when_it_is_closed(watched: Watched) -> None:
    watched.start()
    with (watched.root / "2024" / "film.mp4").open("wb", buffering=0) as file:
        file.write(b"half")
        seen = watched.until(lambda seen: bool(seen.growing))
        assert seen == Seen({}, frozenset({("Pictures", "2024/film.mp4")}))
        file.write(b"whole")
    assert watched.until_in("2024") == Seen({"Pictures": {"2024"}})


@pytest.mark.parametrize(
    "change",
    [
        lambda directory: (directory / "old.jpg").unlink(),
        lambda directory: (directory / "old.jpg").rename(directory / "new.jpg"),
        lambda directory: (directory / "old.jpg").rename(directory.parents[1] / "old.jpg"),
        lambda directory: (directory.parents[1] / "outside.jpg").rename(directory / "in.jpg"),
        lambda directory: (directory / "link.jpg").symlink_to(directory / "old.jpg"),
    ],
    ids=["deleted", "renamed", "moved out", "moved in", "linked"],
)
def test_other_changes_of_files(watched: Watched, change: Callable[[Path], Any]) -> None:
    (watched.root.parent / "outside.jpg").write_bytes(b"new")
    watched.start()
    change(watched.root / "2024")
    watched.until(lambda seen: "2024" in seen.directories.get("Pictures", ()) or bool(seen.growing))


def test_directories_that_come_move_and_go(watched: Watched) -> None:
    watched.start()
    new = watched.root / "2025" / "party"
    new.mkdir(parents=True)
    watched.until_in("2025")
    (new / "a.jpg").write_bytes(b"a")
    watched.until_in("2025/party")
    (watched.root / "2025").rename(watched.root / "2026")
    assert watched.until_in("2026").directories["Pictures"] >= {"", "2025", "2026"}
    (watched.root / "2026" / "party" / "b.jpg").write_bytes(b"b")
    watched.until_in("2026/party")
    shutil.rmtree(watched.root / "2026")
    watched.until_in("")


@pytest.mark.parametrize("change", [Path.touch, Path.unlink], ids=["hidden", "shown"])
def test_a_file_that_hides_its_directory(watched: Watched, change: Callable[[Path], Any]) -> None:
    marker = watched.root / "2024" / ".galleryignore"
    if change is Path.unlink:
        marker.touch()
    watched.start()
    change(marker)
    assert watched.until_in("2024").everywhere


def test_what_cannot_show_wakes_nobody(watched: Watched) -> None:
    (watched.root / "private").mkdir()
    watched.start()
    (watched.root / "private" / "a.jpg").write_bytes(b"a")
    (watched.root / "2024" / "b.jpg.part").write_bytes(b"b")
    (watched.root / "2024" / "old.jpg").read_bytes()
    (watched.root / "2024" / "trip" / "last.jpg").write_bytes(b"c")
    assert watched.until_in("2024/trip") == Seen({"Pictures": {"2024/trip"}})


def test_all_sources_of_a_place_are_told_and_no_other(watched: Watched) -> None:
    neighbour = watched.root.with_name("Pictures2")
    neighbour.mkdir()
    watched.sources += [
        source(watched.root, "Films"),
        source(watched.root / "2024", "Year"),
        source(neighbour, "Neighbour"),
    ]
    watched.start()
    (watched.root / "2024" / "a.jpg").write_bytes(b"a")
    seen = watched.until(lambda seen: len(seen.directories) == 3)
    assert seen.directories == {"Pictures": {"2024"}, "Films": {"2024"}, "Year": {""}}


def test_names_that_are_not_utf8(watched: Watched) -> None:
    watched.start()
    directory = os.fsencode(watched.root) + b"/\xe4"
    os.mkdir(directory)
    watched.until_in("\udce4")


def test_a_source_that_is_mounted_later(watched: Watched, tmp_path: Path) -> None:
    disk = watched.root.rename(tmp_path / "disk")
    watch = watched.start()
    assert watch.unwatched == {}, "to look through everything often would not help"
    assert not watch.refresh()
    disk.rename(watched.root)
    assert watch.refresh()
    assert watch.unwatched == {}
    (watched.root / "2024" / "a.jpg").write_bytes(b"a")
    watched.until_in("2024")


def test_a_network_drive_is_not_watched(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch_module, "remote_file_system", lambda _: "nfs4")
    assert watched.start().unwatched == {"Pictures": "it is on a network drive (nfs4)"}


def test_a_reached_limit_is_told(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    """watchdog leaves out directories beyond the limit without a word."""
    add, room = InotifyFD.add_callback, iter(range(2))

    def limited(*arguments: Any) -> Any:
        if next(room, None) is None:
            raise OSError(28, "inotify watch limit reached")
        return add(*arguments)

    monkeypatch.setattr(InotifyFD, "add_callback", limited)
    reason = watched.start().unwatched["Pictures"]
    assert "inotify watch limit reached" in reason
    assert "max_user_watches" in reason


def test_offline_sources_are_left_alone(watched: Watched) -> None:
    watched.sources[0] = source(watched.root.with_name("gone"), offline=True)
    assert watched.start().unwatched == {}
