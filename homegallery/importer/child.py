"""The import in a process of its own, for a server that has to stay small and quick.

What an import needs for a moment, the state of every file, would stay part of the
server's memory for good, and its work would delay every request by sharing the
interpreter. So the server's import thread starts a process, hands over the settings,
and relays what the process tells: progress, log messages, and how it ended.
"""

import logging
import multiprocessing
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from logging.handlers import QueueHandler
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Final, Literal

from homegallery.config.model import Settings
from homegallery.errors import GalleryError
from homegallery.importer.batch import batches
from homegallery.importer.progress import Progress, ProgressListener
from homegallery.importer.run import Summary, run_import
from homegallery.importer.settling import SETTLED, Settling

log = logging.getLogger(__name__)

_Request = Literal["stop", "again"]

POLL_SECONDS: Final = 0.1
"""How long a request to stop may go unnoticed."""


class ImportProcessError(GalleryError):
    """The import ended in a way nobody foresaw."""


def import_in_child(
    settings: Settings,
    *,
    workers: int | None,
    cancel: threading.Event,
    on_progress: ProgressListener,
    again: Callable[[], bool] = lambda: False,
    settling: Settling = SETTLED,
) -> Summary:
    """``run_import`` of what changed, small files first, in a child process.

    Raises what it raises, or ``ImportProcessError``. ``again`` is asked a few times a
    second: if it is true the import looks for new files once more before it waits for
    slow steps or ends. It may just have ended, so that only another import sees them.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(
        target=_main,
        args=(theirs, settings, workers, settling, logging.getLogger().level),
        name="homegallery import",
    )
    process.start()
    theirs.close()
    try:
        return _relay(ours, cancel, on_progress, again)
    except EOFError:
        process.join()
        raise ImportProcessError(
            f"The import process ended unexpectedly (exit code {process.exitcode})",
            hint="Finished work is kept and the next import goes on. The log may tell more.",
        ) from None
    finally:
        ours.close()
        process.join()


def _relay(
    connection: "Connection[_Request, object]",
    cancel: threading.Event,
    on_progress: ProgressListener,
    again: Callable[[], bool],
) -> Summary:
    stopping = False
    while True:
        if cancel.is_set() and not stopping:
            connection.send("stop")
            stopping = True
        if again():
            connection.send("again")
        if not connection.poll(POLL_SECONDS):
            continue
        message = connection.recv()
        if isinstance(message, Progress):
            on_progress(message)
        elif isinstance(message, logging.LogRecord):
            logging.getLogger(message.name).handle(message)
        elif isinstance(message, Summary):
            return message
        elif isinstance(message, BaseException):
            raise message


class _Parent:
    """The way back to the server; all threads of the import may speak."""

    def __init__(self, connection: "Connection[object, _Request]") -> None:
        self._connection = connection
        self._lock = threading.Lock()

    def send(self, message: object) -> None:
        """A parent that is gone hears nothing, which ``obey`` turns into a stop."""
        with self._lock, suppress(OSError):
            self._connection.send(message)

    def obey(self, cancel: threading.Event, again: threading.Event) -> None:
        """Set the events as the parent asks for it; ``cancel`` also when it ends."""
        with suppress(EOFError, OSError):
            while self._connection.recv() == "again":
                again.set()
        cancel.set()


class _LogRelay(QueueHandler):
    """Log messages go to the parent, which knows where they belong."""

    def __init__(self, parent: _Parent) -> None:
        super().__init__(SimpleQueue())
        self._parent = parent

    def enqueue(self, record: logging.LogRecord) -> None:
        self._parent.send(record)


def _main(
    connection: "Connection[object, _Request]",
    settings: Settings,
    workers: int | None,
    settling: Settling,
    level: int,
) -> None:
    # A terminal sends Ctrl-C to all its processes; the parent decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = _Parent(connection)
    logging.getLogger().addHandler(_LogRelay(parent))
    logging.getLogger().setLevel(level)
    cancel, again = threading.Event(), threading.Event()
    threading.Thread(target=parent.obey, args=(cancel, again), daemon=True).start()
    try:
        summary = run_import(
            settings,
            workers=workers,
            cancel=cancel,
            on_progress=parent.send,
            batches=batches(initial=True),
            again=again,
            settling=settling,
        )
        parent.send(summary)
    except (GalleryError, OSError) as error:
        parent.send(error)
    except Exception as error:
        log.exception("The import ended unexpectedly")
        parent.send(ImportProcessError(f"The import ended unexpectedly: {error}"))
