"""What a worker logs: it goes with its result to the process that knows where it belongs.

A queue between the processes would do so at once, but a worker that is killed while it
writes to one would leave it locked for the others.
"""

import logging
import warnings
from collections.abc import Iterable
from logging.handlers import QueueHandler
from queue import SimpleQueue


class Messages(QueueHandler):
    """Collects the records of this process."""

    def __init__(self) -> None:
        super().__init__(SimpleQueue())
        self._records: list[logging.LogRecord] = []

    def enqueue(self, record: logging.LogRecord) -> None:
        """Keep a record, which was made fit for another process."""
        self._records.append(record)

    def take(self) -> list[logging.LogRecord]:
        """Everything since the last time."""
        records, self._records = self._records, []
        return records


def collect_messages() -> Messages:
    """Begin to collect; what libraries warn of damaged files is told by no one.

    That a step fails is not a message, and nobody can do anything about the rest.
    """
    warnings.simplefilter("ignore")
    messages = Messages()
    root = logging.getLogger()
    root.handlers[:] = [messages]
    root.setLevel(logging.INFO)
    return messages


def tell(records: Iterable[logging.LogRecord]) -> None:
    """Log what another process has collected."""
    for record in records:
        logger = logging.getLogger(record.name)
        if logger.isEnabledFor(record.levelno):
            logger.handle(record)
