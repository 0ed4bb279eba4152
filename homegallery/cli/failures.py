"""``homegallery failures``: files that could not be imported; try them again."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.markup import escape

from homegallery import jsontext, timestamp
from homegallery.cli.bar import shown_progress
from homegallery.cli.logs import one_line
from homegallery.cli.options import ConfigOption, LogOptions, WorkersOption
from homegallery.cli.run_import import exit_code, print_summary
from homegallery.cli.setup import load
from homegallery.cli.signals import cancelled_by_signals
from homegallery.cli.spread import spread
from homegallery.config.model import Settings
from homegallery.importer.failures import FailureList, ImportFailure
from homegallery.importer.retry import Retry
from homegallery.importer.run import run_import

app = typer.Typer(
    no_args_is_help=True, help="Files that could not be imported: list them, try them again."
)

MOST_SHOWN: Final = 100
"""With more failures, only a few files of each reason are shown."""
EXAMPLES: Final = 3

PatternArgument = Annotated[
    str,
    typer.Argument(
        show_default=False,
        help="Part of a file name, source or reason, or a pattern of whole names like "
        "'*.heic'. Default: all.",
    ),
]


@app.command("list")
@spread
def list_command(
    pattern: PatternArgument = "",
    as_json: Annotated[
        bool, typer.Option("--json", help="Print all as JSON, with times in UTC.")
    ] = False,
    config: ConfigOption = None,
    *,
    logs: LogOptions,
) -> None:
    """List files that failed: why, since when, and when they are tried again.

    A file is tried again by the first import after that time. The pause grows from an
    hour to a month. Of more than 100 failures only a few files of each reason are shown.

    Exit codes: 0 done, 1 error, 2 wrong usage.

    Example: homegallery failures list '*.heic'
    """
    settings = load(config, logs, Console(stderr=True))
    known = _known(settings)
    found = [failure for failure in known.items if is_meant(failure, pattern)]
    if as_json:
        typer.echo(jsontext.dumps([_as_json(failure, known) for failure in found]))
        return
    console = Console()
    for line in listing(found, known):
        console.print(escape(one_line(line)), soft_wrap=True, highlight=False)


@app.command("retry")
@spread
def retry_command(
    pattern: PatternArgument = "",
    workers: WorkersOption = None,
    config: ConfigOption = None,
    *,
    logs: LogOptions,
) -> None:
    """Try failed files again now, also conversions of videos and look-ups of addresses.

    New and changed files are imported as well, as by run import --update.

    Exit codes: 0 everything is imported, 1 error, 2 wrong usage, 3 finished but
    some files failed, 4 another import is running, 130 stopped.

    Example: homegallery failures retry memoryLimit
    """
    console = Console(stderr=True)
    settings = load(config, logs, console)
    files = _files(_known(settings).items, pattern)
    if not files:
        console.print("No failed file is meant: nothing to do")
        return
    console.print(f"Trying {_count(len(files))} again")
    with cancelled_by_signals() as cancel, shown_progress(console) as on_progress:
        summary = run_import(
            settings, workers=workers, cancel=cancel, on_progress=on_progress, retry=Retry(files)
        )
    print_summary(summary, console)
    left = len(files & _files(_known(settings).items, ""))
    console.print(f"{_count(len(files) - left)} succeeded, {_count(left)} still failed")
    raise typer.Exit(exit_code(summary))


def is_meant(failure: ImportFailure, pattern: str) -> bool:
    """Whether a pattern means the failure; upper and lower case are the same."""
    wanted = pattern.casefold()
    name = f"{failure['index']}/{failure['filename']}".casefold()
    if any(sign in wanted for sign in "*?["):
        return fnmatchcase(name, wanted) or fnmatchcase(failure["filename"].casefold(), wanted)
    return any(wanted in text for text in (name, _reason(failure).casefold()))


def listing(failures: Sequence[ImportFailure], known: FailureList) -> Iterator[str]:
    """Lines for a person: the files by reason, the most frequent reason first."""
    if not failures:
        yield "No failures"
        return
    by_reason: dict[str, list[ImportFailure]] = {}
    for failure in failures:
        by_reason.setdefault(_reason(failure), []).append(failure)
    most = MOST_SHOWN if len(failures) <= MOST_SHOWN else EXAMPLES
    for reason, files in sorted(by_reason.items(), key=lambda item: -len(item[1])):
        yield f"{reason}: {_count(len(files))}"
        for failure in files[:most]:
            yield f"  {failure['index']}/{failure['filename']}: {_times(failure, known)}"
        if len(files) > most:
            yield f"  … and {len(files) - most} more; a pattern or --json shows them"


def _known(settings: Settings) -> FailureList:
    return FailureList(settings.database.file, settings.extractor.memory_limit)


def _files(failures: Sequence[ImportFailure], pattern: str) -> frozenset[tuple[str, str]]:
    return frozenset(
        (failure["index"], failure["filename"])
        for failure in failures
        if is_meant(failure, pattern)
    )


def _count(files: int) -> str:
    return f"{files} file" if files == 1 else f"{files} files"


def _reason(failure: ImportFailure) -> str:
    return f"{failure['error']} ({failure['step']})"


def _times(failure: ImportFailure, known: FailureList) -> str:
    since = _local(datetime.fromisoformat(failure["since"]))
    tries = f", tried {failure['attempts']} times" if failure["attempts"] > 1 else ""
    due = known.next_try(failure)
    if due is None:
        return f"since {since}, tried again when it changes"
    when = "by the next import" if due <= datetime.now(UTC) else f"after {_local(due)}"
    return f"since {since}{tries}, tried again {when}"


def _local(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"


def _as_json(failure: ImportFailure, known: FailureList) -> dict[str, object]:
    due = known.next_try(failure)
    shown = {key: value for key, value in failure.items() if key != "memory_limit"}
    return {**shown, "nextTry": due and timestamp.iso(due)}
