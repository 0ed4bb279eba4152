"""Progress of an import for a person: a bar on a terminal, log lines elsewhere."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn
from rich.progress import Progress as Bar

from homegallery.cli.logs import one_line
from homegallery.importer.progress import Progress, ProgressListener

log = logging.getLogger(__name__)

LINE_SECONDS: Final = 10.0


@contextmanager
def shown_progress(console: Console) -> Iterator[ProgressListener]:
    """A listener that draws a bar if ``console`` is a terminal, else logs every 10 s."""
    if not console.is_terminal:
        yield ProgressLines()
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[detail]}"),
    )
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("Looking for photos", total=None, detail="")
        yield lambda progress: _draw(bar, task, progress)


def _draw(bar: Bar, task: TaskID, progress: Progress) -> None:
    importing = progress.phase == "importing"
    bar.update(
        task,
        description=f"{'Importing' if importing else 'Looking through'} {escape(progress.source)}",
        completed=progress.done,
        total=progress.total if importing else None,
        detail=escape(one_line(detail(progress))),
    )


class ProgressLines:
    """Logs a line every ten seconds while files are imported."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def __call__(self, progress: Progress) -> None:
        if progress.phase == "importing" and time.monotonic() >= self._last + LINE_SECONDS:
            self._last = time.monotonic()
            text = f"Importing {progress.source}".strip()
            log.info(
                "%s: %d of %d files, %s",
                text, progress.done, progress.total, one_line(detail(progress)),
            )  # fmt: skip


def detail(progress: Progress) -> str:
    """Rate, remaining time and failures, such as ``12.0/s, about 50 min, 2 failures``.

    A conversion comes after all files: ``converting a.mov 43%, 3 to complete``.
    """
    parts = []
    if progress.file:
        parts.append(f"converting {progress.file} {progress.file_done:.0%}")
    elif progress.rate:
        parts.append(f"{progress.rate:.1f}/s")
    if progress.remaining and progress.phase == "importing":
        parts.append(f"about {duration(progress.remaining)}")
    if progress.pending:
        parts.append(f"{progress.pending} to complete")
    if progress.failures:
        parts.append(f"{progress.failures} failure{'s' if progress.failures > 1 else ''}")
    return ", ".join(parts)


def duration(seconds: float) -> str:
    """A time a person can read at a glance: ``40 s``, ``50 min``, ``3 h 20 min``."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min"
