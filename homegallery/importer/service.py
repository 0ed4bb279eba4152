"""The import in the background of the server: a thread that starts and relays it."""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from homegallery.config.model import Settings
from homegallery.errors import GalleryError
from homegallery.importer.child import import_in_child
from homegallery.importer.failures import FailureList, ImportFailure
from homegallery.importer.progress import Progress, ProgressListener
from homegallery.importer.run import Summary

log = logging.getLogger(__name__)


class ImportService:
    """Imports at start, on ``request`` and, if it watches, every ``interval`` seconds.

    A failed import is logged and shown, and does not end the service.
    Listeners are called in the import thread.
    """

    def __init__(
        self, settings: Settings, *, workers: int | None = None, interval: float | None = None
    ) -> None:
        self._settings = settings
        self._workers = workers
        self._interval = interval
        self._cancel = threading.Event()
        self._wake = threading.Event()
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

    def start(self) -> None:
        """Begin with an import."""
        self._wake.set()
        self._thread.start()

    def request(self) -> None:
        """Import again as soon as the running import is done."""
        self._wake.set()

    def stop(self) -> None:
        """Stop within about two seconds; finished work is kept."""
        self._cancel.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def _work(self) -> None:
        while True:
            self._wake.wait(self._interval)
            self._wake.clear()
            if self._cancel.is_set():
                return
            self._import()

    def _import(self) -> None:
        try:
            summary = import_in_child(
                self._settings,
                workers=self._workers,
                cancel=self._cancel,
                on_progress=self._publish,
            )
        except (GalleryError, OSError) as error:
            self._fail(str(error))
        else:
            log_summary(summary)

    def _fail(self, message: str) -> None:
        log.error("Import failed: %s", message)
        self._publish(replace(self.progress, phase="failed", message=message))

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
