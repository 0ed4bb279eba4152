"""Ctrl-C and SIGTERM as an event."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

INTERRUPTED_EXIT: Final = 130
"""Exit code of a command that was stopped."""


@contextmanager
def cancelled_by_signals() -> Iterator[threading.Event]:
    """An event that SIGINT and SIGTERM set; a second one ends the program at once."""
    cancel = threading.Event()

    def stop(number: int, _frame: object) -> None:
        cancel.set()
        signal.signal(number, signal.SIG_DFL)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield cancel
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
