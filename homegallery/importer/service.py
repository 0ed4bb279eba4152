"""The import in the background: a thread that looks for changes and imports them.

A change that was watched is imported in this process, which takes a fraction of a
second beside the work itself. Looking through whole sources, and slow steps, are left
to a process of their own, see ``importer.child``.
"""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from homegallery.config.model import Settings
from homegallery.errors import GalleryError
from homegallery.importer.changes import Changes, Seen
from homegallery.importer.child import import_in_child
from homegallery.importer.failures import FailureList, ImportFailure
from homegallery.importer.progress import Progress, ProgressListener
from homegallery.importer.run import Summary, run_part
from homegallery.importer.settling import POLLED_SECONDS, Settling
from homegallery.importer.spare import SpareWorker
from homegallery.importer.watch import Watch

log = logging.getLogger(__name__)

RESCAN_SECONDS: Final = 3600.0
"""Whatever a watcher missed is found after this time."""
POLL_SECONDS: Final = 300.0
"""Where nothing can be watched."""

_FIRST_PAUSE: Final = 30.0
"""After a failed import; twice as long after each further one, at most ``RESCAN_SECONDS``."""
_REFRESH_SECONDS: Final = 60.0
_MOST_DIRECTORIES: Final = 100


@dataclass(frozen=True, slots=True)
class Watching:
    """How changes are found. Seconds; with a ``poll_interval`` nothing is watched."""

    delay: float = 0.5
    max_delay: float = 10.0
    poll_interval: float = 0.0


class ImportService:
    """Imports at start, and what changes if it is ``watching``.

    A failed import is logged and shown, and does not end the service.
    Listeners are called in the import thread.
    """

    def __init__(
        self, settings: Settings, *, workers: int | None = None, watching: Watching | None = None
    ) -> None:
        self._settings = settings
        self._workers = workers
        self._watching = watching
        delays = watching or Watching()
        self._changes = Changes(delay=delays.delay, max_delay=delays.max_delay)
        self._cancel = threading.Event()
        self._wake = threading.Event()
        self._spare = SpareWorker(settings)
        self._watch = Watch(settings.sources, self._changes, self._wake.set)
        self._whole_at: float | None = None
        self._pause = _FIRST_PAUSE
        self._listeners: list[ProgressListener] = []
        self._thread = threading.Thread(target=self._work, name="import", daemon=True)
        self.progress = Progress()

    @property
    def failures(self) -> list[ImportFailure]:
        """Files that could not be imported, as of the last write."""
        return FailureList(self._settings.database.file).items

    def subscribe(self, listener: ProgressListener) -> Callable[[], None]:
        """Call ``listener`` on every change; returns the function that ends it."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            with suppress(ValueError):
                self._listeners.remove(listener)

        return unsubscribe

    def start(self, *, at_once: bool = True) -> None:
        """Begin, with an import if ``at_once``."""
        if at_once:
            self._whole_at = time.monotonic()
        self._thread.start()

    def rescan(self) -> bool:
        """Look through all sources as soon as no import runs; whether one is running."""
        self._whole_at = time.monotonic()
        self._wake.set()
        return self.progress.phase in ("indexing", "importing")

    def stop(self) -> None:
        """Stop within about two seconds; finished work is kept."""
        self._cancel.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def _work(self) -> None:
        if self._watching:
            self._begin_watching()
        while not self._cancel.is_set():
            if self._is_whole_due():
                self._attempt(self._import_whole)
            elif self._changes.due_in() == 0:
                self._attempt(self._import_part)
            else:
                self._wake.wait(self._idle_seconds())
                self._wake.clear()
            if self._spare.idle_in() == 0:
                self._spare.close()
        self._watch.stop()
        self._spare.close()

    def _begin_watching(self) -> None:
        if self._watching and not self._watching.poll_interval:
            self._watch.start()
            self._tell_unwatched()
        if self._whole_at is None:
            self._plan_whole()

    def _tell_unwatched(self) -> None:
        for name, reason in self._watch.unwatched.items():
            log.warning(
                "Source %s cannot be watched: %s. It is looked through every %d minutes",
                name, reason, POLL_SECONDS / 60,
            )  # fmt: skip

    def _idle_seconds(self) -> float | None:
        """Time until there may be something to do; None if there never will."""
        moments = [_REFRESH_SECONDS] if self._watching else []
        if self._whole_at is not None:
            moments.append(max(0.0, self._whole_at - time.monotonic()))
        dues = (self._changes.due_in(), self._spare.idle_in())
        moments += [due for due in dues if due is not None]
        return min(moments) if moments else None

    def _is_whole_due(self) -> bool:
        if self._watching and self._watch.refresh():
            self._tell_unwatched()
            return True
        return self._whole_at is not None and time.monotonic() >= self._whole_at

    def _plan_whole(self) -> None:
        """When to look through everything again, if nobody asks for it before."""
        if self._watching:
            poll = self._watching.poll_interval or (self._watch.unwatched and POLL_SECONDS)
            self._whole_at = time.monotonic() + (poll or RESCAN_SECONDS)
        else:
            self._whole_at = None

    def _attempt(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:
            # Whatever it is: a server whose import thread ended would never import again.
            foreseen = isinstance(error, GalleryError | OSError)
            log.error("Import failed: %s", error, exc_info=not foreseen)
            self._publish(replace(self.progress, phase="failed", message=str(error)))
            if self._watching:
                self._whole_at = time.monotonic() + self._pause
            self._pause = min(2 * self._pause, RESCAN_SECONDS)
        else:
            self._pause = _FIRST_PAUSE

    def _import_whole(self) -> None:
        self._spare.close()  # that import has workers of its own
        self._plan_whole()
        taken: list[Seen] = []

        def again() -> bool:
            due = self._changes.due_in() == 0
            if due:
                taken.append(self._changes.take())
            return due

        summary = import_in_child(
            self._settings,
            workers=self._workers,
            cancel=self._cancel,
            on_progress=self._publish,
            again=again,
            settling=self._settling(self._changes.growing()),
        )
        self._conclude(summary)
        # What the process was told too late is found by another look, which costs little.
        for seen in taken:
            self._changes.put_back(seen)

    def _import_part(self) -> None:
        seen = self._changes.take()
        summary = None
        directories = sum(map(len, seen.directories.values()))
        if directories <= _MOST_DIRECTORIES and not seen.everywhere:
            summary = run_part(
                self._settings,
                seen.directories,
                workers=self._workers,
                cancel=self._cancel,
                on_progress=self._publish,
                settling=self._settling(seen.growing),
                spare=self._spare,
            )
        if summary is None or summary.pending:
            self._whole_at = time.monotonic()
        if summary is not None:
            self._conclude(summary)

    def _settling(self, growing: frozenset[tuple[str, str]]) -> Settling:
        polled = self._watching and (self._watching.poll_interval or self._watch.unwatched)
        return Settling(growing, POLLED_SECONDS if polled else 0.0)

    def _conclude(self, summary: Summary) -> None:
        for source, filename in summary.waiting:
            self._changes.wrote(source, filename)
        log_summary(summary)

    def _publish(self, progress: Progress) -> None:
        self.progress = progress
        for listener in list(self._listeners):
            listener(progress)


def log_summary(summary: Summary) -> None:
    """One line for the log, and one for each source that is offline."""
    for name in summary.offline:
        log.warning("Source %s is offline: its photos stay as they are", name)
    for warning in summary.warnings:
        log.warning("%s", warning)
    if summary.files or summary.failures:
        log.info(
            "Imported %d entries from %d files in %.1f s, %d failures",
            summary.entries, summary.files, summary.seconds, len(summary.failures),
        )  # fmt: skip
