"""What we make of the original's index and storage, against its own database.

Files are grouped as the original did, so that every entry has its counterpart.
Each difference is named here with its reason.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from homegallery.database.build import MediaFile, build_entry
from homegallery.database.entry import Entry, newest_first
from homegallery.database.file import Database, write_database
from homegallery.database.hash import canonical
from homegallery.database.merge import merge_database
from homegallery.storage.store import Storage
from tests.conformance.golden import (
    ABSENT,
    CORRECTIONS,
    OUR_OWN,
    berlin,
    corrected,
    entries,
    files,
    gzip_json,
    root,
)
from tests.shared import SHARED, needs_shared

pytestmark = needs_shared


@pytest.fixture(autouse=True)
def zone() -> Iterator[None]:
    with berlin():
        yield


@pytest.fixture(scope="module")
def golden() -> list[Entry]:
    return entries()


@pytest.fixture
def ours(golden: list[Entry]) -> list[Entry]:
    storage = Storage(root() / "storage")
    known = files()
    built = []
    for entry in golden:
        group = [
            MediaFile(
                file["index"], file["filename"], file["id"], file["size"],
                known[file["filename"]]["mtimeMs"], storage.load(file["id"]),
            )
            for file in entry["files"]
        ]  # fmt: skip
        made = build_entry(group, updated=entry["updated"])
        assert made is not None
        built.append(made)
    return built


def test_every_field_of_every_entry(golden: list[Entry], ours: list[Entry]) -> None:
    assert len(ours) == 243
    different = {
        (theirs["files"][0]["filename"], field): (wanted.get(field), made.get(field))
        for theirs, entry in zip(golden, ours, strict=True)
        for wanted, made in [(_comparable(corrected(theirs)), _comparable(entry))]
        for field in sorted(wanted.keys() | made.keys())
        if wanted.get(field, ABSENT) != made.get(field, ABSENT)
    }
    assert not different


def test_corrections_are_of_entries(golden: list[Entry]) -> None:
    known = {entry["files"][0]["filename"] for entry in golden}
    assert {name for names in CORRECTIONS.values() for name in names} <= known


def test_previews_are_the_same_in_a_stable_order(golden: list[Entry], ours: list[Entry]) -> None:
    for theirs, made in zip(golden, ours, strict=True):
        wanted = [path for path in theirs["previews"] if not path.endswith(".json")]
        assert sorted(made["previews"]) == sorted(wanted)


def test_every_hash_of_the_original_can_be_computed(golden: list[Entry]) -> None:
    """Its hash counts keys that were set to undefined, and a native date as ``{}``."""
    undefined = dict.fromkeys(["tz", "iso", "aperture", "exposureMode", "whiteBalance"])
    for entry in golden:
        mapped = {**undefined, **entry} if "make" in entry else dict(entry)
        assert entry["hash"] in {_sha1(mapped), _sha1({**mapped, "date": {}})}


def test_the_file_of_the_original_is_read(golden: list[Entry]) -> None:
    with Database.open(root() / "database.db") as database:
        read = list(database.entries())
        assert database.created == "2026-11-22T20:04:48.085Z"
    dates = [entry["date"] for entry in golden]
    # Dates that came from a native date object are not in order there.
    assert dates != sorted(dates, reverse=True)
    assert [entry["date"] for entry in read] == sorted(dates, reverse=True)
    assert newest_first(read) == newest_first(golden)


def test_a_generated_library_keeps_its_order(tmp_path: Path) -> None:
    assert SHARED
    path = SHARED / "golden/library/database.db"
    theirs = gzip_json(path)["data"]
    with Database.open(path) as database:
        assert list(database.entries()) == theirs
    copy = tmp_path / "database.db"
    write_database(copy, theirs)
    assert gzip_json(copy)["data"] == theirs


def test_taking_over_the_database_of_the_original(
    tmp_path: Path, golden: list[Entry], ours: list[Entry]
) -> None:
    path = tmp_path / "database.db"
    path.write_bytes((root() / "database.db").read_bytes())
    merge = merge_database(path, added=ours)
    assert merge.count == len(golden)
    data = gzip_json(path)["data"]
    assert data == newest_first(ours)
    assert merge_database(path, added=ours).changed == []


def _sha1(entry: dict[str, Any]) -> str:
    return hashlib.sha1(canonical(entry, without={"hash"}).encode()).hexdigest()


def _comparable(entry: Entry | dict[str, Any]) -> dict[str, Any]:
    """Without the previews and the hash, which have tests of their own, and our own fields."""
    return {key: value for key, value in entry.items() if key not in {"previews", "hash", *OUR_OWN}}
