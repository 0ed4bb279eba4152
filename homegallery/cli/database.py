"""``homegallery database``: build the database from what is there, or remove entries."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from homegallery.cli.arguments import CreateGroup, ListCommand
from homegallery.cli.indices import selections
from homegallery.cli.options import ConfigOptions, LogOptions
from homegallery.cli.overrides import given
from homegallery.cli.removal import split
from homegallery.cli.setup import read
from homegallery.cli.spread import spread
from homegallery.config.model import Settings
from homegallery.database.file import write_database
from homegallery.database.rebuild import EntryBuilder, merge_journals
from homegallery.errors import GalleryError
from homegallery.events.errors import EventsError
from homegallery.importer.lock import import_lock
from homegallery.index.excludes import read_excludes
from homegallery.index.selection import NoIndexError
from homegallery.storage.store import Storage
from homegallery.timestamp import now
from homegallery.vision.limits import read_limits

log = logging.getLogger(__name__)

app = typer.Typer(
    cls=CreateGroup, help="Build the database, or remove entries. create is the default."
)

DatabaseOption = Annotated[Path | None, typer.Option("--database", "-d", help="The database file.")]


class EmptyQueryError(GalleryError):
    """The query would mean all entries."""


@app.command("create", cls=ListCommand)
@spread
def create(
    index: Annotated[
        list[Path] | None,
        typer.Option(
            "--index", "-i", show_default=False,
            help="Index files. Default: of all sources, with --journal of those online.",
        ),
    ] = None,
    storage: Annotated[
        Path | None, typer.Option("--storage", "-s", help="Directory of previews.")
    ] = None,
    database: DatabaseOption = None,
    exclude: Annotated[
        list[str] | None, typer.Option("--exclude", "-e", help="Pattern of files not to show.")
    ] = None,
    exclude_from_file: Annotated[
        Path | None, typer.Option("--exclude-from-file", "-E", help="File with such patterns.")
    ] = None,
    journal: Annotated[
        str | None,
        typer.Option("--journal", "-j", help="Only merge what this journal says."),
    ] = None,
    *,
    config: ConfigOptions,
    logs: LogOptions,
) -> None:  # fmt: skip
    """Build the database from index files and storage, or merge a journal into it.

    All is built anew unless there is a journal; then indices without it stay as they
    are. run import does index, extract and database at once.

    Exit codes: 0 done or nothing to do, 1 error, 2 wrong usage, 4 an import is running.

    Example: homegallery database --index Pictures.idx --storage ./storage --database my.db
    """
    overrides = given(
        {
            "fileIndex.files": index,
            "fileIndex.journal": journal,
            "storage.dir": storage,
            "database.file": database,
            "database.excludes": exclude,
            "database.excludeFromFile": exclude_from_file,
        }
    )
    console = Console(stderr=True)
    settings = read(config, logs, console, overrides)
    if settings.file_index.journal:
        _merge(settings)
    else:
        _build(settings)


@app.command("remove")
@spread
def remove(
    query: Annotated[
        str, typer.Option("--query", "-q", help="Which entries, in the words of the search.")
    ],
    database: DatabaseOption = None,
    events: Annotated[
        Path | None, typer.Option("--events", "-e", help="File of all edits, such as tags.")
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", "-k", "--inverse", help="Keep only these entries.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help="Write nothing.")] = False,
    *,
    config: ConfigOptions,
    logs: LogOptions,
) -> None:
    """Remove the entries that a query finds from the database, not from the disk.

    The query sees your edits, such as tags. A later full build or import brings the
    entries back; exclude their files to be rid of them.

    Exit codes: 0 done, also if nothing was found, 1 error, 2 wrong usage, 4 an import is
    running.

    Example: homegallery database remove --query "tag:private" --dry-run
    """
    overrides = given({"database.file": database, "events.file": events})
    settings = read(config, logs, Console(stderr=True), overrides)
    if not query.strip():
        raise EmptyQueryError("the query is empty", hint='Name entries, such as "year < 1990".')
    if events is not None and not events.exists():
        raise EventsError(f"there are no events in {events}", hint="Correct --events.")
    with _locked(settings, agrees=False):
        limits = read_limits(settings.vision)
        files = settings.database.file, settings.events.file
        removed, left = split(*files, query, limits, keep=keep)
        if removed and not dry_run:
            write_database(settings.database.file, left)
    log.info(
        "%s %d of %d entries",
        "Would remove" if dry_run else "Removed",
        len(removed),
        len(removed) + len(left),
    )


def _build(settings: Settings) -> None:
    whole = not settings.file_index.files
    with _locked(settings, agrees=whole):
        chosen = list(selections(settings, offline=True))
        if not chosen:
            raise NoIndexError(
                "no source has an index yet", hint="Write them first: homegallery run import"
            )
        builder = _builder(settings)
        entries = (entry for one in chosen for entry in builder.build(one))
        count = write_database(settings.database.file, entries)
    log.info("The database %s has %d entries", settings.database.file, count)


def _merge(settings: Settings) -> None:
    with _locked(settings, agrees=False):
        chosen = list(selections(settings, offline=False))
        merge = merge_journals(settings.database.file, chosen, _builder(settings))
    if merge is None or not merge.changed:
        log.info("The database %s is unchanged", settings.database.file)
    else:
        log.info("The database %s has %d entries now", settings.database.file, merge.count)


def _builder(settings: Settings) -> EntryBuilder:
    database = settings.database
    return EntryBuilder(
        Storage(settings.storage.dir),
        updated=database.updated or now(),
        supported_types=database.supported_types,
        excludes=read_excludes(database.excludes, database.exclude_from_file),
        disabled=settings.plugin_manager.disabled,
    )


@contextmanager
def _locked(settings: Settings, *, agrees: bool) -> Iterator[None]:
    """Keep imports away. ``agrees``: the database then holds what all indices say.

    Otherwise an import that was cut off before stays noted, so that the next one
    compares index and database.
    """
    with import_lock(settings.database.file) as lock:
        settled = not lock.was_cut_off
        try:
            yield
            settled = settled or agrees
        finally:
            if settled:
                lock.complete()
