"""``homegallery run import``: bring the database up to date, with progress."""

from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from homegallery.cli.bar import duration, shown_progress
from homegallery.cli.logs import one_line
from homegallery.cli.options import (
    ConfigOption,
    LogOptions,
    SourceOption,
    WatchOptions,
    WorkersOption,
)
from homegallery.cli.setup import load
from homegallery.cli.signals import INTERRUPTED_EXIT, cancelled_by_signals
from homegallery.cli.spread import spread
from homegallery.cli.watching import watch_until, watching
from homegallery.importer.batch import batches
from homegallery.importer.run import Summary, run_import
from homegallery.importer.service import ImportService

FAILURES_EXIT = 3

_MOST_FAILURES = 50


@spread
def command(
    source: SourceOption = None,
    initial: Annotated[
        bool,
        typer.Option(
            "--initial/--no-initial",
            "-i",
            show_default=False,
            help="Files up to 20 MB first, then up to 200 MB, then all; otherwise as --update.",
        ),
    ] = False,
    update: Annotated[
        bool,
        typer.Option(
            "--update/--no-update",
            "-u",
            show_default=False,
            help="Only new and changed files.",
        ),
    ] = False,
    small_files: Annotated[
        bool,
        typer.Option(
            "--small-files/--no-small-files",
            show_default=False,
            help="Leave out new files of more than 20 MB where the source has no maxFileSize.",
        ),
    ] = False,
    watch: Annotated[
        bool,
        typer.Option(
            "--watch/--no-watch", "-w", show_default=False,
            help="Stay and import what changes, as --initial, until Ctrl-C.",
        ),
    ] = False,
    import_on_start: Annotated[
        bool, typer.Option(help="With --watch: begin with an import.")
    ] = True,
    workers: WorkersOption = None,
    config: ConfigOption = None,
    *,
    watch_options: WatchOptions,
    logs: LogOptions,
) -> None:  # fmt: skip
    """Import the source directories.

    Without --update and --initial known files are checked as well: what is missing
    of them is computed, all entries are built anew, and photos of sources that are
    not configured any more leave the gallery. Existing previews stay.

    Photos are never written to. Ctrl-C stops within a second or two and keeps
    finished work; the next import goes on from there.

    Exit codes: 0 everything is imported, 1 error, 2 wrong usage, 3 finished but
    some files failed, 4 another import is running, 130 stopped.

    Example: homegallery run import --source ~/Pictures --initial
    """
    console = Console(stderr=True)
    settings = load(config, logs, console, source)
    if watch:
        service = ImportService(settings, workers=workers, watching=watching(watch_options))
        with cancelled_by_signals() as cancel, shown_progress(console) as on_progress:
            service.subscribe(on_progress)
            watch_until(cancel, service, at_once=import_on_start)
        raise typer.Exit(INTERRUPTED_EXIT)
    with cancelled_by_signals() as cancel, shown_progress(console) as on_progress:
        summary = run_import(
            settings,
            workers=workers,
            cancel=cancel,
            on_progress=on_progress,
            full=not (initial or update),
            batches=batches(initial=initial, small_files=small_files),
        )
    print_summary(summary, console)
    raise typer.Exit(exit_code(summary))


def print_summary(summary: Summary, console: Console) -> None:
    """What was imported, what is offline, and each failure with file and reason."""
    state = "Stopped" if summary.stopped else "Done"
    made = f"{summary.entries} entries from {summary.files} files"
    nothing = not summary.stopped and not summary.files and not summary.entries
    console.print(
        f"{state} after {duration(summary.seconds)}: {'nothing new' if nothing else made}"
    )
    if not nothing:
        console.print(f"Time by step: {time_by_step(summary)}", soft_wrap=True)
    for name in summary.offline:
        line = f"Source {name} is offline or empty: its photos stay as they are"
        console.print(escape(line), soft_wrap=True)
    for name, files in summary.dropped.items():
        line = f"Source {name} is not configured any more: its {files} files left the gallery"
        console.print(escape(line), soft_wrap=True)
    for warning in summary.warnings:
        console.print(escape(one_line(f"Warning: {warning}")), soft_wrap=True)
    for failure in summary.failures[:_MOST_FAILURES]:
        line = f"Failed: {failure['index']}: {failure['filename']}: {failure['error']}"
        console.print(escape(one_line(line)), soft_wrap=True)
    more = len(summary.failures) - _MOST_FAILURES
    if more > 0:
        console.print(f"… and {more} more failures: homegallery failures list")


def time_by_step(summary: Summary) -> str:
    """Most first; steps run side by side, so they may add up to more than the whole."""
    spent = sorted(summary.seconds_by_step.items(), key=lambda item: -item[1])
    return ", ".join(f"{step} {seconds:.1f} s" for step, seconds in spent)


def exit_code(summary: Summary) -> int:
    """0 if all went well, 3 if files failed, 130 if the import was stopped."""
    if summary.stopped:
        return INTERRUPTED_EXIT
    return FAILURES_EXIT if summary.failures else 0
