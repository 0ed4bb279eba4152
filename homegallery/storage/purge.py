"""Finding and removing objects that belong to no file any more."""

import os
import re
import time
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from homegallery.durable import TEMP_PREFIX, TEMP_SUFFIX
from homegallery.storage.layout import key_of
from homegallery.storage.store import Storage

_SHARD: Final = re.compile(r"[0-9a-f]{2}")
_FOREIGN_TEMP: Final = re.compile(r"entry-[0-9a-f]{7}\..*|\.localTmpDir-\w{7}\.tmp")
"""What a killed run of the original leaves in the root of the storage."""


@dataclass(slots=True)
class Inventory:
    """What the storage holds: ``orphans`` are relative paths, sizes are bytes."""

    objects: int = 0
    size: int = 0
    orphans: list[str] = field(default_factory=list)
    orphan_size: int = 0
    young: int = 0
    """Orphans that are left alone for their age."""


def take_inventory(
    storage: Storage,
    used: Container[bytes],
    *,
    min_age: float,
    on_progress: Callable[[int], None] = lambda _: None,
) -> Inventory:
    """Look at every object; nothing is removed.

    ``used`` holds the keys (20 bytes) of all files and directories in use. Orphans, and
    temporary files, younger than ``min_age`` seconds stay: an import may just have made
    them. What does not look like an object is not ours and does not count.
    ``on_progress`` gets the number of objects now and then.
    """
    found = Inventory()
    limit = time.time() - min_age
    for relative, status in _files(storage.root):
        name = relative.rpartition("/")[2]
        key = key_of(relative)
        if key is not None:
            found.objects += 1
            found.size += status.st_size
            if bytes.fromhex(key) in used:
                continue
        elif not _is_temporary(relative, name):
            continue
        if status.st_mtime > limit:
            found.young += 1
        else:
            found.orphans.append(relative)
            found.orphan_size += status.st_size
        if found.objects % 1000 == 0:
            on_progress(found.objects)
    return found


def remove_orphans(storage: Storage, orphans: Iterable[str]) -> int:
    """Remove objects by relative path; returns how many were there."""
    removed = 0
    for relative in orphans:
        with suppress(FileNotFoundError):
            storage.path(relative).unlink()
            removed += 1
    return removed


def _is_temporary(relative: str, name: str) -> bool:
    if name.startswith(TEMP_PREFIX) and name.endswith(TEMP_SUFFIX):
        return True
    return relative == name and _FOREIGN_TEMP.fullmatch(name) is not None


def _files(root: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Regular files in the root and in ``aa/bb``, by relative path; links are not followed."""
    yield from _regular(root, "")
    for first in _shards(root):
        for second in _shards(root / first):
            yield from _regular(root / first / second, f"{first}/{second}/")


def _shards(directory: Path) -> list[str]:
    with os.scandir(directory) as items:
        return sorted(
            item.name
            for item in items
            if _SHARD.fullmatch(item.name) and item.is_dir(follow_symlinks=False)
        )


def _regular(directory: Path, prefix: str) -> Iterator[tuple[str, os.stat_result]]:
    with os.scandir(directory) as items:
        for item in items:
            with suppress(FileNotFoundError):
                if item.is_file(follow_symlinks=False):
                    yield prefix + item.name, item.stat(follow_symlinks=False)
