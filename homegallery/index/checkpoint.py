"""Checksums of an unfinished import, kept beside the index until it holds them."""

import os
from pathlib import Path

from homegallery import jsontext
from homegallery.index.record import FileRecord

Key = tuple[str, int, float, int]


class Checkpoint:
    """An append-only file of known checksums (provisional)."""

    def __init__(self, index: Path) -> None:
        self._path = index.with_name(f"{index.name}.checkpoint")
        self._known: dict[Key, str] = {}
        if self._path.exists():
            for line in self._path.read_bytes().split(b"\n"):
                try:
                    name, size, ctime, ino, sha1 = jsontext.loads(line)
                except ValueError:
                    continue
                self._known[(name, size, ctime, ino)] = sha1

    def get(self, record: FileRecord) -> str | None:
        return self._known.get(_key(record))

    def add(self, record: FileRecord) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("ab") as file:
            file.write(jsontext.dumps([*_key(record), record.sha1sum]) + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def clear(self) -> None:
        self._path.unlink(missing_ok=True)


def _key(record: FileRecord) -> Key:
    return record.filename, record.size, record.ctime_ms, record.ino
