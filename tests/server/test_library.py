"""The library follows its database file."""

import gzip
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from homegallery.config.model import TreeSettings
from homegallery.database.entry import Entry
from homegallery.events.event import Event
from homegallery.events.log import append_events
from homegallery.query.compile import compile_query
from homegallery.query.context import Context
from homegallery.server.library import Library, News
from homegallery.server.perspective import FRONT, Outlook, Perspective
from homegallery.server.tree import Tree
from tests.server.gallery import Gallery, everything, make_entry

EMPTY = "da39a3ee5e6b4b0d3255bfef95601890afd80709"


@pytest.fixture
def library(gallery: Gallery) -> Library:
    library = gallery.library()
    everything(library)
    return library


def _tree(library: Library) -> Tree:
    tree = everything(library).current.tree
    assert tree is not None
    return tree


def _total(library: Library) -> int:
    return everything(library).current.total


def _months(count: int) -> list[Entry]:
    return [make_entry(number, f"2026-{number:02}-01") for number in range(1, count + 1)]


def test_no_file_is_an_empty_library(tmp_path: Path) -> None:
    library = Library(tmp_path / "database.db", tmp_path / "events.db", TreeSettings())
    everything(library)
    assert library.refresh().changed
    assert (_tree(library).root, _total(library), library.problem) == (EMPTY, 0, "")
    assert library.refresh() == News()


def test_the_newest_entries_are_there_before_the_tree(library: Library) -> None:
    library.open()
    sight = everything(library).current
    assert sight.tree is None
    assert [entry["id"][-1] for entry in sight.front[:3]] == ["c", "b", "a"]
    assert bytes.fromhex(sight.front[0]["id"]) in sight.front_files
    assert library.finish().changed
    assert _tree(library).root != EMPTY


def test_nothing_is_done_for_who_is_not_there(gallery: Gallery) -> None:
    library = gallery.library()
    idle = library.perspective(Outlook())
    assert library.refresh() == News()
    assert idle.current.tree is None


def test_front_is_limited(gallery: Gallery, library: Library) -> None:
    gallery.write([make_entry(number, "2026-01-01") for number in range(1, FRONT + 10)])
    library.refresh()
    assert (len(everything(library).current.front), _total(library)) == (FRONT, FRONT + 9)


def test_every_file_of_every_entry_is_known(library: Library) -> None:
    library.refresh()
    assert [file_id.hex() for file_id in _tree(library).files] == [
        f"{number:040x}" for number in range(1, 13)
    ]


def test_unchanged_file_is_not_read_again(library: Library) -> None:
    assert library.refresh().changed
    before = everything(library).current
    assert not library.refresh().changed
    assert everything(library).current is before


def test_only_changed_months_are_built_again(gallery: Gallery, library: Library) -> None:
    gallery.write(_months(3))
    library.refresh()
    before = {leaf.name: leaf for leaf in _tree(library).leaves}
    gallery.write([*_months(3), make_entry(99, "2026-02-02")])
    assert library.refresh().changed
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
    assert json.loads(gzip.decompress(everything(library).retired[-1][root]))["hash"] == root


def test_same_content_in_a_new_file_is_no_change(gallery: Gallery, library: Library) -> None:
    gallery.write(_months(2))
    library.refresh()
    gallery.write(_months(2))
    assert not library.refresh().changed
    assert not everything(library).retired


def test_a_broken_file_leaves_the_last_good_state(gallery: Gallery, library: Library) -> None:
    library.refresh()
    before = everything(library).current
    gallery.database.write_bytes(b"nonsense")
    assert not library.refresh().changed
    assert everything(library).current is before
    assert str(gallery.database) in library.problem
    gallery.write(_months(1))
    assert library.refresh().changed
    assert (library.problem, _total(library)) == ("", 1)


def test_a_broken_month_leaves_the_last_good_state(gallery: Gallery, library: Library) -> None:
    library.refresh()
    before = everything(library).current
    gallery.write([make_entry(1, "2026-01-01", description="x" * 500)])
    data = bytearray(gallery.database.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 8] = bytes(8)
    gallery.database.write_bytes(data)
    assert not library.refresh().changed
    assert everything(library).current is before
    assert library.problem


def test_a_broken_file_at_the_start_is_an_empty_library(gallery: Gallery, library: Library) -> None:
    gallery.database.write_bytes(b"nonsense")
    assert library.refresh().changed
    assert _tree(library).root == EMPTY
    assert "database.db" in library.problem


def test_a_vanished_file_leaves_the_last_good_state(gallery: Gallery, library: Library) -> None:
    library.refresh()
    before = everything(library).current
    gallery.database.unlink()
    assert not library.refresh().changed
    assert everything(library).current is before
    assert "database.db" in library.problem


def test_events_go_on_with_a_broken_database(gallery: Gallery, library: Library) -> None:
    library.refresh()
    broken = gallery.database.with_name("broken")
    broken.write_bytes(b"nonsense")
    broken.replace(gallery.database)
    library.refresh()
    append_events(gallery.events, [tag(3, "sea")])
    assert library.refresh().changed
    assert _tags(library)[3] == ["sea"]


def test_stop_ends_the_building(library: Library) -> None:
    library.open()
    library.stop()
    assert not library.finish().changed
    assert everything(library).current.tree is None


def tag(number: int, text: str) -> Event:
    return act(number, "addTag", text)


def act(number: int, action: str, value: object) -> Event:
    return {
        "type": "userAction",
        "id": f"{action} {number} {value}",
        "targetIds": [f"{number:040x}"],
        "actions": [{"action": action, "value": value}],
    }


def _entries(perspective: Perspective) -> dict[int, Entry]:
    tree = perspective.current.tree
    assert tree is not None
    return {int(each["id"], 16): each for leaf in tree.leaves for each in leaf.entries()}


def _tags(library: Library) -> dict[int, list[str]]:
    return {number: each["tags"] for number, each in _entries(everything(library)).items()}


def test_events_change_the_months_they_touch(gallery: Gallery, library: Library) -> None:
    gallery.write(_months(3))
    library.refresh()
    before = {leaf.name: leaf for leaf in _tree(library).leaves}
    append_events(gallery.events, [tag(2, "sea"), tag(77, "nobody")])
    news = library.refresh()
    assert (news.changed, news.reloaded, len(news.events)) == (True, False, 2)
    assert _tags(library) == {3: [], 2: ["sea"], 1: []}
    after = {leaf.name: leaf for leaf in _tree(library).leaves}
    assert [name for name in after if after[name] is not before[name]] == ["2026/02"]
    assert library.refresh() == News()


def test_events_of_the_log_hold_at_start(gallery: Gallery, library: Library) -> None:
    append_events(gallery.events, [tag(2, "sea")])
    assert library.refresh().events == ()
    assert _tags(library)[2] == ["sea"]


def test_an_edited_log_holds(gallery: Gallery, library: Library) -> None:
    append_events(gallery.events, [tag(2, "sea")])
    library.refresh()
    gallery.events.write_text(gallery.events.read_text().replace("sea", "sun"))
    assert library.refresh().changed
    assert _tags(library)[2] == ["sun"]
    gallery.events.unlink()
    assert library.refresh().changed
    assert _tags(library)[2] == []


def test_an_event_gives_an_entry_another_hash(gallery: Gallery, library: Library) -> None:
    library.refresh()
    before = _entries(everything(library))
    append_events(gallery.events, [tag(2, "sea")])
    library.refresh()
    after = _entries(everything(library))
    assert [number for number in after if after[number]["hash"] != before[number]["hash"]] == [2]


def test_a_broken_log_is_told_and_holds_up_nothing(gallery: Gallery, library: Library) -> None:
    gallery.events.write_text("nonsense\n")
    assert library.refresh().changed
    assert str(gallery.events) in library.problem
    assert _total(library) == 12


@pytest.mark.parametrize("date", ["2026-01-31", "2026-07-01", "2031-01-01", "1999-05-05"])
def test_a_corrected_date_moves_an_entry(gallery: Gallery, library: Library, date: str) -> None:
    gallery.write(_months(3))
    library.refresh()
    moment = f"{date}T12:00:00.000Z"
    append_events(gallery.events, [act(2, "setDate", moment)])
    assert library.refresh().changed
    dates = [each["date"] for each in _entries(everything(library)).values()]
    assert dates == sorted(dates, reverse=True)
    assert moment in dates
    assert len(dates) == 3
    assert library.refresh() == News()
    fresh = gallery.library()
    everything(fresh)
    fresh.refresh()
    assert _tree(fresh).root == _tree(library).root
    # What moved is built from the database again when its month changes.
    gallery.write([*_months(3), make_entry(50, "2026-02-03")])
    library.refresh()
    fresh.refresh()
    assert _tree(fresh).root == _tree(library).root
    assert len(_entries(everything(library))) == 4


@given(
    st.lists(
        st.lists(
            st.one_of(
                st.tuples(st.integers(1, 6), st.just("addTag"), st.sampled_from("ab")),
                st.tuples(
                    st.integers(1, 6),
                    st.just("setDate"),
                    st.integers(1, 9).map(lambda month: f"2026-0{month}-01T12:00:00.000Z"),
                ),
                st.tuples(st.integers(1, 6), st.just("setHidden"), st.booleans()),
            ),
            max_size=3,
        ),
        max_size=4,
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_following_gives_what_a_fresh_start_gives(
    gallery: Gallery, steps: list[list[tuple[int, str, object]]]
) -> None:
    gallery.write(_months(6))
    gallery.events.unlink(missing_ok=True)
    outlooks = [Outlook(), Outlook(compile_query("not tag:a")), Outlook(hidden=False)]
    followed = gallery.library()
    for outlook in outlooks:
        followed.perspective(outlook).wanted = True
    for step in steps:
        append_events(gallery.events, [act(*each) for each in step])
        followed.refresh()
    followed.refresh()
    fresh = gallery.library()
    for outlook in outlooks:
        fresh.perspective(outlook).wanted = True
    fresh.refresh()
    for outlook in outlooks:
        first, second = followed.perspective(outlook), fresh.perspective(outlook)
        assert list(_entries(first)) == list(_entries(second))
        assert first.current.tree is not None
        assert second.current.tree is not None
        assert first.current.tree.root == second.current.tree.root
        assert all(map(outlook.shows, _entries(first).values()))


def test_a_filter_leaves_out_what_it_does_not_find(gallery: Gallery, library: Library) -> None:
    private = make_entry(99, "2026-05-05", tags=["private"])
    gallery.write([*_months(6), private])
    some = library.perspective(Outlook(compile_query("not tag:private")))
    some.wanted = True
    library.refresh()
    assert 99 in _entries(everything(library))
    assert list(_entries(some)) == [6, 5, 4, 3, 2, 1]
    assert (some.current.total, len(some.current.front)) == (6, 6)
    assert some.current.tree is not None
    assert bytes.fromhex(private["id"]) not in some.current.tree.files
    assert everything(library).leaf("2026/06") is some.leaf("2026/06")


def test_an_event_can_take_an_entry_out_of_sight(gallery: Gallery, library: Library) -> None:
    some = library.perspective(Outlook(compile_query("not tag:private")))
    some.wanted = True
    library.refresh()
    append_events(gallery.events, [tag(5, "private")])
    assert library.refresh().changed
    assert 5 not in _entries(some)
    assert 5 in _entries(everything(library))
    append_events(gallery.events, [act(5, "removeTag", "private")])
    library.refresh()
    assert 5 in _entries(some)


def test_hidden_entries_exist_for_some_only(gallery: Gallery, library: Library) -> None:
    others = library.perspective(Outlook(hidden=False))
    asking = library.perspective(Outlook(compile_query("hidden:true"), hidden=False))
    others.wanted = asking.wanted = True
    append_events(gallery.events, [act(5, "setHidden", True)])
    library.refresh()
    assert 5 in _entries(everything(library))
    assert 5 not in [int(entry["id"], 16) for entry in everything(library).current.front]
    assert 5 not in _entries(others)
    assert list(_entries(asking)) == [5]


def test_a_filter_that_depends_on_the_day_follows_it(gallery: Gallery) -> None:
    library = gallery.library()
    gallery.write([make_entry(1, "2026-03-01"), make_entry(2, "2026-01-01")])
    old = Context(today=date(2026, 2, 1))
    some = library.perspective(Outlook(compile_query("date <= today", old)))
    some.wanted = True
    library.refresh()
    assert sorted(_entries(some)) == [1, 2]  # built as of today, not as of then
    assert some.outlook.day == Context().today.isoformat()
    assert library.refresh() == News()


def test_perspectives_of_the_same_filter_are_one(library: Library) -> None:
    first, second = (Outlook(compile_query(text)) for text in ("year = 2020", "year:2020"))
    assert library.perspective(first) is library.perspective(second)
    assert library.perspective(first) is not library.perspective(
        Outlook(first.filter, hidden=False)
    )
