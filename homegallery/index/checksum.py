"""Provisional."""

import hashlib
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from homegallery.index.checkpoint import Checkpoint
from homegallery.index.record import FileRecord, now


@dataclass(frozen=True, slots=True)
class HashFailure:
    filename: str
    reason: str


def hash_files(
    base: Path,
    records: Iterable[FileRecord],
    *,
    checkpoint: Checkpoint,
    cancel: threading.Event,
    threads: int = 4,
) -> Iterator[FileRecord | HashFailure]:
    for record in records:
        if cancel.is_set():
            return
        sha1 = checkpoint.get(record)
        if sha1 is None:
            try:
                sha1 = hashlib.sha1((base / record.filename).read_bytes()).hexdigest()
            except OSError as error:
                yield HashFailure(record.filename, str(error.strerror))
                continue
        done = record._replace(sha1sum=sha1, sha1sum_date=now())
        checkpoint.add(done)
        yield done
