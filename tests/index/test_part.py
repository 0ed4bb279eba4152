import gzip
import json
import random
import shutil
import threading
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from homegallery.index.file import Index, read_index, read_part, write_index
from homegallery.index.part import scan_part
from homegallery.index.recent import Recent
from homegallery.index.scan import Scan, scan
from tests.index.records import DATE, record
from tests.index.tree import NOTHING, indexed, make_tree, names, scan_tree, source_of

LIBRARY = {
    "2010/IMG.JPG": b"old",
    "2010/deep/er/x.jpg": b"deep",
    "2011/a.jpg": b"photo",
    "2011/a.jpg.xmp": b"tags",
    "2011 trip/b.jpg": b"other",
    "root.jpg": b"root",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = make_tree(tmp_path / "Pictures", LIBRARY)
    index = indexed(scan_tree(root), root)
    write_index(tmp_path / "index.idx", index.base, index.records)
    return root


def look(root: Path, *directories: str, **settings: Any) -> Scan:
    source = source_of(root, **settings)
    return scan_part(source, directories, cancel=threading.Event())[1]


def test_a_new_file_beside_known_ones(root: Path) -> None:
    make_tree(root, {"2011/new.jpg": b"new", "2010/unseen.jpg": b"elsewhere"})
    found = look(root, "2011")
    assert sorted(names(found.records)) == ["2011/a.jpg", "2011/a.jpg.xmp", "2011/new.jpg"]
    assert names(found.adds) == ["2011/new.jpg"]
    assert (found.changes, found.removes) == ([], [])


def test_changed_and_gone(root: Path) -> None:
    (root / "2011/a.jpg").write_bytes(b"edited")
    (root / "2011/a.jpg.xmp").unlink()
    found = look(root, "2011")
    assert names(found.changes) == ["2011/a.jpg"]
    assert names(found.removes) == ["2011/a.jpg.xmp"]


def test_a_new_directory_is_looked_at_with_all_in_it(root: Path) -> None:
    make_tree(root, {"2012/party/c.jpg": b"c"})
    found = look(root, "")
    assert sorted(names(found.adds)) == ["2012", "2012/party", "2012/party/c.jpg"]
    assert found.removes == []


def test_a_new_directory_that_is_named_too_is_looked_at_once(root: Path) -> None:
    make_tree(root, {"2012/party/c.jpg": b"c"})
    found = look(root, "2012/party", "", "2012")
    assert sorted(names(found.adds)) == ["2012", "2012/party", "2012/party/c.jpg"]


def test_a_lost_directory_takes_all_in_it_along(root: Path) -> None:
    shutil.rmtree(root / "2010")
    for directories in [""], ["2010/deep"], ["2010/deep/er", "2010"]:
        found = look(root, *directories)
        assert sorted(names(found.removes)) == [
            "2010", "2010/IMG.JPG", "2010/deep", "2010/deep/er", "2010/deep/er/x.jpg",
        ]  # fmt: skip


def test_recent_changes_are_known(root: Path, tmp_path: Path) -> None:
    make_tree(root, {"2011/new.jpg": b"new", "2012/c.jpg": b"c"})
    source = source_of(root)
    recent = Recent(source.index)
    created = read_index(source.index).created
    found = look(root, "", "2011")
    assert sorted(names(found.adds)) == ["2011/new.jpg", "2012", "2012/c.jpg"]
    recent.append(created, indexed(found, root).records, [])
    found = look(root, "", "2011")
    assert found.adds == []
    shutil.rmtree(root / "2012")
    assert sorted(names(look(root, "").removes)) == ["2012", "2012/c.jpg"]


@pytest.mark.parametrize("marker", ["2010/.galleryignore", ".galleryignore"])
def test_below_a_marker_nothing_is_looked_at(root: Path, marker: str) -> None:
    make_tree(root, {marker: b"", "2010/deep/new.jpg": b"new"})
    found = look(root, "2010/deep")
    assert names(found.records) == ["2010/deep/er"]
    assert (found.adds, found.removes) == ([], [])


def test_excluded_directories_and_files_stay_out(root: Path) -> None:
    make_tree(root, {"2010/deep/new.jpg": b"new", "2011/new.png": b"new"})
    found = look(root, "2010/deep", "2011", excludes=["/2010", "*.png"])
    assert found.adds == []


def test_an_unplugged_source_is_offline(root: Path) -> None:
    shutil.rmtree(root)
    assert look(root, "2011").offline
    root.mkdir()
    assert look(root, "2011").offline


def test_without_an_index_all_is_new(tmp_path: Path) -> None:
    root = make_tree(tmp_path / "Pictures", LIBRARY)
    assert names(look(root, "2011").adds) == ["2011/a.jpg", "2011/a.jpg.xmp"]


def test_part_of_an_index(tmp_path: Path) -> None:
    path = tmp_path / "a.idx"
    odd = ['d"/a.jpg', "d},{/a.jpg", "ä/a.jpg", "\udce4/a.jpg", "d/e/a.jpg", "d/a.jpg", "a.jpg"]
    write_index(path, "/p", [record(name) for name in odd])
    for name in odd:
        directory = name.rpartition("/")[0]
        assert names(read_part(path, [directory]).records) == [name]
    assert len(read_part(path, ["d", "ä"]).records) == 2
    assert read_part(path, ["d"]).base == "/p"
    assert read_part(tmp_path / "missing.idx", ["d"]) == NOTHING


def test_part_of_an_index_that_is_not_compact(tmp_path: Path) -> None:
    path = tmp_path / "a.idx"
    write_index(path, "/p", [record("d/a.jpg"), record("e/a.jpg")])
    spaced = json.dumps(json.loads(gzip.decompress(path.read_bytes())), indent=1)
    path.write_bytes(gzip.compress(spaced.encode()))
    assert names(read_part(path, ["d"]).records) == ["d/a.jpg"]


@pytest.mark.parametrize("seed", range(12))
def test_looking_where_something_changed_finds_what_a_whole_scan_finds(
    tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    directories = ["", "a/", "a/b/", "a/b/c/", "d/", "d/e/"]
    photos = [f"{directory}{i}.jpg" for directory in directories for i in range(3)]
    root = make_tree(tmp_path / "Pictures", dict.fromkeys(photos, b"."))
    index = indexed(scan_tree(root), root)
    write_index(tmp_path / "index.idx", index.base, index.records)
    touched = {_mutate(root, chance) for _ in range(5)}

    part = look(root, *touched)
    whole = scan(source_of(root), Index(DATE, "", index.records), cancel=threading.Event())

    for kind in "adds", "changes", "removes":
        ours = sorted(_files(getattr(part, kind)))
        assert ours == sorted(_files(getattr(whole, kind))), kind


def _mutate(root: Path, chance: random.Random) -> str:
    """Change something; returns the directory a watcher would name."""
    paths = sorted(root.rglob("*"))
    path = chance.choice(paths)
    match chance.randrange(4 if path.is_dir() else 3):
        case 0 if path.is_file():
            path.unlink()
        case 1 if path.is_file():
            path.write_bytes(b"edited")
        case 3:
            shutil.rmtree(path)
        case _:
            path = path.with_name(f"new{chance.randrange(99)}.jpg")
            path.write_bytes(b"new")
    parent = PurePosixPath(path.relative_to(root)).parent
    return "" if parent == PurePosixPath() else str(parent)


def _files(records: list[Any]) -> list[str]:
    return [record.filename for record in records if record.file_type == "f"]
