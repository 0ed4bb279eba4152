"""Importing what changes until somebody stops it."""

import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from homegallery.cli.options import WatchOptions
from homegallery.importer.service import ImportService, Watching

log = logging.getLogger(__name__)


def watching(options: WatchOptions) -> Watching:
    """The options in the words of the importer."""
    return Watching(
        delay=options.watch_delay,
        max_delay=options.watch_max_delay,
        poll_interval=options.watch_poll_interval,
    )


def watch_until(cancel: threading.Event, service: ImportService, *, at_once: bool) -> None:
    """Run the service until ``cancel`` is set; SIGUSR1 logs what it does."""
    service.start(at_once=at_once)
    with _state_on_signal(service):
        cancel.wait()
    service.stop()


@contextmanager
def _state_on_signal(service: ImportService) -> Iterator[None]:
    def tell(_number: int, _frame: object) -> None:
        log.info("File watcher status: %s", service.progress.phase)

    before = signal.signal(signal.SIGUSR1, tell)
    try:
        yield
    finally:
        signal.signal(signal.SIGUSR1, before)
