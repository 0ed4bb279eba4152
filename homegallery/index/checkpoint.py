"""Checksums of an unfinished import, kept beside the index until it holds them."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from homegallery import durable, jsontext
from homegallery.index.record import FileRecord

SYNC_SECONDS: Final = 5.0
"""A power loss costs at most the checksums of this time; a kill costs none."""

_Key = tuple[str, int, float, int]
"""File name, size, ctime in ms, inode."""


class Checkpoint:
    """An append-only file ``<index>.checkpoint``, one JSON array a line.

    A checksum counts only for a file with the same name, size, ctime and inode.
    """

    def __init__(self, index: Path) -> None:
        self._path = index.with_name(f"{index.name}.checkpoint")
        self._known: dict[_Key, str] = {}
        self._load()

    def get(self, record: FileRecord) -> str | None:
        """SHA-1 that an earlier import computed for this state of the file."""
        return self._known.get(_key(record))

    @contextmanager
    def writing(self) -> Iterator[Callable[[FileRecord], None]]:
        """Open the file; yields a thread-safe function that adds a hashed record."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        new = not self._path.exists()
        with durable.naming(self._path), self._path.open("ab", buffering=0) as file:
            if new:
                durable.sync_directory(self._path.parent)
            lock = threading.Lock()
            synced = time.monotonic()

            def add(record: FileRecord) -> None:
                nonlocal synced
                key = _key(record)
                line = jsontext.dumps([*key, record.sha1sum]) + b"\n"
                with lock:
                    durable.append(self._path, file.fileno(), line)
                    self._known[key] = record.sha1sum
                    if time.monotonic() >= synced + SYNC_SECONDS:
                        with durable.naming(self._path):
                            os.fsync(file.fileno())
                        synced = time.monotonic()

            try:
                yield add
            finally:
                os.fsync(file.fileno())

    def clear(self) -> None:
        """Forget everything: the index on disk holds it now."""
        self._known.clear()
        self._path.unlink(missing_ok=True)

    def _load(self) -> None:
        """Read what there is; a line torn by a power loss is cut off or passed over."""
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return
        whole = content[: content.rfind(b"\n") + 1]
        if len(whole) < len(content):
            os.truncate(self._path, len(whole))
        for line in whole.splitlines():
            try:
                filename, size, ctime_ms, ino, sha1sum = jsontext.loads(line)
            except (ValueError, TypeError):
                continue
            self._known[filename, size, ctime_ms, ino] = sha1sum


def _key(record: FileRecord) -> _Key:
    return record.filename, record.size, record.ctime_ms, record.ino
