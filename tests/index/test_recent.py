from pathlib import Path

import pytest

from homegallery.index.file import Index
from homegallery.index.recent import Recent, with_recent
from tests.index.records import DATE, record


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
