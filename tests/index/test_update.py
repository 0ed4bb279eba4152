"""The behaviour of the original's own tests of its index, and what we add to it."""

import threading
from dataclasses import replace
from hashlib import sha1
from pathlib import Path
from typing import Any

import pytest

from homegallery.index.apply import apply_journal
from homegallery.index.checksum import hash_files
from homegallery.index.file import read_index
from homegallery.index.journal import Journal, JournalError, read_journal, write_journal
from homegallery.index.limits import AddLimits
from homegallery.index.record import FileRecord
from homegallery.index.update import (
    How,
    OtherDirectoryError,
    SourceOfflineError,
    Updated,
    update_index,
)
from tests.index.records import record
from tests.index.tree import make_tree, names, source_of

JOURNAL = How(journal="x")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_tree(tmp_path / "Pictures", {"a.jpg": b"one", "b.jpg": b"two"})


def update(
    root: Path, how: How | None = None, cancel: threading.Event | None = None, **settings: Any
) -> Updated:
    source = source_of(root, **settings)
    return update_index(source, how or How(), cancel=cancel or threading.Event())


def index_of(root: Path) -> Path:
    return source_of(root).index


def indexed(root: Path) -> list[FileRecord]:
    return read_index(index_of(root)).records


def journal(root: Path) -> Journal:
    read = read_journal(index_of(root), "x")
    assert read is not None
    return read


def shape(read: Journal) -> tuple[list[str], list[str], list[str]]:
    return names(list(read.adds)), names(list(read.changes)), names(list(read.removes))


def digest(content: bytes) -> str:
    return sha1(content).hexdigest()


class TestPlain:
    def test_an_empty_directory_has_an_empty_index(self, tmp_path: Path) -> None:
        done = update(make_tree(tmp_path / "Pictures", {}))
        assert (done.entries, done.written) == (0, tmp_path / "index.idx")
        assert indexed(tmp_path / "Pictures") == []

    def test_all_files_are_hashed(self, root: Path) -> None:
        update(root)
        assert [one.sha1sum for one in indexed(root)] == [digest(b"one"), digest(b"two")]
        assert read_index(index_of(root)).base == str(root)
        assert sorted(path.name for path in root.parent.iterdir()) == ["Pictures", "index.idx"]

    def test_nothing_is_written_without_a_change(self, root: Path) -> None:
        update(root)
        before = index_of(root).read_bytes()
        assert update(root).written is None
        assert index_of(root).read_bytes() == before

    def test_checksums_can_wait(self, root: Path) -> None:
        update(root, How(checksum=False))
        assert {one.sha1sum for one in indexed(root)} == {""}
        update(root)
        assert "" not in {one.sha1sum for one in indexed(root)}

    def test_a_dry_run_writes_nothing(self, root: Path) -> None:
        done = update(root, How(dry_run=True))
        assert (done.adds, done.written) == (2, None)
        assert [path.name for path in root.parent.iterdir()] == ["Pictures"]

    def test_limits_are_told(self, root: Path) -> None:
        how = How(limits=AddLimits(1, 1, 1, 1))
        assert [update(root, how).limited, update(root, how).limited] == [True, False]
        assert names(indexed(root)) == ["a.jpg", "b.jpg"]

    def test_known_larger_files_stay_unless_told(self, root: Path) -> None:
        update(root)
        (root / "c.jpg").write_bytes(b"three")
        update(root, max_file_size=2)
        assert names(indexed(root)) == ["a.jpg", "b.jpg"]
        update(root, How(keep_known=False), max_file_size=2)
        assert indexed(root) == []

    def test_a_source_that_is_gone_empties_nothing(self, root: Path) -> None:
        update(root)
        before = index_of(root).read_bytes()
        root.rename(root.with_name("elsewhere"))
        root.mkdir()
        with pytest.raises(SourceOfflineError, match="not mounted"):
            update(root)
        assert index_of(root).read_bytes() == before

    def test_a_moved_directory_is_noted(self, root: Path) -> None:
        update(root)
        moved = root.rename(root.with_name("Photos"))
        update(moved)
        assert read_index(index_of(moved)).base == str(moved)


class TestStop:
    """Ctrl-C after the first file was hashed."""

    @pytest.fixture
    def cancel(self, monkeypatch: pytest.MonkeyPatch) -> threading.Event:
        cancel = threading.Event()

        def stopped_after_one(*args: Any, **options: Any) -> Any:
            results = hash_files(*args, **{**options, "threads": 1})
            yield next(results)
            cancel.set()
            yield from results

        monkeypatch.setattr("homegallery.index.update.hash_files", stopped_after_one)
        return cancel

    def test_the_index_holds_what_was_hashed(self, root: Path, cancel: threading.Event) -> None:
        assert update(root, cancel=cancel).stopped
        assert [one.sha1sum for one in indexed(root)] == [digest(b"one"), ""]

    def test_a_journal_holds_only_what_was_hashed(
        self, root: Path, cancel: threading.Event
    ) -> None:
        make_tree(root, {"2011/c.jpg": b"three"})
        update(root, JOURNAL, cancel=cancel)
        assert shape(journal(root)) == (["2011/c.jpg"], [], [])
        apply_journal(index_of(root), "x")
        cancel.clear()
        update(root, JOURNAL)
        assert shape(journal(root))[0] == ["2011", "a.jpg", "b.jpg"]


class TestJournal:
    def test_the_first_one_holds_all_and_the_index_nothing(self, root: Path) -> None:
        update(root, JOURNAL)
        assert indexed(root) == []
        assert shape(journal(root)) == (["a.jpg", "b.jpg"], [], [])
        assert journal(root).index_created == read_index(index_of(root)).created

    def test_without_a_change_it_is_empty(self, root: Path) -> None:
        update(root)
        before = index_of(root).read_bytes()
        update(root, JOURNAL)
        assert shape(journal(root)) == ([], [], [])
        assert index_of(root).read_bytes() == before

    def test_an_overwritten_file(self, root: Path) -> None:
        update(root)
        (root / "a.jpg").write_bytes(b"other")
        update(root, JOURNAL)
        assert shape(journal(root)) == ([], ["a.jpg"], [])
        assert journal(root).changes[0].sha1sum == digest(b"other")
        assert journal(root).previous == {"a.jpg": digest(b"one")}
        assert indexed(root)[0].sha1sum == digest(b"one")
        apply_journal(index_of(root), "x")
        assert indexed(root)[0].sha1sum == digest(b"other")

    def test_late_checksums_are_changes(self, root: Path) -> None:
        update(root, How(checksum=False))
        update(root, JOURNAL)
        assert shape(journal(root)) == ([], ["a.jpg", "b.jpg"], [])
        assert journal(root).previous == {}
        update(root, replace(JOURNAL, checksum=False))
        assert shape(journal(root)) == ([], [], [])

    def test_a_rename_is_a_remove_and_an_add(self, root: Path) -> None:
        update(root)
        (root / "a.jpg").rename(root / "c.jpg")
        update(root, JOURNAL)
        assert shape(journal(root)) == (["c.jpg"], [], ["a.jpg"])

    def test_a_new_sidecar_brings_its_photo(self, root: Path) -> None:
        update(root)
        (root / "a.jpg.xmp").write_bytes(b"t")
        update(root, JOURNAL)
        assert shape(journal(root)) == (["a.jpg.xmp"], ["a.jpg"], [])
        assert journal(root).changes[0].sha1sum == digest(b"one")
        assert journal(root).previous == {}

    def test_a_removed_photo_brings_its_sidecar(self, root: Path) -> None:
        (root / "a.jpg.xmp").write_bytes(b"t")
        update(root)
        (root / "a.jpg").unlink()
        update(root, JOURNAL)
        assert shape(journal(root)) == ([], ["a.jpg.xmp"], ["a.jpg"])

    def test_a_larger_sidecar_is_grouped_as_in_the_database(self, root: Path) -> None:
        """By size alone ``a.xmp`` would be a group of its own with another primary."""
        update(root)
        (root / "a.xmp").write_bytes(b"longer than the photo")
        update(root, JOURNAL)
        assert shape(journal(root)) == (["a.xmp"], ["a.jpg"], [])

    def test_an_index_of_another_directory_is_refused(self, root: Path) -> None:
        update(root)
        moved = root.rename(root.with_name("Photos"))
        with pytest.raises(OtherDirectoryError, match="Pictures"):
            update(moved, JOURNAL)


class TestApply:
    def test_order_is_kept(self, root: Path) -> None:
        for path in root.iterdir():
            path.unlink()
        make_tree(root, {"d1/f1": b"1", "README.md": b"2"})
        update(root)
        make_tree(root, {"d1/.galleryignore": b"3", "d2/f2": b"4", "index.md": b"5"})
        update(root, JOURNAL, exclude_if_present="")
        apply_journal(index_of(root), "x")
        assert names(indexed(root)) == [
            "d2", "d2/f2", "d1", "d1/.galleryignore", "d1/f1", "README.md", "index.md",
        ]  # fmt: skip

    def test_the_journal_goes_unless_it_is_kept(self, root: Path) -> None:
        update(root, JOURNAL)
        apply_journal(index_of(root), "x", dry_run=True)
        assert indexed(root) == []
        apply_journal(index_of(root), "x", keep=True)
        assert names(indexed(root)) == ["a.jpg", "b.jpg"]
        update(root, JOURNAL)
        apply_journal(index_of(root), "x")
        assert sorted(path.name for path in root.parent.iterdir()) == ["Pictures", "index.idx"]

    def test_afterwards_all_is_known(self, root: Path) -> None:
        make_tree(root, {"2011/c.jpg": b"three"})
        update(root, JOURNAL)
        apply_journal(index_of(root), "x")
        done = update(root)
        assert (done.adds, done.changes, done.removes, done.written) == (0, 0, 0, None)

    def test_a_foreign_revision_changes_nothing(self, root: Path) -> None:
        update(root, JOURNAL)
        (root / "c.jpg").write_bytes(b"three")
        update(root)
        before = index_of(root).read_bytes()
        with pytest.raises(JournalError, match="is of the index of"):
            apply_journal(index_of(root), "x")
        assert index_of(root).read_bytes() == before

    def test_a_missing_journal_is_an_error(self, root: Path) -> None:
        with pytest.raises(JournalError, match="no journal"):
            apply_journal(index_of(root), "x")

    def test_a_missing_index_is_made_of_the_adds(self, root: Path) -> None:
        update(root, JOURNAL)
        index_of(root).unlink()
        apply_journal(index_of(root), "x")
        assert names(indexed(root)) == ["a.jpg", "b.jpg"]
        assert read_index(index_of(root)).base == str(root)

    def test_an_empty_one_leaves_the_index(self, root: Path) -> None:
        update(root)
        before = index_of(root).read_bytes()
        update(root, JOURNAL)
        apply_journal(index_of(root), "x")
        assert index_of(root).read_bytes() == before

    def test_names_follow_the_directory_of_the_index(
        self, root: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        update(root)
        created = read_index(index_of(root)).created or ""
        below = Journal(f"{root}/2011", created, adds=[record("c.jpg")])
        write_journal(index_of(root), "x", below)
        apply_journal(index_of(root), "x")
        assert names(indexed(root)) == ["2011/c.jpg", "a.jpg", "b.jpg"]
        assert f"{root}/2011" in caplog.text

    def test_names_outside_of_it_are_refused(self, root: Path) -> None:
        update(root)
        created = read_index(index_of(root)).created or ""
        write_journal(index_of(root), "x", Journal("/other", created, adds=[record("c.jpg")]))
        with pytest.raises(JournalError, match="not in"):
            apply_journal(index_of(root), "x")
        assert names(indexed(root)) == ["a.jpg", "b.jpg"]
