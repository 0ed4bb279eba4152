"""``homegallery run import``: bring the database up to date, with progress."""

import typer
from rich.console import Console
from rich.markup import escape

from homegallery.cli.bar import duration, shown_progress
from homegallery.cli.logs import one_line
from homegallery.cli.options import (
    ConfigOption,
    LogOptions,
    SourceOption,
    WorkersOption,
)
from homegallery.cli.setup import load
from homegallery.cli.signals import INTERRUPTED_EXIT, cancelled_by_signals
from homegallery.cli.spread import spread
from homegallery.importer.run import Summary, run_import

FAILURES_EXIT = 3

_MOST_FAILURES = 50


@spread
def command(
    source: SourceOption = None,
    workers: WorkersOption = None,
    config: ConfigOption = None,
    *,
    logs: LogOptions,
) -> None:
    """Import what is new or changed in the source directories.

    Photos are never written to. Ctrl-C stops within a second or two and keeps
    finished work; the next import goes on from there.

    Exit codes: 0 everything is imported, 1 error, 2 wrong usage, 3 finished but
    some files failed, 4 another import is running, 130 stopped.

    Example: homegallery run import --source ~/Pictures
    """
    console = Console(stderr=True)
    settings = load(config, logs, console, source)
    with cancelled_by_signals() as cancel, shown_progress(console) as on_progress:
        summary = run_import(settings, workers=workers, cancel=cancel, on_progress=on_progress)
    print_summary(summary, console)
    raise typer.Exit(_exit_code(summary))


def print_summary(summary: Summary, console: Console) -> None:
    """What was imported, what is offline, and each failure with file and reason."""
    state = "Stopped" if summary.stopped else "Done"
    console.print(
        f"{state} after {duration(summary.seconds)}: "
        f"{summary.entries} new or changed entries from {summary.files} files"
    )
    for name in summary.offline:
        console.print(f"Source {escape(name)} is offline or empty: its photos stay as they are")
    for warning in summary.warnings:
        console.print(escape(one_line(f"Warning: {warning}")))
    for failure in summary.failures[:_MOST_FAILURES]:
        line = f"Failed: {failure['index']}: {failure['filename']}: {failure['error']}"
        console.print(escape(one_line(line)), soft_wrap=True)
    more = len(summary.failures) - _MOST_FAILURES
    if more > 0:
        console.print(f"… and {more} more failures; the log and the browser list all")


def _exit_code(summary: Summary) -> int:
    if summary.stopped:
        return INTERRUPTED_EXIT
    return FAILURES_EXIT if summary.failures else 0
