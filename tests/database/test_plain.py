import gzip
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from homegallery.database import plain
from homegallery.database.entry import Entry
from homegallery.database.errors import DatabaseError
from homegallery.database.file import Database
from homegallery.database.hash import original_hash
from tests.database.samples import entry, names, write_plain

ENTRIES = [
    entry(f"{number}.jpg", f"{2024 - number // 30}-{12 - number % 12:02}-01T00:00:00.000Z")
    for number in range(60)
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "database.db"


def read(path: Path) -> list[Entry]:
    with Database.open(path) as database:
        return list(database.entries())


def in_order(entries: list[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda item: item["date"], reverse=True)


def test_a_file_of_the_original_is_offered_by_month(path: Path) -> None:
    write_plain(path, in_order(ENTRIES))
    with Database.open(path) as database:
        assert database.created == "2020-01-02T03:04:05.678Z"
        assert len(database.months) == 24
        assert database.count == 60
        assert names(database.read("2024-12")) == ["0.jpg", "12.jpg", "24.jpg"]
        assert list(database.entries()) == in_order(ENTRIES)


def test_dates_out_of_order_are_sorted(path: Path) -> None:
    write_plain(path, ENTRIES)
    assert [item["date"] for item in read(path)] == [item["date"] for item in in_order(ENTRIES)]


def test_equal_dates_keep_the_order_of_the_file(path: Path) -> None:
    same = [entry(name) for name in ("c.jpg", "a.jpg", "b.jpg")]
    write_plain(path, same)
    assert names(read(path)) == ["c.jpg", "a.jpg", "b.jpg"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(chunk=st.integers(1, 3000), between=st.sampled_from([",", ",\n", " , \n"]))
def test_pieces_of_any_size(
    path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int, between: str
) -> None:
    nested = {"id": "2" * 40, "type": "x", "text": '{"id":"' + "3" * 40 + '","hash":"'}
    tricky = [entry("ü😀.jpg", plugin={"list": [nested, nested], "deep": [[nested]]})]
    entries = in_order([*ENTRIES, *tricky, entry("b.jpg", plugin={"list": [{"a": nested}]})])
    write_plain(path, entries, between=between)
    monkeypatch.setattr(plain, "_CHUNK", max(chunk, 200))
    assert read(path) == entries


def test_foreign_order_of_keys(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain, "_CHUNK", 200)
    entries = [{"date": "2024-05-01", "hash": str(number), "id": "x"} for number in range(99)]
    write_plain(path, entries)  # type: ignore[arg-type]
    assert read(path) == entries


def test_an_empty_list(path: Path) -> None:
    write_plain(path, [])
    assert read(path) == []


@pytest.mark.parametrize("version", ["1.0.0", "1.1", "1.2.9"])
def test_older_versions_get_hashes(path: Path, version: str) -> None:
    old: Entry = {"id": "1" * 40, "type": "image", "date": "2019-05-01", "appliedEventIds": ["e"]}
    write_plain(path, [old], version=version)
    assert read(path) == [{**old, "hash": original_hash(old)}]


@pytest.mark.parametrize("version", ["1", "1.3", "1.3.0"])
def test_current_versions_are_not_migrated(path: Path, version: str) -> None:
    theirs: Entry = {**entry("a.jpg"), "hash": "theirs"}
    write_plain(path, [theirs], version=version)
    assert read(path) == [theirs]


@pytest.mark.parametrize("version", ["0.9.0", "1.3.1", "1.4", "2", "x"])
def test_other_versions_are_refused(path: Path, version: str) -> None:
    write_plain(path, ENTRIES, version=version)
    with pytest.raises(DatabaseError, match=f"database.db.*@{version}") as error:
        Database.open(path)
    assert "1.3" in error.value.hint


def test_years_of_old_releases_do_not_disturb(path: Path) -> None:
    old = entry("a.jpg", year=2019, month=5, day=1)
    write_plain(path, [old])
    assert read(path) == [old]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"type":"home-gallery/fileindex@1.0","data":[]}',
        '{"type":"home-gallery/database@1.3.0","data":[',
        '{"type":"home-gallery/database@1.3.0","data":[1]}',
        '{"type":"home-gallery/database@1.3.0","data":[{"id":]}',
        '{"type":"home-gallery/database@1.3.0","data":[{"id":"1"}',
        '{"type":"home-gallery/database@1.3.0" "data":[]}',
    ],
)
def test_what_is_no_database_is_refused(path: Path, text: str) -> None:
    path.write_bytes(gzip.compress(text.encode()))
    with pytest.raises(DatabaseError, match=r"database\.db") as error:
        Database.open(path)
    assert error.value.hint


@pytest.mark.parametrize("content", [b"", b"no gzip", bytes(1000)])
def test_what_is_no_gzip_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(DatabaseError, match=r"database\.db") as error:
        Database.open(path)
    assert error.value.hint


def test_a_truncated_file_is_refused(path: Path) -> None:
    write_plain(path, ENTRIES)
    data = path.read_bytes()
    for length in (len(data) // 2, len(data) - 9, len(data) - 1):
        path.write_bytes(data[:length])
        with pytest.raises(DatabaseError, match="broken"):
            Database.open(path)


def test_damage_is_noticed(path: Path) -> None:
    write_plain(path, ENTRIES)
    data = bytearray(path.read_bytes())
    data[-6] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(DatabaseError, match="broken"):
        Database.open(path)


def test_reading_does_not_change_the_file(path: Path) -> None:
    write_plain(path, ENTRIES)
    before = path.read_bytes()
    read(path)
    assert path.read_bytes() == before
    assert json.loads(gzip.decompress(before))["data"] == ENTRIES
    assert list(path.parent.iterdir()) == [path]
