import threading
from pathlib import Path

import pytest

from homegallery.index.apply import apply_journal
from homegallery.index.file import Index, read_index, write_index
from homegallery.index.recent import Recent, with_recent
from homegallery.index.selection import select_files
from homegallery.index.update import How, update_index
from tests.index.records import DATE, record
from tests.index.tree import indexed, make_tree, names, scan_tree, source_of


@pytest.fixture
def recent(tmp_path: Path) -> Recent:
    return Recent(tmp_path / "Pictures.idx")


def test_later_changes_count(recent: Recent) -> None:
    recent.append(DATE, [record("a.jpg"), record("b.jpg")], ["c.jpg"])
    recent.append(DATE, [record("c.jpg"), record("a.jpg", size=11)], ["b.jpg"])
    assert recent.read(DATE) == {
        "a.jpg": record("a.jpg", size=11),
        "b.jpg": None,
        "c.jpg": record("c.jpg"),
    }


def test_changes_of_another_index_file_do_not_count(recent: Recent) -> None:
    recent.append(DATE, [record("a.jpg")], [])
    assert recent.read("2026-02-02T00:00:00.000Z") == {}
    assert recent.read(None) == {}


@pytest.mark.parametrize("cut", [1, 7, 100])
def test_a_torn_line_costs_only_itself(recent: Recent, tmp_path: Path, cut: int) -> None:
    recent.append(DATE, [record("a.jpg"), record("b.jpg")], [])
    file = tmp_path / "Pictures.idx.recent"
    file.write_bytes(file.read_bytes()[:-cut])
    recent.append(DATE, [record("c.jpg")], [])
    names = {"a.jpg", "c.jpg"} if cut > 1 else {"a.jpg", "b.jpg", "c.jpg"}
    assert recent.read(DATE).keys() == names


def test_names_that_are_not_utf8(recent: Recent) -> None:
    here, gone = "\udce4.jpg", "\udcf6.jpg"
    recent.append(DATE, [record(here)], [gone])
    assert recent.read(DATE) == {here: record(here), gone: None}


def test_nothing_to_tell_makes_no_file(recent: Recent, tmp_path: Path) -> None:
    recent.append(DATE, [], [])
    recent.clear()
    assert list(tmp_path.iterdir()) == []


def test_an_index_with_its_recent_changes(recent: Recent) -> None:
    index = Index(DATE, "/p", [record("a.jpg"), record("b.jpg"), record("c.jpg")])
    recent.append(DATE, [record("b.jpg", size=1), record("d.jpg")], ["a.jpg"])
    changed = with_recent(index, recent.read(DATE))
    assert sorted(changed.records) == [
        record("b.jpg", size=1),
        record("c.jpg"),
        record("d.jpg"),
    ]
    recent.clear()
    assert with_recent(index, recent.read(DATE)) is index


def test_commands_by_hand_know_recent_changes(tmp_path: Path) -> None:
    """A watched photo is in the database, so a build from the index must not lose it."""
    root = make_tree(tmp_path / "Pictures", {"a.jpg": b"a", "gone.jpg": b"gone"})
    source = source_of(root)
    index = indexed(scan_tree(root), root)
    created = write_index(source.index, str(root), index.records)
    make_tree(root, {"watched.jpg": b"w"})
    (root / "gone.jpg").unlink()
    now = indexed(scan_tree(root), root)
    [watched] = [one for one in now.records if one.filename == "watched.jpg"]
    Recent(source.index).append(created, [watched], ["gone.jpg"])

    selection = select_files(source.index)
    assert selection is not None
    assert names(selection.records) == ["a.jpg", "watched.jpg"]

    make_tree(root, {"new.jpg": b"n"})
    cancel = threading.Event()
    done = update_index(source, How(journal="j"), cancel=cancel)
    assert (done.adds, done.removes) == (1, 0)
    apply_journal(source.index, "j")
    assert names(read_index(source.index).records) == ["a.jpg", "new.jpg", "watched.jpg"]
    assert update_index(source, How(), cancel=cancel).adds == 0
