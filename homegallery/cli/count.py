"""A count that grows: a bar on a terminal, log lines elsewhere."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

log = logging.getLogger(__name__)

LINE_SECONDS: Final = 10.0

Count = Callable[[str, int, int | None], None]
"""What is done, how many of it, and of how many if that is known."""


@contextmanager
def shown_count(console: Console) -> Iterator[Count]:
    """Shows what it is called with on ``console`` if that is a terminal, else logs every 10 s."""
    if not console.is_terminal:
        yield CountLines()
        return
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda what, done, total: bar.update(
            task, description=what, completed=done, total=total
        )


class CountLines:
    """Logs a line every ten seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last = clock()

    def __call__(self, what: str, done: int, total: int | None) -> None:
        if self._clock() >= self._last + LINE_SECONDS:
            self._last = self._clock()
            log.info("%s: %d%s files", what, done, f" of {total}" if total is not None else "")
