import gzip
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from homegallery.database.entry import START
from homegallery.database.errors import DatabaseError, MissingDatabaseError
from homegallery.database.file import Database, write_database, write_members
from homegallery.database.member import checks, pack_month
from tests.database.samples import entry, names

ENTRIES = [
    entry("new.jpg", "2024-05-06T07:08:09.000Z", tags=["ä", "😀"]),
    entry("old.jpg", "2024-05-01T00:00:00.000Z"),
    entry("caf\udce9.jpg", "2023-12-24T00:00:00.000Z", newer={"key": 1.5}),
    entry("first.jpg", "1899-12-30T00:00:00.000Z"),
    entry("undated.jpg", ""),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "database.db"
    assert write_database(path, reversed(ENTRIES)) == len(ENTRIES)
    return path


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    with Database.open(path) as database:
        yield database


def test_months_are_offered_newest_first(database: Database) -> None:
    months = [(month.key, month.count) for month in database.months]
    assert months == [("2024-05", 2), ("2023-12", 1), ("1899-12", 1), ("0000-00", 1)]
    assert database.count == 5
    assert database.created[:2] == "20"


def test_what_was_written_is_read(database: Database) -> None:
    assert list(database.entries()) == ENTRIES
    assert database.read("2024-05") == ENTRIES[:2]
    assert json.loads(b"[%b]" % database.read_bytes("2023-12")) == ENTRIES[2:3]


def test_an_unknown_month(database: Database) -> None:
    with pytest.raises(KeyError):
        database.read("2000-01")


def test_the_digest_changes_with_the_content(path: Path, database: Database) -> None:
    write_database(path, [*ENTRIES[:3], entry("other.jpg", "1899-12-30T00:00:00.000Z"), ENTRIES[4]])
    with Database.open(path) as changed:
        same = [
            old.digest == new.digest
            for old, new in zip(database.months, changed.months, strict=True)
        ]
    assert same == [True, True, False, True]


def test_an_open_database_keeps_its_state(path: Path, database: Database) -> None:
    write_database(path, [])
    assert list(database.entries()) == ENTRIES


def test_it_is_ordinary_gzip_json(path: Path) -> None:
    document = json.loads(gzip.decompress(path.read_bytes()))
    assert list(document) == ["type", "created", "data"]
    assert document["type"] == "home-gallery/database@1.3.0"
    assert document["data"] == ENTRIES


def test_the_original_can_stream_it(path: Path) -> None:
    text = gzip.decompress(path.read_bytes())
    assert text.startswith(b'{"type":"home-gallery/database')
    head, _, data = text.partition(b',"data":[')
    assert head.count(b"{") == 1
    assert next(match.start() for match in START.finditer(data)) == 0
    assert len(START.findall(data)) == len(ENTRIES)


def test_an_empty_database_is_long_enough_for_the_original(tmp_path: Path) -> None:
    path = tmp_path / "database.db"
    assert write_database(path, []) == 0
    text = gzip.decompress(path.read_bytes())
    assert len(text) >= 82
    assert json.loads(text)["data"] == []
    with Database.open(path) as database:
        assert (database.months, database.count, list(database.entries())) == ([], 0, [])


@pytest.mark.skipif(not (shutil.which("zcat") and shutil.which("jq")), reason="needs zcat and jq")
def test_zcat_and_jq_read_it(path: Path) -> None:
    command = f"zcat {path} | jq -c '.data | map(.files[0].filename)'"
    result = subprocess.run(["sh", "-c", command], capture_output=True, check=True)
    assert len(json.loads(result.stdout)) == len(ENTRIES)


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
def test_node_reads_it(path: Path) -> None:
    script = (
        "const text = require('zlib').gunzipSync(require('fs').readFileSync(process.argv[1]));"
        "console.log(JSON.stringify(JSON.parse(text).data.map(entry => entry.id)))"
    )
    result = subprocess.run(["node", "-e", script, str(path)], capture_output=True, check=True)
    assert json.loads(result.stdout) == [item["id"] for item in ENTRIES]


def test_opening_reads_no_month(path: Path) -> None:
    with Database.open(path) as database:
        month = database.months[0]
    data = bytearray(path.read_bytes())
    end = month.offset + month.length
    data[end - 40 : end - 8] = bytes(32)
    path.write_bytes(data)
    with Database.open(path) as damaged:
        assert damaged.read("2023-12") == ENTRIES[2:3]
        with pytest.raises(DatabaseError, match=r"database\.db.*2024-05") as error:
            damaged.read("2024-05")
    assert "import" in error.value.hint


def test_a_month_that_is_no_json(tmp_path: Path) -> None:
    path = tmp_path / "database.db"
    write_members(path, [pack_month("2024-05", b'{"id":', 1, set())])
    with Database.open(path) as database, pytest.raises(DatabaseError, match="2024-05"):
        database.read("2024-05")


def test_a_file_truncated_anywhere_is_refused(path: Path) -> None:
    data = path.read_bytes()
    for length in range(0, len(data), 3):
        path.write_bytes(data[:length])
        with pytest.raises(DatabaseError, match=r"database\.db.*broken"):
            Database.open(path)


def test_bytes_after_the_end_are_refused(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(DatabaseError, match="broken"):
        Database.open(path)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(MissingDatabaseError, match=r"none\.db"):
        Database.open(tmp_path / "none.db")


def test_a_directory(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match=tmp_path.name) as error:
        Database.open(tmp_path)
    assert error.value.hint


def test_a_failed_write_leaves_the_old_file(path: Path) -> None:
    def months() -> Iterator[bytes]:
        yield b"something"
        raise OSError("disk full")

    before = path.read_bytes()
    with pytest.raises(OSError, match="disk full"):
        write_members(path, months())
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_it_tells_which_months_may_hold_a_file(database: Database) -> None:
    wanted = checks([("Pictures", "old.jpg"), ("Pictures", "first.jpg"), ("Other", "new.jpg")])
    months = [month.key for month in database.months if database.may_hold(month.key, wanted)]
    assert months == ["2024-05", "1899-12"]


def test_a_month_with_too_many_files_may_hold_any(tmp_path: Path) -> None:
    path = tmp_path / "database.db"
    write_database(path, [entry("a.jpg", "2024-05-01", *(f"{n}.xmp" for n in range(17_000)))])
    with Database.open(path) as database:
        assert database.may_hold("2024-05", {1})
        assert names(database.entries()) == ["a.jpg"]


def test_a_long_list_of_files_is_read_beyond_the_label(tmp_path: Path) -> None:
    path = tmp_path / "database.db"
    write_database(path, [entry("a.jpg", "2024-05-01", *(f"{n}.xmp" for n in range(1000)))])
    with Database.open(path) as database:
        assert all(database.may_hold("2024-05", checks([("Pictures", f"{n}.xmp")]))
                   for n in range(1000))  # fmt: skip
        assert not database.may_hold("2024-05", checks([("Pictures", "b.jpg")]))


def test_the_server_needs_no_image_or_number_crunching_modules() -> None:
    modules = "build, entry, file, hash, merge"
    code = f"from homegallery.database import {modules}; import sys; print(*sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    loaded = set(result.stdout.decode().split())
    assert "homegallery.database.build" in loaded
    assert not loaded & {"numpy", "PIL", "pillow_heif", "exiftool", "tzfpy", "pebble"}
