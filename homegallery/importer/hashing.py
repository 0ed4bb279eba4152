"""Checksums for whole groups: a group goes on when all its files are hashed."""

import threading
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from homegallery.importer.plan import Group, Work
from homegallery.index.checkpoint import Checkpoint
from homegallery.index.checksum import HashFailure, hash_files


@dataclass(frozen=True, slots=True)
class HashedWork:
    """The files of a group that have a checksum, and those that could not be read."""

    work: Work
    group: Group
    failures: list[HashFailure]


def hash_works(
    base: Path, works: Sequence[Work], checkpoint: Checkpoint, cancel: threading.Event
) -> Generator[HashedWork]:
    """Yield every group in order, once its files have their SHA-1; ends early on ``cancel``."""
    pending = (record for work in works for record in work.group if not record.sha1sum)
    hashed = hash_files(base, pending, checkpoint=checkpoint, cancel=cancel)
    for work in works:
        done: Group = []
        failures: list[HashFailure] = []
        for record in work.group:
            result = record if record.sha1sum else next(hashed, None)
            if result is None:
                return
            if isinstance(result, HashFailure):
                failures.append(result)
            else:
                done.append(result)
        yield HashedWork(work, done, failures)
