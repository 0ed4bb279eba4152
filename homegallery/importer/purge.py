"""Removing what no gallery needs any more from a storage."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from homegallery.config.model import Settings
from homegallery.database.file import Database
from homegallery.errors import GalleryError
from homegallery.importer.lock import import_lock
from homegallery.index.file import read_index
from homegallery.index.recent import Recent, with_recent
from homegallery.storage.cache import cache_key
from homegallery.storage.purge import Inventory, remove_orphans, take_inventory
from homegallery.storage.store import Storage

log = logging.getLogger(__name__)

MIN_AGE: Final = 24 * 3600.0
"""Seconds. Other programs, such as an import of the original, may just use what is younger."""

_SUSPICIOUS_SHARE: Final = 0.5
_SUSPICIOUS_COUNT: Final = 100


class PurgeError(GalleryError):
    """Nothing is removed, because it is not sure what is needed."""


def purge(
    galleries: Sequence[Settings],
    *,
    dry_run: bool = False,
    force: bool = False,
    min_age: float = MIN_AGE,
    on_progress: Callable[[int], None] = lambda _: None,
    on_inventory: Callable[[Inventory], None] = lambda _: None,
) -> Inventory:
    """Remove the objects that belong to no file of these galleries, which share a storage.

    ``on_inventory`` is told what is there before anything is removed. No import of these
    galleries can run meanwhile. Raises ``PurgeError``, ``ImportRunningError``, and what
    reading a database or an index raises; then nothing is removed.
    """
    [storage, *others] = dict.fromkeys(settings.storage.dir.resolve() for settings in galleries)
    if others:
        raise PurgeError(
            f"The galleries use different storages: {storage} and {others[0]}",
            hint="Purge each storage on its own, with all galleries that share it.",
        )
    if not storage.is_dir():
        raise PurgeError(f"There is no storage at {storage}", hint="Correct storage.dir.")
    with ExitStack() as stack:
        for settings in galleries:
            lock = stack.enter_context(import_lock(settings.database.file))
            if not lock.was_cut_off:
                stack.callback(lock.complete)
        used = {key for settings in galleries for key in _used(settings)}
        found = take_inventory(Storage(storage), used, min_age=min_age, on_progress=on_progress)
        on_inventory(found)
        if not force:
            _check(found)
        if not dry_run:
            remove_orphans(Storage(storage), found.orphans)
    return found


def _check(found: Inventory) -> None:
    orphans = len(found.orphans)
    if orphans > _SUSPICIOUS_COUNT and orphans > _SUSPICIOUS_SHARE * found.objects:
        raise PurgeError(
            f"{orphans} of {found.objects} objects belong to no file of this gallery",
            hint="If other galleries share the storage, name the configuration of each with "
            "--config. If they really may go, use --force.",
        )


def _used(settings: Settings) -> Iterator[bytes]:
    """Keys of all files and directories that a gallery knows; some come several times."""
    database = settings.database.file
    indexes = [source.index for source in settings.sources if source.index.exists()]
    if not database.exists() and not indexes:
        raise PurgeError(
            f"There is neither a database ({database}) nor an index: all would be removed",
            hint="Correct the configuration, or import first.",
        )
    directories: set[tuple[str, str]] = set()
    if database.exists():
        with Database.open(database) as opened:
            for entry in opened.entries():
                for file in entry["files"]:
                    directories.add((file["index"], _directory(file["filename"])))
                    yield bytes.fromhex(file["id"])
    for index in indexes:
        for filename, sha1 in _indexed(index):
            directories.add((index.stem, _directory(filename)))
            if sha1:
                yield bytes.fromhex(sha1)
    for name, directory in directories:
        yield bytes.fromhex(cache_key(name, directory))


def _indexed(path: Path) -> Iterator[tuple[str, str]]:
    """Names and checksums of an index, the old ones of changed files too."""
    index = read_index(path)
    recent = Recent(path).read(index.created)
    for record in (*index.records, *with_recent(index, recent).records):
        yield record.filename, record.sha1sum


def _directory(filename: str) -> str:
    return filename.rpartition("/")[0]
