import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from homegallery.index.journal import (
    Journal,
    JournalError,
    journal_path,
    read_journal,
    remove_journal,
    write_journal,
)
from tests.index.records import DATE, record

OLD = "1171fab2c1474b0dfdcf2001dd6fb06be51463ae"


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "Pics.idx"


def stored(index: Path, journal_id: str) -> dict[str, Any]:
    text = gzip.decompress(journal_path(index, journal_id).read_bytes())
    document: dict[str, Any] = json.loads(text)
    return document


def test_the_file_stands_beside_the_index(index: Path) -> None:
    assert journal_path(index, "0711-a9Xk").name == "Pics.idx.0711-a9Xk.journal"


@pytest.mark.parametrize("journal_id", ["", "a/b", "../x", "\0"])
def test_an_id_cannot_leave_the_directory(index: Path, journal_id: str) -> None:
    with pytest.raises(JournalError, match="journal id"):
        journal_path(index, journal_id)


def test_the_form_is_that_of_the_original(index: Path) -> None:
    journal = Journal(
        "/pics", DATE, [record("new.jpg")], [record("old.jpg"), record("same.jpg")],
        [record("gone.jpg")], {"old.jpg": OLD},
    )  # fmt: skip
    write_journal(index, "x", journal)
    document = stored(index, "x")
    assert list(document) == ["type", "created", "base", "indexCreated", "data"]
    assert document["type"] == "home-gallery/file-index-journal@1.2"
    assert (document["base"], document["indexCreated"]) == ("/pics", DATE)
    assert list(document["data"]) == ["adds", "changes", "removes"]
    changed, same = document["data"]["changes"]
    assert changed["prevSha1sum"] == OLD
    assert list(changed)[-2:] == ["fileType", "prevSha1sum"]
    assert "prevSha1sum" not in same
    assert document["data"]["removes"][0]["filename"] == "gone.jpg"


def test_what_is_written_is_read_again(index: Path) -> None:
    journal = Journal(
        "/b\udcff", DATE, [record("n\udcff.jpg"), record("a},{b.jpg")], [record("o.jpg")], [],
        {"o.jpg": ""},
    )  # fmt: skip
    write_journal(index, "x", journal)
    assert read_journal(index, "x") == journal


def test_an_empty_journal(index: Path) -> None:
    write_journal(index, "x", Journal("/b", DATE))
    assert stored(index, "x")["data"] == {"adds": [], "changes": [], "removes": []}
    read = read_journal(index, "x")
    assert read is not None
    assert read.names == set()


def test_a_journal_of_the_original_is_read(index: Path) -> None:
    entry = {
        "dev": 1, "mode": 33188, "nlink": 1, "uid": 0, "gid": 0, "rdev": 0, "blksize": 4096,
        "ino": 77, "size": 10, "blocks": 8, "atimeMs": 1.5, "mtimeMs": 2, "ctimeMs": 3.25,
        "birthtimeMs": 2, "created": DATE, "filename": "2024/a.jpg", "sha1sum": OLD,
        "sha1sumDate": DATE, "isDirectory": False, "isFile": True, "isSymbolicLink": False,
        "isOther": False, "fileType": "f", "prevSha1sum": "",
    }  # fmt: skip
    document = {
        "type": "home-gallery/file-index-journal@1.2", "created": DATE, "base": ".",
        "indexCreated": DATE, "data": {"adds": [], "changes": [entry], "removes": []},
    }  # fmt: skip
    journal_path(index, "x").write_bytes(gzip.compress(json.dumps(document).encode()))
    read = read_journal(index, "x")
    assert read is not None
    assert (read.changes[0].filename, read.changes[0].ctime_ms) == ("2024/a.jpg", 3.25)
    assert read.previous == {"2024/a.jpg": ""}


@pytest.mark.parametrize(
    "content",
    [
        b"", b"no gzip", gzip.compress(b"{"), gzip.compress(b"[]"),
        gzip.compress(b'{"type":"home-gallery/file-index-journal@1.1"}'),
        gzip.compress(b'{"type":"home-gallery/file-index-journal@1.2"}'),
    ],
)  # fmt: skip
def test_a_damaged_or_other_file_is_refused_by_name(index: Path, content: bytes) -> None:
    journal_path(index, "x").write_bytes(content)
    with pytest.raises(JournalError, match=r"Pics\.idx\.x\.journal"):
        read_journal(index, "x")


def test_there_may_be_none(index: Path) -> None:
    assert read_journal(index, "x") is None
    assert not remove_journal(index, "x")


def test_remove(index: Path) -> None:
    write_journal(index, "x", Journal("/b", DATE))
    assert remove_journal(index, "x")
    assert list(index.parent.iterdir()) == []
