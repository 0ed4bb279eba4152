import hashlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import pytest

from homegallery.index import checksum as checksum_module
from homegallery.index.checkpoint import Checkpoint
from homegallery.index.checksum import HashFailure, hash_files
from homegallery.index.record import FileRecord, new_record

CHUNK = checksum_module._CHUNK


@pytest.fixture
def checkpoint(tmp_path: Path) -> Checkpoint:
    return Checkpoint(tmp_path / "Pictures.idx")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "Pictures").mkdir()
    return tmp_path / "Pictures"


def put(root: Path, name: str, content: bytes) -> FileRecord:
    (root / name).write_bytes(content)
    return new_record(name, (root / name).stat(), "")


def hash_all(
    root: Path, records: list[FileRecord], checkpoint: Checkpoint, threads: int = 4
) -> list[FileRecord | HashFailure]:
    return list(
        hash_files(root, records, checkpoint=checkpoint, cancel=threading.Event(), threads=threads)
    )


@pytest.mark.parametrize("threads", [1, 4])
def test_every_file_gets_its_sha1_in_the_order_given(
    root: Path, checkpoint: Checkpoint, threads: int
) -> None:
    contents = [
        b"",
        b"x",
        os.urandom(CHUNK),
        os.urandom(3 * CHUNK + 1),
        *[b"%d" % n for n in range(40)],
    ]
    records = [put(root, f"{number}.jpg", content) for number, content in enumerate(contents)]
    results = hash_all(root, records, checkpoint, threads)
    dates = set()
    for content, record, result in zip(contents, records, results, strict=True):
        assert isinstance(result, FileRecord)
        assert result.sha1sum == hashlib.sha1(content).hexdigest()
        assert result._replace(sha1sum="", sha1sum_date=None) == record
        dates.add(result.sha1sum_date)
    assert len(dates) == 1
    assert None not in dates


@pytest.mark.parametrize("name", ["-rf", "a\nb", "bad\udcff"])
def test_any_name_can_be_hashed(root: Path, checkpoint: Checkpoint, name: str) -> None:
    (result,) = hash_all(root, [put(root, name, b"x")], checkpoint)
    assert isinstance(result, FileRecord)


def test_what_cannot_be_read_is_a_failure_beside_the_others(
    root: Path, checkpoint: Checkpoint
) -> None:
    gone, pipe, folder, grown, good = (
        put(root, name, b"x") for name in ["gone", "pipe", "folder", "grown", "good"]
    )
    for name in ["gone", "pipe", "folder"]:
        (root / name).unlink()
    os.mkfifo(root / "pipe")
    (root / "folder").mkdir()
    put(root, "grown", b"xyz")
    results = hash_all(root, [gone, pipe, folder, grown, good], checkpoint)
    assert results[:4] == [
        HashFailure("gone", "No such file or directory"),
        HashFailure("pipe", "not a regular file"),
        HashFailure("folder", "Is a directory"),
        HashFailure("grown", "changed since the scan"),
    ]
    assert isinstance(results[4], FileRecord)


def rewriting(monkeypatch: pytest.MonkeyPatch, path: Path, content: bytes) -> None:
    """Change ``path`` while it is read."""
    fdopen = os.fdopen

    class Reader:
        def __init__(self, descriptor: int, *args: object, **kwargs: object) -> None:
            self._file = fdopen(descriptor, "rb", buffering=0)

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            self._file.close()

        def fileno(self) -> int:
            return self._file.fileno()

        def readinto(self, buffer: memoryview) -> int | None:
            count = self._file.readinto(buffer)
            path.write_bytes(content)
            os.utime(path, ns=(1, 1))
            return count

    monkeypatch.setattr(os, "fdopen", Reader)


@pytest.mark.parametrize("content", [b"other", b"longer", b"cut"])
def test_a_file_that_changes_meanwhile_is_left_for_the_next_import(
    root: Path, checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    record = put(root, "a.jpg", b"photo")
    rewriting(monkeypatch, root / "a.jpg", content)
    assert hash_all(root, [record], checkpoint) == [HashFailure("a.jpg", "still changing")]
    assert checkpoint.get(record) is None


def test_a_restart_takes_the_hashes_from_the_checkpoint(
    root: Path, checkpoint: Checkpoint, tmp_path: Path
) -> None:
    records = [put(root, f"{number}.jpg", b"%d" % number) for number in range(5)]
    first = hash_all(root, records, checkpoint)
    for record in records:
        (root / record.filename).unlink()
    again = hash_all(root, records, Checkpoint(tmp_path / "Pictures.idx"))
    assert [one.sha1sum for one in again if isinstance(one, FileRecord)] == [
        one.sha1sum for one in first if isinstance(one, FileRecord)
    ]
    assert all(isinstance(one, FileRecord) and one.sha1sum_date for one in again)


def test_only_a_few_files_are_taken_ahead(root: Path, checkpoint: Checkpoint) -> None:
    records = [put(root, f"{number}.jpg", b"%d" % number) for number in range(50)]
    taken: list[FileRecord] = []

    def given() -> Iterator[FileRecord]:
        for record in records:
            taken.append(record)
            yield record

    hashed = hash_files(root, given(), checkpoint=checkpoint, cancel=threading.Event(), threads=2)
    next(hashed)
    assert len(taken) == 2 * checksum_module._AHEAD + 1
    hashed.close()  # type: ignore[attr-defined]


def test_cancel_ends_within_a_file(
    root: Path, checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of many chunks is given up after the one in which cancel comes."""
    monkeypatch.setattr(checksum_module, "_CHUNK", 10)
    record = put(root, "film.mp4", bytes(10_000))
    cancel = threading.Event()
    chunks = 0
    sha1 = hashlib.sha1

    class Digest:
        def __init__(self, **_: object) -> None:
            self._sha1 = sha1()

        def update(self, data: memoryview) -> None:
            nonlocal chunks
            chunks += 1
            cancel.set()

        def hexdigest(self) -> str:
            return self._sha1.hexdigest()

    monkeypatch.setattr(hashlib, "sha1", Digest)
    hashed = hash_files(root, [record], checkpoint=checkpoint, cancel=cancel)
    assert list(hashed) == []
    assert chunks == 1
    assert checkpoint.get(record) is None


def test_cancel_keeps_what_is_hashed(root: Path, checkpoint: Checkpoint) -> None:
    records = [put(root, f"{number}.jpg", b"%d" % number) for number in range(50)]
    cancel = threading.Event()
    done: list[FileRecord | HashFailure] = []
    for result in hash_files(root, records, checkpoint=checkpoint, cancel=cancel, threads=2):
        done.append(result)
        if len(done) == 20:
            cancel.set()
    assert len(done) == 20
    assert all(checkpoint.get(record) for record in records[:20])
    assert checkpoint.get(records[-1]) is None


def test_closing_early_leaves_no_threads(root: Path, checkpoint: Checkpoint) -> None:
    before = threading.active_count()
    records = [put(root, f"{number}.jpg", b"%d" % number) for number in range(20)]
    hashed = hash_files(root, records, checkpoint=checkpoint, cancel=threading.Event())
    next(hashed)
    assert threading.active_count() > before
    hashed.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before
