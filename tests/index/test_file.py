import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homegallery.index import file as index_file
from homegallery.index.file import IndexFileError, read_index, write_index
from homegallery.index.record import FileRecord
from tests.index.records import DATE, record
from tests.shared import SHARED, needs_shared

RECORDS = [record("2024", file_type="d"), record("2024/a.jpg"), record("root.txt", sha1sum="")]
NASTY = ["a},{b.jpg", "},{", '"data":[', "}]}.jpg", "ü 😀.jpg", "-rf\n.jpg", "bad\udcff.jpg"]


def stored(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())


def read_like_the_original(path: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Its streaming reader: split at the text between entries, complete each part."""
    first, *others = stored(path).decode().split("},{")
    head, _, tail = first.partition('"data":[')
    parts = [] if tail.startswith("]}") else [tail[1:], *others]
    entries = [json.loads("{" + part.removesuffix("}]}") + "}") for part in parts]
    return json.loads(head + '"data":[]}'), entries


def write_text(path: Path, text: str) -> None:
    path.write_bytes(gzip.compress(text.encode()))


def test_a_written_index_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "Pictures.idx"
    created = write_index(path, "/data/Pictures", RECORDS)
    index = read_index(path)
    assert (index.created, index.base, index.records) == (created, "/data/Pictures", RECORDS)
    assert [item.name for item in path.parent.iterdir()] == ["Pictures.idx"]


def test_the_text_is_compact_with_the_keys_in_the_order_of_the_original(tmp_path: Path) -> None:
    path = tmp_path / "a.idx"
    created = write_index(path, "/p", [record("a.jpg")])
    assert stored(path).decode() == (
        '{"type":"home-gallery/fileindex@1.0","created":"' + created + '","base":"/p","data":['
        '{"dev":1,"mode":33188,"nlink":1,"uid":1000,"gid":1000,"rdev":0,"blksize":4096,"ino":77,'
        '"size":10,"blocks":8,"atimeMs":1700000000002.75,"mtimeMs":1700000000000.25,'
        '"ctimeMs":1700000000001.5,"birthtimeMs":1700000000000,'
        f'"created":"{DATE}","filename":"a.jpg",'
        f'"sha1sum":"da39a3ee5e6b4b0d3255bfef95601890afd80709","sha1sumDate":"{DATE}",'
        '"isDirectory":false,"isFile":true,"isSymbolicLink":false,"isOther":false,'
        '"fileType":"f"}]}'
    )


def test_an_empty_index(tmp_path: Path) -> None:
    path = tmp_path / "a.idx"
    created = write_index(path, "/p", [])
    assert read_index(path) == (created, "/p", [])
    assert read_like_the_original(path)[1] == []


def test_a_missing_file_is_an_empty_index(tmp_path: Path) -> None:
    assert read_index(tmp_path / "a.idx") == (None, "", [])


@pytest.mark.parametrize("name", NASTY)
def test_nasty_names_survive_and_do_not_break_the_original(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.idx"
    write_index(path, f"/base {name}", [record(name), record("b.jpg")])
    index = read_index(path)
    assert index.base == f"/base {name}"
    assert [one.filename for one in index.records] == [name, "b.jpg"]
    head, entries = read_like_the_original(path)
    assert head["base"] == f"/base {name}"
    assert [entry["filename"] for entry in entries] == [name, "b.jpg"]


@given(names=st.lists(st.sampled_from(["},{", "a", '"', "}", "{", ","]).map(str), max_size=40))
@settings(max_examples=40)
def test_any_piece_size_reads_names_that_look_like_json(
    tmp_path_factory: pytest.TempPathFactory, names: list[str]
) -> None:
    path = tmp_path_factory.mktemp("index") / "a.idx"
    entries = [json.loads(_entry_text(name)) for name in names]
    head = '{"type":"home-gallery/fileindex@1.0","created":"c","base":"b","data":'
    # As the original writes it: nothing in a name is escaped that need not be.
    write_text(path, head + json.dumps(entries, separators=(",", ":")) + "}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index_file, "_READ_BYTES", 100)
        index = read_index(path)
    assert [one.filename for one in index.records] == names


def _entry_text(name: str) -> str:
    return json.dumps({"filename": name, "isFile": True, "size": 1})


def test_a_big_index_is_read_in_pieces(tmp_path: Path) -> None:
    path = tmp_path / "a.idx"
    records = [record(f"{number:05}.jpg", size=number) for number in range(3000)]
    write_index(path, "/p", records)
    assert len(stored(path)) > 3 * index_file._READ_BYTES
    assert read_index(path).records == records


def test_equal_values_are_shared(tmp_path: Path) -> None:
    path = tmp_path / "a.idx"
    write_index(path, "/p", RECORDS)
    first, second, _ = read_index(path).records
    assert first.created is second.created
    assert first.blksize is second.blksize


def test_dates_as_text_of_older_releases(tmp_path: Path) -> None:
    path = tmp_path / "a.idx"
    old = {
        "dev": 1, "mode": 33188, "ino": 5, "size": 3, "mtimeMs": 1700000000000.5,
        "ctimeMs": 1700000000001.5, "atimeMs": 0, "birthtimeMs": 0,
        "atime": "1970-01-01T00:00:00.000Z", "mtime": "2023-11-14T22:13:20.000Z",
        "ctime": "2023-11-14T22:13:20.001Z", "birthtime": "1970-01-01T00:00:00.000Z",
        "filename": "a.jpg", "sha1sum": "ab" * 20, "sha1sumDate": "2023-11-14T22:13:20.000Z",
        "isDirectory": False, "isFile": True, "isSymbolicLink": False, "isOther": False,
    }  # fmt: skip
    only_text = {key: value for key, value in old.items() if not key.endswith("Ms")}
    whole = {"type": "home-gallery/fileindex@1.0", "created": "c", "base": "b"}
    write_text(path, json.dumps(whole | {"data": [old, only_text]}, separators=(",", ":")))
    first, second = read_index(path).records
    assert (first.file_type, first.ctime_ms, first.created) == ("f", 1700000000001.5, "")
    assert second.ctime_ms == 1700000000001
    assert first.sha1sum == second.sha1sum == "ab" * 20


def test_a_reformatted_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.idx"
    write_index(path, "/p", RECORDS)
    write_text(path, json.dumps(json.loads(stored(path)), indent=2))
    assert read_index(path).records == RECORDS


@pytest.mark.parametrize(
    "content",
    [
        b"no gzip",
        b"",
        gzip.compress(b"no json"),
        gzip.compress(b'{"type":"home-gallery/fileindex@1.0","data":[{"size":1}]}'),
        gzip.compress(b'{"type":"home-gallery/fileindex@1.0","data":[1,2]}'),
        gzip.compress(b'{"type":"home-gallery/fileindex@1.0"}'),
        gzip.compress(b'{"type":"home-gallery/fileindex@2.0","data":[]}'),
        gzip.compress(b"[]"),
    ],
)
def test_what_is_no_index_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.idx"
    path.write_bytes(content)
    with pytest.raises(IndexFileError, match=r"broken\.idx") as raised:
        read_index(path)
    assert raised.value.hint


def test_a_truncated_index_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.idx"
    write_index(path, "/p", [record(f"{number:05}.jpg", ino=number) for number in range(2000)])
    whole = path.read_bytes()
    for length in (len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(IndexFileError):
            read_index(path)


def test_a_failed_write_keeps_the_old_index(tmp_path: Path) -> None:
    path = tmp_path / "a.idx"
    write_index(path, "/p", RECORDS)

    def broken() -> Any:
        yield RECORDS[0]
        raise OSError("disk is full")

    with pytest.raises(OSError, match="disk is full"):
        write_index(path, "/p", broken())
    assert read_index(path).records == RECORDS
    assert [item.name for item in tmp_path.iterdir()] == ["a.idx"]


@needs_shared
def test_an_index_of_the_original_is_written_again_byte_for_byte(tmp_path: Path) -> None:
    assert SHARED is not None
    golden = SHARED / "golden" / "media" / "Pictures.idx"
    index = read_index(golden)
    assert len(index.records) == 289
    assert isinstance(index.records[0], FileRecord)
    path = tmp_path / "Pictures.idx"
    created = write_index(path, index.base, index.records)
    assert index.created is not None
    assert stored(path) == stored(golden).replace(index.created.encode(), created.encode(), 1)
