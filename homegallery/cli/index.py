"""``homegallery index``: the list of files of one directory, by hand."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Final

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.filesize import decimal
from rich.table import Table

from homegallery.cli.arguments import CreateGroup, ListCommand
from homegallery.cli.count import shown_count
from homegallery.cli.options import LogOptions
from homegallery.cli.setup import set_up_console
from homegallery.cli.signals import INTERRUPTED_EXIT, cancelled_by_signals
from homegallery.cli.spread import spread
from homegallery.config.source import SourceSettings
from homegallery.errors import GalleryError
from homegallery.index.apply import apply_journal
from homegallery.index.journal import journal_path, remove_journal
from homegallery.index.limits import AddLimits
from homegallery.index.recent import read_known
from homegallery.index.scan import ScanCancelled
from homegallery.index.selection import NoIndexError
from homegallery.index.statistics import Statistics, statistics
from homegallery.index.update import How, Updated, update_index

LIMITED_EXIT: Final = 1

app = typer.Typer(cls=CreateGroup, help="List the files of one directory. create is the default.")
journal_app = typer.Typer(no_args_is_help=True, help="Apply or remove a journal of an index.")
app.add_typer(journal_app, name="journal")

IndexOption = Annotated[Path, typer.Option("--index", "-i", help="Index file.")]
JournalOption = Annotated[
    str, typer.Option("--journal", "-j", help="Id of the journal, like 0131-a9Xk.")
]


class IndexingError(GalleryError):
    """The index could not be made."""

    exit_code = 2


@app.command("update", cls=ListCommand, help="The same as create.")
@app.command("create", cls=ListCommand)
@spread
def create(
    directory: Annotated[
        Path, typer.Option("--directory", "-d", "--dir", help="Directory of photos.")
    ] = Path(),
    index: IndexOption = Path("index.idx"),
    checksum: Annotated[
        bool,
        typer.Option("--checksum/--no-checksum", "-C", help="Compute the SHA-1 of new files."),
    ] = True,
    exclude: Annotated[
        list[str] | None,
        typer.Option("--exclude", "-e", help="Pattern of files to leave out, as in a .gitignore."),
    ] = None,
    exclude_from_file: Annotated[
        Path | None, typer.Option("--exclude-from-file", "-E", help="File with such patterns.")
    ] = None,
    exclude_if_present: Annotated[
        str,
        typer.Option(
            "--exclude-if-present", "-X", help="Leave out directories with a file of this name."
        ),
    ] = "",
    matcher: Annotated[
        str,
        typer.Option(
            "--matcher",
            "-m",
            help="What makes a known file unchanged: size-ctime-inode, size-ctime or size.",
        ),
    ] = "size-ctime-inode",
    max_filesize: Annotated[
        str | None, typer.Option(help="Leave out larger files: bytes, or like 20M or 1.5G.")
    ] = None,
    keep_known: Annotated[
        bool, typer.Option(help="Known files stay even if they are larger.")
    ] = True,
    add_limits: Annotated[
        str | None,
        typer.Option(
            help="initial,offset,factor,max: add at most initial paths to an empty index, later "
            "factor - 1 of its size, at least offset and at most max. Default: no limit."
        ),
    ] = None,
    journal: Annotated[
        str | None,
        typer.Option("--journal", "-j", help="Write the changes to this journal, not the index."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help="Write nothing.")] = False,
    *,
    logs: LogOptions,
) -> None:
    """Write or update the index of a directory: its files with their checksums.

    A second run looks only at what changed. Ctrl-C stops and keeps what was hashed.
    The sources of the configuration are not used here; run import does all at once.

    Exit codes: 0 done, 1 done but new files were left out because of --add-limits (run it
    again), 2 error or wrong usage, 130 stopped.

    Example: homegallery index --directory ~/Pictures --index Pictures.idx
    """
    console = Console(stderr=True)
    try:
        set_up_console(logs, console)
        source = _source(
            dir=directory,
            index=index.absolute(),
            excludes=exclude or [],
            exclude_from_file=exclude_from_file,
            exclude_if_present=exclude_if_present,
            matcher=matcher,
            max_file_size=max_filesize,
        )
        limits = AddLimits.parse(add_limits) if add_limits is not None else None
        done = _run(source, How(checksum, keep_known, limits, journal, dry_run), console)
    except ScanCancelled:
        raise typer.Exit(INTERRUPTED_EXIT) from None
    except GalleryError as error:
        raise IndexingError(str(error), hint=error.hint) from error
    except OSError as error:
        raise IndexingError(str(error)) from error
    _tell(done, console)
    raise typer.Exit(_exit_code(done))


def _source(**values: object) -> SourceSettings:
    try:
        return SourceSettings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        option = {"matcher": "--matcher", "max_file_size": "--max-filesize"}
        name = option.get(str(first["loc"][0]), str(first["loc"][0]))
        raise IndexingError(f"{name} {first['input']!r}: {first['msg']}") from None


def _run(source: SourceSettings, how: How, console: Console) -> Updated:
    with cancelled_by_signals() as cancel, shown_count(console) as count:
        return update_index(
            source,
            how,
            cancel=cancel,
            on_progress=lambda done, total: count(
                "Looking through" if total is None else "Hashing", done, total
            ),
        )


def _tell(done: Updated, console: Console) -> None:
    for warning in (*done.warnings, *(f"{one.filename}: {one.reason}" for one in done.failures)):
        console.print(f"Warning: {warning}", markup=False, soft_wrap=True)
    state = "Stopped" if done.stopped else "Done"
    console.print(
        f"{state}: {done.adds} new, {done.changes} changed, {done.removes} removed "
        f"of {done.entries} files and directories",
        highlight=False,
    )
    if done.limited:
        console.print("New files were left out because of --add-limits: run it again")
    if done.written:
        console.print(f"Wrote {done.written}", markup=False, highlight=False, soft_wrap=True)


def _exit_code(done: Updated) -> int:
    if done.stopped:
        return INTERRUPTED_EXIT
    return LIMITED_EXIT if done.limited else 0


@journal_app.command("apply")
@spread
def apply(
    index: IndexOption,
    journal: JournalOption,
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help="Write nothing.")] = False,
    keep: Annotated[
        bool, typer.Option("--keep", "--keep-journal", help="Do not delete the journal.")
    ] = False,
    *,
    logs: LogOptions,
) -> None:
    """Write the changes of a journal to its index and delete the journal.

    Exit codes: 0 done, 1 error, such as a journal of another revision of the index,
    2 wrong usage.

    Example: homegallery index journal apply --index Pictures.idx --journal 0131-a9Xk
    """
    console = Console(stderr=True)
    set_up_console(logs, console)
    done = apply_journal(index, journal, keep=keep, dry_run=dry_run)
    console.print(
        f"{'Would apply' if dry_run else 'Applied'} {len(done.adds)} new, "
        f"{len(done.changes)} changed and {len(done.removes)} removed files",
        highlight=False,
    )


@journal_app.command("remove")
@spread
def remove(
    index: IndexOption,
    journal: JournalOption,
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help="Write nothing.")] = False,
    *,
    logs: LogOptions,
) -> None:
    """Delete a journal; the next run of the index finds the changes again.

    Exit codes: 0 done, also if there is none, 1 error, 2 wrong usage.

    Example: homegallery index journal remove --index Pictures.idx --journal 0131-a9Xk
    """
    console = Console(stderr=True)
    set_up_console(logs, console)
    path = journal_path(index, journal)
    there = path.exists() if dry_run else remove_journal(index, journal)
    if not there:
        console.print(f"Warning: there is no journal {path}", markup=False, soft_wrap=True)


@app.command("stats")
@spread
def stats(index: IndexOption, *, logs: LogOptions) -> None:
    """Count the files of an index by type.

    Exit codes: 0 done, 1 error, 2 wrong usage.

    Example: homegallery index stats --index Pictures.idx
    """
    set_up_console(logs, Console(stderr=True))
    known = read_known(index)
    if known.created is None:
        raise NoIndexError(f"there is no index {index}", hint="Name an index file with --index.")
    Console().print(_table(statistics(known.records)))


def _table(counted: Statistics) -> Table:
    table = Table("", "Count", "Size")
    for column in table.columns[1:]:
        column.justify = "right"
    rows: Iterable[tuple[str, int, int | None]] = [
        ("directories", counted.directories, None),
        ("files", counted.files, counted.size),
        *((f"  {kind}", total.files, total.size) for kind, total in counted.types.items()),
        ("links", counted.links, None),
        ("others", counted.others, None),
    ]
    for name, count, size in rows:
        table.add_row(name, f"{count}", "" if size is None else decimal(size))
    return table
