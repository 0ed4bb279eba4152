"""Reading and writing objects; a reader sees a whole object or none."""

import errno
import logging
import os
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final

from homegallery import durable, jsontext
from homegallery.errors import GalleryError
from homegallery.storage.layout import meta_key, object_path

log = logging.getLogger(__name__)

_DISK_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})
"""What reading cannot raise, so it is the disk of the storage."""
_DISK_BROKEN: Final = _DISK_FULL | {errno.EIO}


class StorageError(GalleryError):
    """The disk of the storage takes no more objects, whatever the file is."""


@dataclass(slots=True)
class StoredObjects:
    """The objects of one file.

    ``files`` are relative paths, sorted when loaded, new ones appended in the order
    of creation. ``meta`` holds the content of its ``.json`` objects by ``meta_key``.
    """

    files: list[str] = field(default_factory=list)
    meta: dict[str, Any] = field(default_factory=dict)

    def add(self, path: str) -> None:
        """Append ``path`` unless it is listed."""
        if path not in self.files:
            self.files.append(path)


@dataclass(frozen=True, slots=True)
class Storage:
    """The object store below ``root``; cheap to make and to send to another process.

    Objects can be computed again, so they are written without waiting for the disk, and
    ``sync`` waits for all of them. Those that came after it may be lost, empty or torn by a
    power loss. ``load`` removes empty ones and, of pictures written between
    ``doubtful_since`` and ``doubtful_until`` (seconds of the epoch), torn ones. What was
    written since this storage was made is not doubted: a flat picture looks torn, too.

    Temporary files are in the root, where every import finds what a killed one left.
    Writing raises ``StorageError`` if the disk is full or broken.
    """

    root: Path
    doubtful_since: float | None = None
    doubtful_until: float = field(default_factory=time.time)

    def path(self, relative: str) -> Path:
        """File of the object with this relative path."""
        return self.root / relative

    def load(self, sha1: str) -> StoredObjects:
        """List and read the objects of a file; empty and unreadable ones are deleted."""
        prefix = object_path(sha1, "")
        directory, _, start = prefix.rpartition("/")
        objects = StoredObjects()
        for name in sorted(_names(self.path(directory), start)):
            relative = f"{directory}/{name}"
            if self._read_into(objects, relative):
                objects.files.append(relative)
        return objects

    def _read_into(self, objects: StoredObjects, relative: str) -> bool:
        """Whether the object is sound; the content of a JSON object goes to meta."""
        path = self.path(relative)
        try:
            if not relative.endswith(".json"):
                sound = self._is_sound(path)
            else:
                objects.meta[meta_key(relative)] = jsontext.loads(path.read_bytes())
                sound = True
        except FileNotFoundError:
            return False
        except ValueError:
            sound = False
        if not sound:
            log.warning("removed broken object %s; it will be made again", path)
            self.remove(relative)
        return sound

    def _is_sound(self, path: Path) -> bool:
        status = path.stat()
        since, until = self.doubtful_since, self.doubtful_until
        doubtful = since is not None and since <= status.st_mtime < until
        if doubtful and path.suffix == ".jpg":
            return _is_whole_jpeg(path.read_bytes())
        return status.st_size > 0

    def write_json(self, sha1: str, suffix: str, value: Any) -> str:
        """Store ``value`` as compact JSON; returns the relative path."""
        return self.write_bytes(sha1, suffix, jsontext.dumps(value))

    def write_bytes(self, sha1: str, suffix: str, data: bytes) -> str:
        """Store ``data``; returns the relative path."""
        relative = object_path(sha1, suffix)
        with self._replacing(sha1, suffix, _DISK_BROKEN) as file:
            file.write(data)
        return relative

    @contextmanager
    def create(self, sha1: str, suffix: str) -> Iterator[Path]:
        """An empty temporary file that becomes the object if the block succeeds.

        For tools that write by file name. The file may be replaced inside the block;
        an exception, or a file left empty (``OSError``), leaves no object. Tools make
        what is large and took long, so this waits for the disk.
        """
        with self.writing(sha1, suffix) as file:
            temp = Path(file.name)
            yield temp
            if temp.stat().st_size == 0:
                raise OSError(f"nothing was written for {suffix}")
            durable.sync_file(temp)

    @contextmanager
    def writing(self, sha1: str, suffix: str) -> Iterator[BinaryIO]:
        """A binary file that becomes the object if the block succeeds."""
        with self._replacing(sha1, suffix, _DISK_FULL) as file:
            yield file

    @contextmanager
    def _replacing(self, sha1: str, suffix: str, fatal: Collection[int]) -> Iterator[BinaryIO]:
        path = self.path(object_path(sha1, suffix))
        try:
            with durable.replacing(path, sync=False, temp_dir=self.root, mark=f"{sha1}-") as file:
                yield file
        except OSError as error:
            if error.errno in fatal:
                raise StorageError(
                    f"The storage {self.root} cannot be written: {error.strerror}",
                    hint="Free some space or check the disk; the next import goes on from here.",
                ) from error
            raise

    def sync(self) -> None:
        """Make all objects survive a power loss; one call for many of them."""
        if self.root.is_dir():
            durable.sync_filesystem(self.root)

    def sweep(self, sha1: str = "") -> None:
        """Remove temporary files of the objects of a file, also fresh ones.

        Only for after a worker was killed, when nobody works on that file. Without
        ``sha1`` those of all files whose writer has gone.
        """
        if sha1:
            durable.sweep(self.root, mark=f"{sha1}-", older_than=0)
        else:
            durable.sweep(self.root)

    def remove(self, relative: str) -> None:
        """Delete an object; it may be gone already."""
        with suppress(FileNotFoundError):
            self.path(relative).unlink()


def _is_whole_jpeg(data: bytes) -> bool:
    """Whether no block is missing: file systems lose the end, or leave zeros in its place."""
    return data.endswith(b"\xff\xd9") and b"\0" * 512 not in data


def _names(directory: Path, start: str) -> Iterator[str]:
    """Object names that begin with ``start``; stale temporary files are swept on the way."""
    try:
        names = os.listdir(directory)  # noqa: PTH208  # ten times faster than iterdir
    except FileNotFoundError:
        return
    if any(name.startswith(durable.TEMP_PREFIX) for name in names):
        durable.sweep(directory)
    yield from (name for name in names if name.startswith(start))
