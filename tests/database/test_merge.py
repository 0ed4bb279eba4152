import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from homegallery.database.entry import Entry, file_keys, newest_first, primary_key
from homegallery.database.errors import DatabaseError
from homegallery.database.file import Database, write_database
from homegallery.database.merge import Merge, merge_database
from tests.database.samples import INDEX, entry, names, write_plain

MAY, APRIL, MARCH = (f"2024-{month:02}-06T07:08:09.000Z" for month in (5, 4, 3))
OLD = [entry("may.jpg", MAY), entry("april.jpg", APRIL, "april.xmp"), entry("march.jpg", MARCH)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "database.db"
    write_database(path, OLD)
    return path


def read(path: Path) -> list[Entry]:
    with Database.open(path) as database:
        return list(database.entries())


def members(path: Path) -> dict[str, bytes]:
    with Database.open(path) as database:
        return {month.key: database.read_member(month.key) for month in database.months}


def test_add(path: Path) -> None:
    before = members(path)
    merge = merge_database(path, added=[entry("second.jpg", APRIL), entry("new.jpg", "2024-06-01")])
    assert merge == Merge(["2024-06", "2024-04"], 5)
    assert sorted(names(read(path))) == sorted([*names(OLD), "second.jpg", "new.jpg"])
    after = members(path)
    assert list(after) == ["2024-06", "2024-05", "2024-04", "2024-03"]
    assert after["2024-05"] == before["2024-05"]
    assert after["2024-03"] == before["2024-03"]
    assert json.loads(gzip.decompress(path.read_bytes()))["data"] == read(path)


def test_remove(path: Path) -> None:
    assert merge_database(path, added=[], removed=[(INDEX, "may.jpg")]) == Merge(["2024-05"], 2)
    assert names(read(path)) == ["april.jpg", "march.jpg"]
    assert list(members(path)) == ["2024-04", "2024-03"]


def test_remove_by_a_sidecar(path: Path) -> None:
    merge = merge_database(path, added=[entry("april.jpg", APRIL)], removed=[(INDEX, "april.xmp")])
    assert merge == Merge(["2024-04"], 3)
    assert file_keys(read(path)[1]) == [(INDEX, "april.jpg")]


def test_a_file_of_another_index_stays(path: Path) -> None:
    before = path.read_bytes()
    assert merge_database(path, added=[], removed=[("Other", "may.jpg")]) == Merge([], 3)
    assert path.read_bytes() == before


def test_rename(path: Path) -> None:
    renamed = entry("renamed.jpg", MAY, id=OLD[0]["id"])
    merge = merge_database(path, added=[renamed], removed=[(INDEX, "may.jpg")])
    assert merge == Merge(["2024-05"], 3)
    assert names(read(path)) == ["renamed.jpg", "april.jpg", "march.jpg"]


def test_overwritten_file_with_another_date_moves_its_entry(path: Path) -> None:
    assert merge_database(path, added=[entry("may.jpg", MARCH)]) == Merge(["2024-05", "2024-03"], 3)
    assert sorted(names(read(path))) == ["april.jpg", "march.jpg", "may.jpg"]
    assert list(members(path)) == ["2024-04", "2024-03"]


def test_same_content_at_a_second_path_is_a_second_entry(path: Path) -> None:
    copy = entry("copy.jpg", MAY, id=OLD[0]["id"])
    assert merge_database(path, added=[copy]).count == 4
    merge_database(path, added=[], removed=[(INDEX, "may.jpg")])
    assert names(read(path)) == ["copy.jpg", "april.jpg", "march.jpg"]


def test_an_equal_entry_changes_nothing(path: Path) -> None:
    before = path.read_bytes()
    again = [entry(name, date, updated="2030-01-01") for name, date in
             (("may.jpg", MAY), ("march.jpg", MARCH))]  # fmt: skip
    removed = [(INDEX, "may.jpg"), (INDEX, "march.jpg")]
    assert merge_database(path, added=again, removed=removed) == Merge([], 3)
    assert path.read_bytes() == before


def test_twice_is_once(path: Path) -> None:
    added = [entry("may.jpg", MAY, tags=["new"]), entry("other.jpg", MARCH)]
    removed = [(INDEX, "april.jpg")]
    assert merge_database(path, added=added, removed=removed).count == 3
    once = path.read_bytes()
    assert merge_database(path, added=added, removed=removed) == Merge([], 3)
    assert path.read_bytes() == once


def test_entries_doubled_by_the_original_become_one(tmp_path: Path) -> None:
    path = tmp_path / "database.db"
    write_plain(path, [OLD[0], OLD[0], OLD[1], OLD[1]])
    assert merge_database(path, added=OLD[:2]) == Merge(["2024-05", "2024-04"], 2)
    assert read(path) == OLD[:2]


def test_a_missing_file_counts_as_empty(tmp_path: Path) -> None:
    path = tmp_path / "new" / "database.db"
    assert merge_database(path, added=OLD) == Merge(["2024-05", "2024-04", "2024-03"], 3)
    assert read(path) == OLD


def test_a_missing_file_is_created_even_without_entries(tmp_path: Path) -> None:
    path = tmp_path / "database.db"
    assert merge_database(path, added=[]) == Merge([], 0)
    assert read(path) == []


def test_of_two_added_with_the_same_file_the_later_counts(tmp_path: Path) -> None:
    path = tmp_path / "database.db"
    merge_database(path, added=[entry("a.jpg", MAY), entry("a.jpg", APRIL)])
    assert read(path) == [entry("a.jpg", APRIL)]


def test_a_file_of_the_original_becomes_one_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "database.db"
    write_plain(path, OLD)
    before = path.read_bytes()
    assert merge_database(path, added=[]) == Merge([], 3)
    assert path.read_bytes() == before
    assert merge_database(path, added=[entry("new.jpg", MAY)]) == Merge(["2024-05"], 4)
    assert list(members(path)) == ["2024-05", "2024-04", "2024-03"]


def test_an_interrupted_merge_leaves_the_old_file(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(self: Path, target: Path) -> Path:
        raise OSError("power loss")

    before = path.read_bytes()
    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(OSError, match="power loss"):
        merge_database(path, added=[entry("new.jpg", MAY)])
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_a_broken_file_is_not_overwritten(path: Path) -> None:
    damaged = path.read_bytes()[:-10]
    path.write_bytes(damaged)
    with pytest.raises(DatabaseError, match=r"database\.db"):
        merge_database(path, added=[entry("new.jpg", MAY)])
    assert path.read_bytes() == damaged


_NAMES = st.sampled_from([f"{name}.jpg" for name in "abcdef"])
_DATES = st.sampled_from([MAY, APRIL, MARCH, "2024-04-07T00:00:00.000Z", ""])
_ENTRIES = st.lists(
    st.builds(
        lambda name, date, sidecars, tag: entry(name, date, *sidecars, tags=[tag]),
        _NAMES, _DATES, st.sets(_NAMES, max_size=2), st.sampled_from("xy"),
    ),
    max_size=6,
)  # fmt: skip
_REMOVED = st.sets(st.tuples(st.sampled_from([INDEX, "Other"]), _NAMES), max_size=3)


def _expected(old: list[Entry], added: list[Entry], removed: set[tuple[str, str]]) -> list[Entry]:
    """The rules in their plainest form."""
    new = {primary_key(item): item for item in added}
    kept = [
        item for item in old if primary_key(item) not in new and removed.isdisjoint(file_keys(item))
    ]
    return newest_first([*kept, *new.values()])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(steps=st.lists(st.tuples(_ENTRIES, _REMOVED), min_size=1, max_size=5))
def test_any_merges_end_as_the_rules_say(tmp_path: Path, steps: Any) -> None:
    path = tmp_path / "database.db"
    path.unlink(missing_ok=True)
    expected: list[Entry] = []
    for added, removed in steps:
        before = members(path) if path.exists() else {}
        expected = _expected(expected, added, removed)
        merge = merge_database(path, added=added, removed=removed)
        assert read(path) == expected
        assert merge.count == len(expected)
        after = members(path)
        assert set(merge.changed) == {
            key for key in before.keys() | after.keys() if before.get(key) != after.get(key)
        }


def test_the_months_are_not_all_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    read_month = Database.read

    def reading(self: Database, key: str) -> list[Entry]:
        asked.append(key)
        return read_month(self, key)

    monkeypatch.setattr(Database, "read", reading)
    merge_database(path, added=[entry("new.jpg", MAY)], removed=[(INDEX, "march.jpg")])
    assert asked == ["2024-05", "2024-03"]


def test_a_gallery_is_imported_month_by_month(tmp_path: Path) -> None:
    def batches() -> Iterator[list[Entry]]:
        for year in range(2024, 2014, -1):
            yield [
                entry(f"{year}-{n}.jpg", f"{year}-{n:02}-01T00:00:00.000Z") for n in range(1, 13)
            ]

    path = tmp_path / "database.db"
    counts = [merge_database(path, added=batch).count for batch in batches()]
    assert counts == list(range(12, 132, 12))
    assert len(members(path)) == 120
