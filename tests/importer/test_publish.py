from pathlib import Path

from homegallery.database.entry import Entry
from homegallery.database.file import Database
from homegallery.importer.publish import FIRST_ENTRIES, PAUSE_SECONDS, Publisher


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def entry(number: int) -> Entry:
    sha1 = f"{number:040x}"
    name = f"{number}.jpg"
    return Entry(
        id=sha1, hash=sha1, type="image", date="2024-05-01T10:00:00.000Z",
        files=[{"id": sha1, "index": "Pics", "type": "image", "size": 1, "filename": name}],
    )  # fmt: skip


def names(path: Path) -> set[str]:
    with Database.open(path) as database:
        return {entry["files"][0]["filename"] for entry in database.entries()}


def test_the_first_photos_are_shown_at_once_and_later_ones_after_a_pause(tmp_path: Path) -> None:
    clock = Clock()
    publisher = Publisher(tmp_path / "database.db", lambda: None, clock=clock)
    for number in range(FIRST_ENTRIES):
        assert not publisher.is_due
        publisher.add(entry(number), lambda: None)
    assert publisher.is_due
    publisher.flush()
    publisher.add(entry(99), lambda: None)
    assert not publisher.is_due
    clock.now += PAUSE_SECONDS
    assert publisher.is_due


def test_callbacks_come_after_the_entry_is_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "database.db"
    seen: list[set[str]] = []
    publisher = Publisher(path, lambda: seen.append(names(path)))
    publisher.add(entry(1), lambda: seen.append(names(path)))
    publisher.flush()
    assert seen == [{"1.jpg"}, {"1.jpg"}]
    assert publisher.added == 1


def test_an_entry_that_is_built_again_counts_once(tmp_path: Path) -> None:
    publisher = Publisher(tmp_path / "database.db", lambda: None)
    for number in (1, 2, 1):
        publisher.add(entry(number), lambda: None)
        publisher.flush()
    assert publisher.added == 2


def test_removed_files_leave_with_the_next_flush(tmp_path: Path) -> None:
    path = tmp_path / "database.db"
    publisher = Publisher(path, lambda: None)
    for number in (1, 2):
        publisher.add(entry(number), lambda: None)
    publisher.flush()
    publisher.remove("Pics", ["1.jpg"])
    publisher.remove("Other", ["2.jpg"])
    publisher.flush()
    assert names(path) == {"2.jpg"}


def test_nothing_to_say_writes_nothing(tmp_path: Path) -> None:
    written: list[str] = []
    publisher = Publisher(tmp_path / "database.db", lambda: written.append("database"))
    publisher.flush()
    assert written == []
    assert not (tmp_path / "database.db").exists()
