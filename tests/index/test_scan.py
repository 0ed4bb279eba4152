import gzip
import json
import os
import shutil
import subprocess
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from homegallery.index import walk as walk_module
from homegallery.index.file import Index, read_index, write_index
from homegallery.index.listing import Listing
from homegallery.index.order import order_key
from homegallery.index.scan import ScanCancelled, scan
from tests.index.records import record
from tests.index.tree import NOTHING, indexed, make_tree, names, scan_tree, source_of
from tests.shared import SHARED, needs_shared

LIBRARY = {
    "2010/IMG.JPG": b"old",
    "2010/VID.MP4": b"film",
    "2011/a.jpg": b"photo",
    "2011/a.jpg.xmp": b"tags",
    "root.txt": b"text",
}
IN_ORDER = [
    "2011", "2011/a.jpg", "2011/a.jpg.xmp", "2010", "2010/IMG.JPG", "2010/VID.MP4", "root.txt",
]  # fmt: skip

NODE = shutil.which("node")
INDEX_SCRIPT = """
const fs = require('fs')
const entry = ([path, filename]) => {
  const stat = fs.statSync(path)
  const fileType = stat.isDirectory() ? 'd' : 'f'
  const sha1sum = fileType == 'f' ? 'da39a3ee5e6b4b0d3255bfef95601890afd80709' : ''
  return Object.assign({}, stat, {
    filename, sha1sum, sha1sumDate: null, isDirectory: fileType == 'd', isFile: fileType == 'f',
    isSymbolicLink: false, isOther: false, fileType
  })
}
const data = JSON.parse(fs.readFileSync(0)).map(entry)
const head = {type: 'home-gallery/fileindex@1.0', created: new Date(), base: '/data'}
process.stdout.write(JSON.stringify({...head, data}))
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_tree(tmp_path / "Pictures", LIBRARY)


@pytest.fixture
def known(root: Path) -> Index:
    return indexed(scan_tree(root), root)


def test_all_is_new_at_first(root: Path) -> None:
    found = scan_tree(root)
    assert names(found.records) == IN_ORDER
    assert found.adds == found.records
    assert (found.changes, found.removes, found.warnings, found.offline) == ([], [], [], False)
    assert {one.sha1sum for one in found.records} == {""}


def test_an_unchanged_source_gives_the_known_objects(root: Path, known: Index) -> None:
    found = scan_tree(root, known)
    assert len(found.records) == len(known.records)
    assert all(new is old for new, old in zip(found.records, known.records, strict=True))
    assert not found.adds + found.changes + found.removes


@pytest.mark.skipif(NODE is None, reason="needs node")
def test_a_source_indexed_under_node_is_not_hashed_again(root: Path, known: Index) -> None:
    """The numbers, and before Node 22 the dates, are those that Node's own stat gives."""
    assert NODE is not None
    asked = json.dumps([[str(root / one.filename), one.filename] for one in known.records])
    answer = subprocess.run(
        [NODE, "-e", INDEX_SCRIPT], input=asked, capture_output=True, text=True, check=True
    )
    path = root.parent / "Pictures.idx"
    path.write_bytes(gzip.compress(answer.stdout.encode()))
    read = read_index(path)
    assert names(read.records) == IN_ORDER
    found = scan_tree(root, read)
    assert not found.adds + found.changes + found.removes
    assert found.records == read.records


def test_adds_changes_and_removes(root: Path, known: Index) -> None:
    (root / "2010/VID.MP4").unlink()
    (root / "2011/a.jpg").write_bytes(b"edited photo")
    (root / "2011/new.jpg").write_bytes(b"new")
    found = scan_tree(root, known)
    assert names(found.adds) == ["2011/new.jpg"]
    assert names(found.changes) == ["2011", "2011/a.jpg", "2010"]
    assert names(found.removes) == ["2010/VID.MP4"]
    assert found.removes[0] in known.records
    edited = next(one for one in found.records if one.filename == "2011/a.jpg")
    assert (edited.sha1sum, edited.size) == ("", 12)
    assert names(found.records) == [
        "2011", "2011/a.jpg", "2011/a.jpg.xmp", "2011/new.jpg", "2010", "2010/IMG.JPG", "root.txt",
    ]  # fmt: skip


def test_a_rename_is_a_remove_and_an_add(root: Path, known: Index) -> None:
    (root / "root.txt").rename(root / "other.txt")
    found = scan_tree(root, known)
    assert (names(found.adds), names(found.removes)) == (["other.txt"], ["root.txt"])


def test_a_touched_file_is_a_change_unless_only_the_size_counts(root: Path, known: Index) -> None:
    (root / "root.txt").chmod(0o600)
    assert names(scan_tree(root, known).changes) == ["root.txt"]
    assert not scan_tree(root, known, matcher="size").changes


def test_a_known_file_without_hash_is_a_change(root: Path, known: Index) -> None:
    records = [
        one._replace(sha1sum="") if one.filename == "root.txt" else one for one in known.records
    ]
    found = scan_tree(root, known._replace(records=records))
    assert found.changes == [records[-1]]
    (root / "new.txt").write_bytes(b"new")
    assert names(scan_tree(root, known._replace(records=records)).changes) == ["root.txt"]


def test_a_file_that_became_a_directory(root: Path, known: Index) -> None:
    (root / "root.txt").unlink()
    make_tree(root, {"root.txt/a.jpg": b"photo"})
    found = scan_tree(root, known)
    assert names(found.adds) == ["root.txt/a.jpg"]
    assert names(found.changes) == ["root.txt"]
    assert names(found.records)[:2] == ["root.txt", "root.txt/a.jpg"]


class TestFilters:
    def test_excludes(self, root: Path) -> None:
        found = scan_tree(root, excludes=["*.mp4", "2011/", "root.*"])
        assert names(found.records) == ["2011", "2010", "2010/IMG.JPG"]

    def test_known_files_that_are_excluded_now_are_removed(self, root: Path, known: Index) -> None:
        found = scan_tree(root, known, excludes=["/2010"])
        assert names(found.removes) == ["2010", "2010/IMG.JPG", "2010/VID.MP4"]

    def test_lines_of_the_pattern_file_win(self, root: Path, tmp_path: Path) -> None:
        patterns = tmp_path / "patterns"
        patterns.write_text("!2010\n")
        found = scan_tree(root, excludes=["20??"], exclude_from_file=patterns)
        assert "2010/IMG.JPG" in names(found.records)
        assert "2011/a.jpg" not in names(found.records)

    def test_a_marker_hides_all_beside_it(self, root: Path) -> None:
        make_tree(root, {"2011/.galleryignore": b"", "2011/sub/b.jpg": b"photo"})
        found = scan_tree(root)
        assert names(found.records)[:2] == ["2011", "2011/.galleryignore"]
        assert "2011/a.jpg" not in names(found.records)
        assert "2011/sub" not in names(found.records)

    def test_the_marker_can_have_another_name_or_none(self, root: Path) -> None:
        make_tree(root, {"2011/.galleryignore": b"", "2010/.nomedia": b""})
        found = names(scan_tree(root, exclude_if_present=".nomedia").records)
        assert "2011/a.jpg" in found
        assert "2010/IMG.JPG" not in found
        assert "2010/IMG.JPG" in names(scan_tree(root, exclude_if_present="").records)

    def test_large_files_are_left_out_unless_known(self, root: Path, known: Index) -> None:
        (root / "2011/new.jpg").write_bytes(b"12345")
        assert names(scan_tree(root, max_file_size=4).adds) == [
            "2011", "2011/a.jpg.xmp", "2010", "2010/IMG.JPG", "2010/VID.MP4", "root.txt",
        ]  # fmt: skip
        found = scan_tree(root, known, max_file_size=3)
        assert (names(found.adds), names(found.removes)) == ([], [])
        found = scan_tree(root, known, max_file_size=4, keep_known=False)
        assert names(found.removes) == ["2011/a.jpg"]

    def test_a_known_file_that_grew_too_large_is_removed(self, root: Path, known: Index) -> None:
        (root / "root.txt").write_bytes(b"longer text")
        assert names(scan_tree(root, known, max_file_size=4).removes) == ["root.txt"]


class TestOffline:
    @pytest.mark.parametrize("state", ["missing", "empty", "a file"])
    def test_nothing_is_removed(self, root: Path, known: Index, state: str) -> None:
        root.rename(root.with_name("elsewhere"))
        if state == "empty":
            root.mkdir()
        if state == "a file":
            root.write_bytes(b"")
        found = scan_tree(root, known)
        assert found.offline
        assert found.records is known.records
        assert (found.adds, found.changes, found.removes) == ([], [], [])
        assert str(root) in found.warnings[0]

    def test_unreadable(self, root: Path, known: Index, monkeypatch: pytest.MonkeyPatch) -> None:
        forbid(monkeypatch, str(root))
        assert scan_tree(root, known).offline

    def test_an_empty_source_of_which_nothing_is_known_is_just_empty(self, tmp_path: Path) -> None:
        found = scan_tree(make_tree(tmp_path / "Pictures", {}))
        assert (found.records, found.offline) == ([], False)

    def test_a_missing_source_of_which_nothing_is_known_is_offline(self, tmp_path: Path) -> None:
        assert scan_tree(tmp_path / "Pictures").offline


def forbid(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """Make one directory unreadable, also for root, whom modes do not stop."""

    def listing(asked: str) -> Listing:
        if asked == path:
            raise PermissionError(13, "Permission denied", asked)
        return Listing(asked)

    monkeypatch.setattr(walk_module, "Listing", listing)


class TestTrouble:
    def test_records_below_an_unreadable_directory_stay(
        self, root: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make_tree(root, {"2011/b/c.jpg": b"1", "2011/a/c.jpg": b"2"})
        known = indexed(scan_tree(root), root)
        (root / "2010/new.jpg").write_bytes(b"new")
        forbid(monkeypatch, f"{root}/2011")
        found = scan_tree(root, known)
        assert names(found.adds) == ["2010/new.jpg"]
        assert found.removes == []
        assert [one for one in found.records if one.filename.startswith("2011")] == [
            one for one in known.records if one.filename.startswith("2011")
        ]
        assert found.warnings == ["cannot read the directory '2011': Permission denied"]

    def test_a_new_unreadable_directory_is_an_entry(
        self, root: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        forbid(monkeypatch, f"{root}/2011")
        found = scan_tree(root)
        assert names(found.records)[:2] == ["2011", "2010"]
        assert len(found.warnings) == 1

    def test_a_dangling_link_is_a_warning(self, root: Path) -> None:
        (root / "2011/link.jpg").symlink_to("nowhere.jpg")
        found = scan_tree(root)
        assert names(found.records) == IN_ORDER
        assert "2011/link.jpg" in found.warnings[0]

    def test_what_a_link_led_to_stays_known(self, root: Path, tmp_path: Path) -> None:
        """The target may be a disk that is not mounted today."""
        disk = make_tree(tmp_path / "disk", {"x/a.jpg": b"a", "x/b.jpg": b"b"})
        (root / "usb").symlink_to(disk)
        (root / "one.jpg").symlink_to(disk / "x/a.jpg")
        known = indexed(scan_tree(root), root)
        disk.rename(tmp_path / "gone")
        found = scan_tree(root, known)
        assert found.records == known.records
        assert found.removes == []
        assert len(found.warnings) == 2

    def test_links_are_followed(self, root: Path) -> None:
        (root / "album").symlink_to("2011")
        (root / "favourite.jpg").symlink_to("2011/a.jpg")
        found = {one.filename: one for one in scan_tree(root).records}
        assert found["album"].file_type == "d"
        assert found["album/a.jpg"].ino == found["favourite.jpg"].ino == found["2011/a.jpg"].ino
        assert found["favourite.jpg"].file_type == "f"

    def test_circles_of_links_end(self, root: Path) -> None:
        (root / "2011/up").symlink_to("..")
        (root / "2011/self").symlink_to(".")
        (root / "loop").symlink_to("loop")
        found = scan_tree(root)
        assert names(found.records) == IN_ORDER
        assert len(found.warnings) == 3

    def test_a_file_that_vanishes_during_the_scan(
        self, root: Path, known: Index, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Stale(Listing):
            def __init__(self, path: str) -> None:
                super().__init__(path)
                self.names += ["ghost.jpg"]

        monkeypatch.setattr(walk_module, "Listing", Stale)
        found = scan_tree(root, known)
        assert names(found.records) == IN_ORDER
        assert "'ghost.jpg' vanished during the scan" in found.warnings

    def test_an_empty_folder_whose_disk_is_not_mounted_keeps_its_records(
        self, root: Path, known: Index
    ) -> None:
        for path in (root / "2010").iterdir():
            path.unlink()
        mounted = [
            one._replace(dev=one.dev + 1) if one.filename.startswith("2010") else one
            for one in known.records
        ]
        found = scan_tree(root, known._replace(records=mounted))
        assert found.records == mounted
        assert found.removes == []
        assert "'2010' is empty" in found.warnings[0]
        assert len(scan_tree(root, known).removes) == 2

    def test_special_files_are_entries_of_their_own_type(self, root: Path) -> None:
        os.mkfifo(root / "pipe.jpg")
        found = scan_tree(root)
        assert [one.filename for one in found.records if one.file_type == "o"] == ["pipe.jpg"]

    @pytest.mark.parametrize("name", ["a\nb.jpg", "-rf", "},{", "bad\udcff.jpg", "😀.jpg", "ﾀ.jpg"])
    def test_any_name_is_indexed(self, root: Path, name: str) -> None:
        (root / name).write_bytes(b"photo")
        known = indexed(scan_tree(root), root)
        assert name in names(known.records)
        path = root.parent / "Pictures.idx"
        write_index(path, str(root), known.records)
        assert not scan_tree(root, read_index(path)).changes


def test_cancel_stops_the_walk(root: Path) -> None:
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(ScanCancelled):
        scan(source_of(root), NOTHING, cancel=cancel)


def test_cancel_stops_between_directories(root: Path) -> None:
    cancel = threading.Event()
    seen: list[int] = []

    def stop(count: int) -> None:
        seen.append(count)
        cancel.set()

    with pytest.raises(ScanCancelled):
        scan(source_of(root), NOTHING, cancel=cancel, on_progress=stop)
    assert seen == [3]


def test_progress_counts_up(root: Path) -> None:
    seen: list[int] = []
    scan(source_of(root), NOTHING, cancel=threading.Event(), on_progress=seen.append)
    assert seen == [3, 5, 7]


_PATHS = st.lists(
    st.lists(st.sampled_from(["a", "b", "Z", "é", "😀", "ﾀ"]), min_size=1, max_size=3),
    max_size=8,
).map(lambda paths: ["/".join(path) for path in paths])


@given(paths=_PATHS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_walk_goes_in_the_order_of_an_index(
    tmp_path_factory: pytest.TempPathFactory, paths: list[str]
) -> None:
    files = {path + ".jpg": b"x" for path in paths}
    root = make_tree(tmp_path_factory.mktemp("tree") / "Pictures", files)
    records = scan_tree(root).records
    assert records == sorted(records, key=order_key)
    assert {one.filename for one in records if one.file_type == "f"} == files.keys()


@needs_shared
def test_the_corpus_matches_the_index_of_the_original_by_size() -> None:
    assert SHARED is not None
    known = read_index(SHARED / "golden" / "media" / "Pictures.idx")
    root = SHARED / "media"
    source = source_of(
        root, matcher="size", excludes=["README.md", "/faces/*.json", "sources.json"]
    )
    found = scan(source, known, cancel=threading.Event())
    files = [one for one in found.records if one.file_type == "f"]
    assert len(files) == sum(one.file_type == "f" for one in known.records)
    assert not [one for one in found.adds + found.removes if one.file_type == "f"]
    assert not [one for one in found.changes if one.file_type == "f"]
    assert names(files) == [one.filename for one in known.records if one.file_type == "f"]


def test_kept_records_come_in_order_even_from_an_unordered_index(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    below = [record("2011/x.jpg"), record("2011/b/y.jpg"), record("2011/b", file_type="d")]
    forbid(monkeypatch, f"{root}/2011")
    found = scan_tree(root, Index("c", "b", below))
    assert names(found.records)[:4] == ["2011", "2011/b", "2011/b/y.jpg", "2011/x.jpg"]
