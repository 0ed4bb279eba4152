from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homegallery.importer.plan import Plan, plan_source
from homegallery.index.record import FileRecord
from homegallery.index.scan import Scan
from tests.importer.records import file


def names(plan: Plan) -> list[list[str]]:
    return [[record.filename for record in work.group] for work in plan.works]


def planned(scan: Scan, known: Sequence[FileRecord] | None = None, **options: Any) -> Plan:
    """The plan of a scan; by default its changed files were in the same groups before."""
    new = {record.filename for record in scan.adds}
    before = [record for record in scan.records if record.filename not in new] + scan.removes
    return plan_source(scan, before if known is None else known, **options)


def test_an_unchanged_source_has_nothing_to_do() -> None:
    plan = planned(Scan([file("a.jpg"), file("b.jpg")]))
    assert plan == Plan()


def test_new_photos_come_before_videos_and_the_rest_newest_folder_first() -> None:
    found = [
        file(name, sha1="") for name in ("2025/v.mp4", "2025/notes.txt", "2025/b.jpg", "2024/a.jpg")
    ]
    plan = planned(Scan(found, adds=found))
    assert names(plan) == [["2025/b.jpg"], ["2024/a.jpg"], ["2025/v.mp4"], ["2025/notes.txt"]]
    assert plan.gone == set()
    assert all(work.replaces == set() for work in plan.works)


def test_a_new_sidecar_brings_its_photo_and_replaces_its_entry() -> None:
    sidecar = file("a.jpg.xmp", 3, sha1="")
    plan = planned(Scan([file("a.jpg"), sidecar, file("other.jpg")], adds=[sidecar]))
    assert names(plan) == [["a.jpg", "a.jpg.xmp"]]
    assert plan.works[0].replaces == {"a.jpg"}


def test_a_changed_photo_replaces_its_entry() -> None:
    changed = file("a.jpg", sha1="")
    plan = planned(Scan([changed], changes=[changed]))
    assert plan.works[0].replaces == {"a.jpg"}


def test_a_removed_photo_is_gone() -> None:
    plan = planned(Scan([file("b.jpg")], removes=[file("a.jpg")]))
    assert plan.works == []
    assert plan.gone == {"a.jpg"}


def test_a_photo_survives_its_removed_sidecar() -> None:
    """Its entry must not leave before the new one comes, so the name is replaced, not gone."""
    plan = planned(Scan([file("a.jpg")], removes=[file("a.jpg.xmp", 3)]))
    assert names(plan) == [["a.jpg"]]
    assert plan.works[0].replaces == {"a.jpg", "a.jpg.xmp"}
    assert plan.gone == set()


def test_a_directory_is_no_neighbour_of_its_parent() -> None:
    new = file("2024/a.xmp", sha1="")
    plan = planned(Scan([file("2024/a.jpg"), new, file("a.jpg")], adds=[new]))
    assert names(plan) == [["2024/a.jpg", "2024/a.xmp"]]


def test_empty_files_and_directories_have_no_work() -> None:
    empty = file("a.jpg", size=0, sha1="")
    folder = file("2024")._replace(file_type="d", sha1sum="")
    assert planned(Scan([folder, empty], adds=[folder, empty])) == Plan()


def test_files_without_checksum_are_tried_again() -> None:
    assert names(planned(Scan([file("a.jpg", sha1=""), file("b.jpg")]))) == [["a.jpg"]]


def test_files_to_redo_pass_again_and_vanished_ones_do_not() -> None:
    plan = planned(Scan([file("a.jpg"), file("b.jpg")]), redo={"a.jpg", "vanished.jpg"})
    assert names(plan) == [["a.jpg"]]


def test_after_a_cut_off_import_the_database_is_believed_not_the_index() -> None:
    """a.jpg is in both, b.jpg reached only the database, c.jpg left only the disk."""
    b, d = file("b.jpg", sha1=""), file("d.jpg", sha1="")
    scan = Scan([file("a.jpg"), b, d], adds=[b, d])
    plan = planned(scan, present=[["a.jpg"], ["b.jpg"], ["c.jpg"]])
    assert {work.group[0].filename: work.replaces for work in plan.works} == {
        "b.jpg": {"b.jpg"}, "d.jpg": set(),
    }  # fmt: skip
    assert plan.gone == {"c.jpg"}


def test_what_an_entry_holds_becomes_entries_again_when_one_of_its_files_is_gone() -> None:
    """The sidecar came and was imported, but is gone before the index heard of it."""
    plan = planned(Scan([file("a.jpg")]), present=[("a.jpg", "a.xmp")])
    assert names(plan) == [["a.jpg"]]
    assert plan.works[0].replaces == {"a.jpg", "a.xmp"}
    assert plan.gone == set()


def test_a_sidecar_that_grows_leaves_its_photo_which_passes_again() -> None:
    photo, small = file("a.jpg", 50), file("a.small.jpg", 20)
    grown = small._replace(size=90, sha1sum="")
    plan = planned(Scan([photo, grown], changes=[grown]), [photo, small])
    assert names(plan) == [["a.jpg"], ["a.small.jpg"]]
    assert [work.replaces for work in plan.works] == [{"a.jpg"}, {"a.small.jpg"}]


def test_a_photo_that_lost_its_content_is_gone() -> None:
    photo, clip = file("a.jpg", 50), file("a.mp4", 20)
    emptied = photo._replace(size=0, sha1sum="")
    plan = planned(Scan([emptied], changes=[emptied]), [photo])
    assert (names(plan), plan.gone) == ([], {"a.jpg"})
    plan = planned(Scan([emptied, clip], changes=[emptied]), [photo, clip])
    assert (names(plan), plan.gone) == ([["a.mp4"]], set())
    assert plan.works[0].replaces == {"a.jpg", "a.mp4"}


NAMES = st.sampled_from(
    [f"{d}{s}{e}" for d in ("", "x/") for s in "ab" for e in (".jpg", ".xmp", ".mp4")]
)


@pytest.mark.parametrize("interrupted", [False, True])
@given(before=st.sets(NAMES), after=st.sets(NAMES))
def test_applying_a_plan_leaves_each_file_in_exactly_one_entry(
    interrupted: bool, before: set[str], after: set[str]
) -> None:
    """Whatever is added and removed: old entries minus the replaced ones plus the new ones."""
    old = planned(Scan([file(n) for n in sorted(before)], adds=[file(n) for n in sorted(before)]))
    entries = [{record.filename for record in work.group} for work in old.works]
    scan = Scan(
        [file(n, sha1="" if n not in before else None) for n in sorted(after)],
        adds=[file(n, sha1="") for n in sorted(after - before)],
        removes=[file(n) for n in sorted(before - after)],
    )
    plan = planned(scan, present=entries if interrupted else None)
    dropped = plan.gone.union(*(work.replaces for work in plan.works))
    entries = [entry for entry in entries if not entry & dropped]
    entries += [{record.filename for record in work.group} for work in plan.works]
    assert sorted(name for entry in entries for name in entry) == sorted(after)
