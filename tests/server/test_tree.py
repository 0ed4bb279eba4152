"""The tree of hashes."""

import gzip
import hashlib
import json
from pathlib import Path
from typing import cast

import pytest

from homegallery.config.model import TreeSettings
from homegallery.database.entry import Entry
from homegallery.database.hash import original_hash
from homegallery.server.library import Library
from homegallery.server.tree import Grouping, build_leaf, build_tree, leaf_hash, node_hash
from tests.server.gallery import Gallery, everything, make_entry
from tests.shared import SHARED, needs_shared

MONTHLY = Grouping(size=1, recent_after=0)


def _entries(*rows: tuple[str, str]) -> list[Entry]:
    """Entries as small as those of the original's own tests; their ids are numbers."""
    entries = []
    for number, (date, filename) in enumerate(rows):
        made = {"id": number, "date": date, "files": [{"index": "files", "filename": filename}]}
        entry = cast("Entry", made)
        entry["hash"] = original_hash(entry)
        entries.append(entry)
    return entries


def _root(entries: list[Entry]) -> str:
    months: dict[str, list[Entry]] = {}
    for entry in entries:
        months.setdefault(entry["date"][:7], []).append(entry)
    leaves = [
        build_leaf(MONTHLY.leaf_name(key), leaf_hash(found), found) for key, found in months.items()
    ]
    return build_tree(leaves).root


@pytest.mark.parametrize(
    ("rows", "root"),
    [
        (
            [("2025-03-12", "IMG_1234.JPG"), ("2025-03-02", "sub/IMG_4321.JPG")],
            "04cf50031161f35b0378ec9143dedfdb522e03f6",
        ),
        (
            [
                ("2025-03-12", "IMG_1234.JPG"),
                ("2025-01-30", "sub/IMG_4321.JPG"),
                ("2024-12-24", "xmas/IMG_1678.JPG"),
            ],
            "95b47a75671bef62eb14052a418b937fe6b9cc99",
        ),
        (
            [("2025-03-12", "IMG_1234.JPG"), ("2024-12-24", "xmas/IMG_1678.JPG")],
            "29a42ee41e830c1f09950af3fad9a00b12965226",
        ),
        ([], "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
    ],
)
def test_roots_of_the_original(rows: list[tuple[str, str]], root: str) -> None:
    assert _root(_entries(*rows)) == root


def test_node_hash_is_sha1_of_its_lines() -> None:
    assert node_hash("tree", [("2024", "b" * 40), ("2023", "a" * 40)]) == (
        hashlib.sha1(f"tree {'b' * 40}  2024\ntree {'a' * 40}  2023".encode()).hexdigest()
    )


def test_name_that_is_not_utf8_hashes_as_in_a_browser() -> None:
    assert node_hash("entry", [("a\udcff.jpg", "1")]) == node_hash("entry", [("a\ufffd.jpg", "1")])


@pytest.mark.parametrize(
    ("size", "month", "name"),
    [
        (4, "2026-03", "2026/03"),
        (4, "2025-07", "2025/07"),
        (4, "2024-05", "2024/08"),
        (4, "2024-06", "2024/08"),
        (4, "2024-12", "2024/12"),
        (3, "2024-01", "2024/03"),
        (5, "2024-11", "2024/15"),
        (1, "2024-11", "2024/11"),
        (4, "0000-00", "0000/00"),
    ],
)
def test_older_months_share_a_leaf(size: int, month: str, name: str) -> None:
    assert Grouping(size=size, recent_after=2024).leaf_name(month) == name


def test_leaf_object_holds_whole_entries(gallery: Gallery) -> None:
    entry = make_entry(7, "2020-01-01", description="ä <b>")
    leaf = build_leaf("2020/01", leaf_hash([entry]), [entry])
    document = json.loads(gzip.decompress(leaf.body))
    assert document == {
        "type": "home-gallery/database-tree@2.0",
        "hash": leaf.hash,
        "data": [{"type": "entry", "name": "IMG_0007.JPG", "hash": entry["hash"], "data": entry}],
    }
    assert bytes.fromhex(entry["id"]) in leaf.files
    assert leaf.entries() == [entry]
    assert leaf.count == 1


def test_leaf_knows_the_names_of_its_files() -> None:
    entries = [make_entry(number, "2020-01-01") for number in range(5)]
    leaf = build_leaf("2020/01", leaf_hash(entries), entries)
    assert all(leaf.may_hold(("Pictures", f"IMG_{number:04}.JPG")) for number in range(5))
    assert not leaf.may_hold(("Pictures", "IMG_0009.JPG"))
    assert not leaf.may_hold(("Other", "IMG_0001.JPG"))


@needs_shared
def test_tree_of_the_original(tmp_path: Path) -> None:
    assert SHARED is not None
    golden = json.loads((SHARED / "golden/library/tree.json").read_text())
    library = Library(
        SHARED / "golden/library/database.db",
        tmp_path / "events.db",
        TreeSettings(month_group_size=3, ignore_recent_years=4),
        this_year=lambda: 2026,
    )
    perspective = everything(library)
    library.refresh()
    tree = perspective.current.tree
    assert tree is not None
    assert tree.root == golden["root"]
    assert {digest: _children(body) for digest, body in tree.objects.items()} == golden["objects"]


def _children(body: bytes) -> object:
    data = json.loads(gzip.decompress(body))["data"]
    if data[0]["type"] == "tree":
        return [[child["type"], child["name"], child["hash"]] for child in data]
    return {"entries": len(data), "first": [data[0]["name"], data[0]["hash"]]}
