from pathlib import Path

import pytest

from homegallery.index.file import Index
from homegallery.index.limits import AddLimits, AddLimitsError
from tests.index.tree import NOTHING, indexed, make_tree, names, scan_tree

GROWTH = {
    "200,500,1.25,8000": [200, 700, 1200, 1700, 2200, 2750, 3437, 4296, 5370],
    "10,20,1.2,200": [10, 30, 50, 70, 90, 110, 131, 157, 188, 225, 269, 322, 386, 463],
    "2,5,1.1,30": [2, 7, 12],
    "1,2,1.05,10": [1, 3, 5, 7],
}


TREE = {
    "2011/b/c.jpg": b"1",
    "2011/d.jpg": b"2",
    "2010/a.jpg": b"3",
    "e.jpg": b"4",
    "f.jpg": b"5",
}
ORDER = ["2011", "2011/b", "2011/b/c.jpg", "2011/d.jpg", "2010", "2010/a.jpg", "e.jpg", "f.jpg"]


@pytest.mark.parametrize("text", GROWTH)
def test_growth_of_an_index(text: str) -> None:
    limits = AddLimits.parse(text)
    sizes, size = [], 0
    for _ in GROWTH[text]:
        size += limits.of(size)
        sizes.append(size)
    assert sizes == GROWTH[text]


@pytest.mark.parametrize(("known", "added"), [(500, 99), (1000, 199)])
def test_the_factor_is_a_double(known: int, added: int) -> None:
    assert AddLimits.parse("1,1,1.2,8000").of(known) == added


@pytest.mark.parametrize("known", [100_000, 10_000_000])
def test_the_last_number_is_the_most(known: int) -> None:
    assert AddLimits.parse("200,500,1.25,8000").of(known) == 8000


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("", (200, 500, 1, 8000)),
        ("30", (30, 500, 1, 8000)),
        ("0,,0,7", (200, 500, 1, 7)),
        (" 1, 2 ,1.5", (1, 2, 1.5, 8000)),
    ],
)
def test_missing_parts_have_defaults(text: str, limits: tuple[float, ...]) -> None:
    assert AddLimits.parse(text) == limits


@pytest.mark.parametrize("text", ["many", "1,2,3,4,5", "-1", "nan", "1;2", "inf"])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(AddLimitsError, match="initial,offset,factor,max"):
        AddLimits.parse(text)


class TestScan:
    @pytest.mark.parametrize("count", range(1, 8))
    def test_the_newest_folders_come_first(self, tmp_path: Path, count: int) -> None:
        root = make_tree(tmp_path / "Pictures", TREE)
        found = scan_tree(root, limits=AddLimits(count, 1, 1, 1))
        assert names(found.records) == ORDER[:count]
        assert found.limited

    def test_exactly_the_limit_leaves_nothing_out(self, tmp_path: Path) -> None:
        root = make_tree(tmp_path / "Pictures", TREE)
        found = scan_tree(root, limits=AddLimits(8, 1, 1, 1))
        assert (names(found.records), found.limited) == (ORDER, False)

    def test_known_paths_do_not_count(self, tmp_path: Path) -> None:
        root = make_tree(tmp_path / "Pictures", TREE)
        known: Index = NOTHING
        sizes = []
        for _ in range(10):
            found = scan_tree(root, known, limits=AddLimits(2, 3, 1, 3))
            known = indexed(found, root)
            sizes.append(len(known.records))
            if not found.limited:
                break
        assert sizes == [2, 5, 8]
        assert names(known.records) == ORDER

    def test_a_changed_file_is_no_new_one(self, tmp_path: Path) -> None:
        root = make_tree(tmp_path / "Pictures", TREE)
        known = indexed(scan_tree(root), root)
        (root / "f.jpg").write_bytes(b"longer")
        found = scan_tree(root, known, limits=AddLimits(1, 1, 1, 1))
        assert (names(found.changes), found.limited) == (["f.jpg"], False)
