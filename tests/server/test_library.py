"""The library follows its database file."""

import gzip
import json
from pathlib import Path

import pytest

from homegallery.config.model import TreeSettings
from homegallery.database.entry import Entry
from homegallery.server.library import FRONT, Library, Snapshot
from homegallery.server.tree import Tree
from tests.server.gallery import Gallery, make_entry

EMPTY = "da39a3ee5e6b4b0d3255bfef95601890afd80709"


@pytest.fixture
def library(gallery: Gallery) -> Library:
    return Library(gallery.database, TreeSettings(), this_year=lambda: 2026)


def _tree(library: Library) -> Tree:
    assert library.current.tree is not None
    return library.current.tree


def _months(count: int) -> list[Entry]:
    return [make_entry(number, f"2026-{number:02}-01") for number in range(1, count + 1)]


def test_no_file_is_an_empty_library(tmp_path: Path) -> None:
    library = Library(tmp_path / "database.db", TreeSettings())
    assert library.refresh()
    assert (_tree(library).root, library.current.total, library.problem) == (EMPTY, 0, "")
    assert not library.refresh()


def test_the_newest_entries_are_there_before_the_tree(library: Library) -> None:
    snapshot = library.open()
    assert snapshot is not None
    assert library.current is snapshot
    assert snapshot.tree is None
    assert [entry["id"][-1] for entry in snapshot.front[:3]] == ["c", "b", "a"]
    assert bytes.fromhex(snapshot.front[0]["id"]) in snapshot.front_files
    assert library.finish(snapshot)
    assert _tree(library).root != EMPTY


def test_front_is_limited(gallery: Gallery, library: Library) -> None:
    gallery.write([make_entry(number, "2026-01-01") for number in range(1, FRONT + 10)])
    library.refresh()
    assert (len(library.current.front), library.current.total) == (FRONT, FRONT + 9)


def test_every_file_of_every_entry_is_known(library: Library) -> None:
    library.refresh()
    assert [file_id.hex() for file_id in _tree(library).files] == [
        f"{number:040x}" for number in range(1, 13)
    ]


def test_unchanged_file_is_not_read_again(library: Library) -> None:
    assert library.refresh()
    before = library.current
    assert not library.refresh()
    assert library.current is before


def test_only_changed_months_are_built_again(gallery: Gallery, library: Library) -> None:
    gallery.write(_months(3))
    library.refresh()
    before = {leaf.name: leaf for leaf in _tree(library).leaves}
    gallery.write([*_months(3), make_entry(99, "2026-02-02")])
    assert library.refresh()
    after = {leaf.name: leaf for leaf in _tree(library).leaves}
    assert after["2026/01"] is before["2026/01"]
    assert after["2026/03"] is before["2026/03"]
    assert after["2026/02"].hash != before["2026/02"].hash


def test_objects_of_the_tree_before_are_kept(gallery: Gallery, library: Library) -> None:
    library.refresh()
    root = _tree(library).root
    gallery.write(_months(2))
    library.refresh()
    assert root not in _tree(library).objects
    assert json.loads(gzip.decompress(library.retired[-1][root]))["hash"] == root


def test_same_content_in_a_new_file_is_no_change(gallery: Gallery, library: Library) -> None:
    gallery.write(_months(2))
    library.refresh()
    before = library.current
    gallery.write(_months(2))
    assert not library.refresh()
    assert library.current is not before
    assert not library.retired


def test_a_broken_file_leaves_the_last_good_state(gallery: Gallery, library: Library) -> None:
    library.refresh()
    before = library.current
    gallery.database.write_bytes(b"nonsense")
    assert not library.refresh()
    assert library.current is before
    assert str(gallery.database) in library.problem
    gallery.write(_months(1))
    assert library.refresh()
    assert (library.problem, library.current.total) == ("", 1)


def test_a_broken_month_leaves_the_last_good_state(gallery: Gallery, library: Library) -> None:
    library.refresh()
    before = library.current
    gallery.write([make_entry(1, "2026-01-01", description="x" * 500)])
    data = bytearray(gallery.database.read_bytes())
    assert before.database is not None
    middle = len(data) // 2
    data[middle : middle + 8] = bytes(8)
    gallery.database.write_bytes(data)
    assert not library.refresh()
    assert library.current is before
    assert library.problem


def test_a_broken_file_at_the_start_is_an_empty_library(gallery: Gallery, library: Library) -> None:
    gallery.database.write_bytes(b"nonsense")
    assert library.refresh()
    assert _tree(library).root == EMPTY
    assert "database.db" in library.problem


def test_a_vanished_file_leaves_the_last_good_state(gallery: Gallery, library: Library) -> None:
    library.refresh()
    before = library.current
    gallery.database.unlink()
    assert not library.refresh()
    assert library.current is before
    assert "database.db" in library.problem


def test_a_state_in_use_can_be_read_after_the_file_was_replaced(
    gallery: Gallery, library: Library
) -> None:
    library.refresh()
    held = library.current
    gallery.write(_months(1))
    library.refresh()
    assert held.database is not None
    assert [entry["id"][-1] for entry in held.database.entries()][:2] == ["c", "b"]


def test_stop_ends_the_building(library: Library) -> None:
    snapshot = library.open()
    library.stop()
    assert not library.finish(snapshot or Snapshot())
    assert library.current.tree is None
