"""Watching the source directories through the kernel (inotify)."""

import errno
import logging
import os
import tempfile
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers.api import BaseObserver
from watchdog.observers.inotify import InotifyObserver

from homegallery.config.model import SourceSettings
from homegallery.importer.changes import Changes
from homegallery.importer.mounts import remote_file_system
from homegallery.index.filters import filters_of
from homegallery.media.types import media_type

log = logging.getLogger(__name__)

_Identity = tuple[int, int] | None
"""Device and inode; None for what is not there."""

_EVENTS: list[type[FileSystemEvent]] = [
    DirCreatedEvent, DirDeletedEvent, DirMovedEvent, FileClosedEvent, FileCreatedEvent,
    FileDeletedEvent, FileModifiedEvent, FileMovedEvent,
]  # fmt: skip
"""Not that a file was opened or read, which is what an import does."""


class Watch:
    """Tells ``changes`` what happens in the sources, and then calls ``on_change``.

    Links to directories are not followed. ``unwatched`` says of each source that is not
    watched why: what changes there is found only by looking again and again. A source that
    is not there is none of them: ``refresh`` finds that it has come.
    """

    def __init__(
        self,
        sources: Sequence[SourceSettings],
        changes: Changes,
        on_change: Callable[[], None],
    ) -> None:
        self._sources = [source for source in sources if not source.offline]
        self._changes = changes
        self._on_change = on_change
        self._observer: BaseObserver | None = None
        self._watched: dict[Path, _Identity] = {}
        self.unwatched: dict[str, str] = {}

    def start(self) -> None:
        """Begin to watch; also the way to begin again."""
        self.stop()
        # Said of a directory that comes with others in it; nothing is wrong then.
        warnings.filterwarnings("ignore", "Callback with id", RuntimeWarning)
        self.unwatched = {}
        self._watched = {source.dir: _identity(source.dir) for source in self._sources}
        try:
            self._observer = InotifyObserver(generate_full_events=True)
            self._observer.start()
        except OSError as error:
            self._give_up(error)
            return
        for source in self._sources:
            if self._observer is not None:
                self._watch(source, self._observer)
        self._check_limit()

    def stop(self) -> None:
        """End; nothing is told afterwards."""
        if self._observer is not None:
            self._observer.stop()
            self._observer.join()
            self._observer = None

    def refresh(self) -> bool:
        """Begin again if another directory is in place of a source, as after mounting a disk.

        Returns whether it was so; then all sources have to be looked at.
        """
        moved = any(_identity(path) != known for path, known in self._watched.items())
        if moved:
            self.start()
        return moved

    def _watch(self, source: SourceSettings, observer: BaseObserver) -> None:
        remote = remote_file_system(source.dir)
        if remote:
            self.unwatched[source.name] = f"it is on a network drive ({remote})"
        elif self._watched[source.dir] is not None:
            teller = _Teller(source, self._changes, self._on_change)
            try:
                observer.schedule(
                    teller, os.fspath(source.dir), recursive=True, event_filter=_EVENTS
                )
            except OSError as error:
                self._give_up(error)

    def _check_limit(self) -> None:
        """Subdirectories beyond the limit are left out silently: see if one more is possible."""
        if self._observer is None:
            return
        with tempfile.TemporaryDirectory() as directory:
            try:
                probe = self._observer.schedule(FileSystemEventHandler(), directory)
                self._observer.unschedule(probe)
            except OSError as error:
                self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        """What is watched only in part is not watched."""
        self.stop()
        reason = error.strerror or str(error)
        if error.errno in (errno.ENOSPC, errno.EMFILE):
            reason = f"{reason}; raise fs.inotify.max_user_watches or max_user_instances (sysctl)"
        self.unwatched = {source.name: reason for source in self._sources}


def _identity(directory: Path) -> _Identity:
    try:
        status = directory.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


class _Teller(FileSystemEventHandler):
    """Translates what happens in one source; called in the thread of the observer."""

    def __init__(
        self, source: SourceSettings, changes: Changes, on_change: Callable[[], None]
    ) -> None:
        self._name = source.name
        self._base = os.fspath(source.dir).rstrip("/") + "/"
        self._excludes = filters_of(source).excludes
        self._marker = source.exclude_if_present
        self._changes = changes
        self._on_change = on_change

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Told of everything that happens."""
        for path in (event.src_path, event.dest_path):
            name = self._relative(path)
            if name and self._tell(event, name):
                self._on_change()

    def _tell(self, event: FileSystemEvent, name: str) -> bool:
        """Whether something new has to wait for its time."""
        changes, source = self._changes, self._name
        directory, _, last = name.rpartition("/")
        if last == self._marker:
            changes.add_below(source, directory)
            return True
        if not event.is_directory and changes.is_growing(source, name):
            is_written = isinstance(event, FileModifiedEvent | FileCreatedEvent)
            (changes.wrote if is_written else changes.closed)(source, name)
            return not is_written
        if self._is_unwanted(name, is_directory=event.is_directory):
            return False
        if event.is_directory:
            changes.add(source, name)
            changes.add(source, directory)
        elif isinstance(event, FileModifiedEvent | FileCreatedEvent):
            changes.wrote(source, name)
        else:
            changes.closed(source, name)
        return True

    def _relative(self, path: bytes | str) -> str | None:
        text = os.fsdecode(path)
        return text.removeprefix(self._base) if text.startswith(self._base) else None

    def _is_unwanted(self, name: str, *, is_directory: bool) -> bool:
        """Excluded, or no file that could show, such as the temporary one of a download."""
        if not is_directory and media_type(name) == "unknown":
            return True
        parts = name.split("/")
        above = ("/".join(parts[:end]) for end in range(1, len(parts)))
        excludes = self._excludes
        return excludes.matches(name) or any(
            excludes.matches(directory) or excludes.below(directory) for directory in above
        )
