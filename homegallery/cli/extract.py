"""``homegallery extract``: previews and meta data of the files of an index, by hand."""

from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.markup import escape

from homegallery.cli.count import shown_count
from homegallery.cli.extraction import Extraction, extract_all
from homegallery.cli.indices import selections
from homegallery.cli.logs import one_line
from homegallery.cli.options import ConfigOptions, LogOptions
from homegallery.cli.overrides import given
from homegallery.cli.setup import read
from homegallery.cli.signals import INTERRUPTED_EXIT, cancelled_by_signals
from homegallery.cli.spread import spread

FAILURES_EXIT: Final = 3


@spread
def command(
    index: Annotated[
        list[Path] | None,
        typer.Option(
            "--index", "-i", show_default=False, help="Index files. Default: of all online sources."
        ),
    ] = None,
    storage: Annotated[
        Path | None, typer.Option("--storage", "-s", help="Directory of previews.")
    ] = None,
    journal: Annotated[
        str | None,
        typer.Option("--journal", "-j", help="Only what is new or changed in this journal."),
    ] = None,
    exclude: Annotated[
        list[str] | None, typer.Option("--exclude", "-e", help="Pattern of files not to read.")
    ] = None,
    exclude_from_file: Annotated[
        Path | None, typer.Option("--exclude-from-file", "-E", help="File with such patterns.")
    ] = None,
    checksum_from: Annotated[
        str | None,
        typer.Option("--checksum-from", "-C", help="Only files hashed after this date (ISO 8601)."),
    ] = None,
    skip: Annotated[
        int | None, typer.Option(min=0, help="Skip so many files.", show_default=False)
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=0, help="At most so many files, 0 for all.")
    ] = None,
    concurrent: Annotated[
        int | None,
        typer.Option(min=0, help="Processes at work, 1 to examine a problem. 0: one per CPU."),
    ] = None,
    print_entry: Annotated[
        bool | None,
        typer.Option("--print-entry/--no-print-entry", help="Log what is known of each file."),
    ] = None,
    geo_server: Annotated[
        str | None, typer.Option(help="Nominatim service for addresses; positions are sent to it.")
    ] = None,
    geo_address_language: Annotated[
        list[str] | None, typer.Option(help="Languages of addresses, the preferred one first.")
    ] = None,
    api_server: Annotated[
        str | None,
        typer.Option(help="Service that finds objects and faces; previews are sent to it."),
    ] = None,
    api_server_timeout: Annotated[
        float | None, typer.Option(min=1, max=300, clamp=True, help="Seconds to wait for it.")
    ] = None,
    api_server_concurrent: Annotated[
        int | None, typer.Option(min=1, max=20, clamp=True, help="Requests at a time.")
    ] = None,
    use_native: Annotated[
        list[str] | None, typer.Option(help="Programs of the system to prefer, like ffmpeg.")
    ] = None,
    *,
    config: ConfigOptions,
    logs: LogOptions,
) -> None:
    """Make previews and read meta data of the files of an index; what exists stays.

    Ctrl-C stops and keeps what was made. run import does index, extract and database at
    once.

    Exit codes: 0 done, 1 error, 2 wrong usage, 3 done but some files failed, 130 stopped.

    Example: homegallery extract --index Pictures.idx --storage ./storage
    """
    overrides = given(
        {
            "fileIndex.files": index,
            "fileIndex.journal": journal,
            "fileIndex.minChecksumDate": checksum_from,
            "storage.dir": storage,
            "extractor.excludes": exclude,
            "extractor.excludeFromFile": exclude_from_file,
            "extractor.stream.skip": skip,
            "extractor.stream.limit": limit,
            "extractor.stream.concurrent": concurrent,
            "extractor.stream.printEntry": print_entry,
            "extractor.geoReverse.url": geo_server,
            "extractor.geoReverse.addressLanguage": _words(geo_address_language),
            "extractor.apiServer.url": api_server,
            "extractor.apiServer.timeout": api_server_timeout,
            "extractor.apiServer.concurrent": api_server_concurrent,
            "extractor.useNative": _words(use_native),
        }
    )
    console = Console(stderr=True)
    settings = read(config, logs, console, overrides)
    with cancelled_by_signals() as cancel, shown_count(console) as count:
        done = extract_all(
            settings, selections(settings, offline=False), cancel=cancel, on_count=count
        )
        stopped = cancel.is_set()
    _tell(done, console, stopped=stopped)
    raise typer.Exit(INTERRUPTED_EXIT if stopped else FAILURES_EXIT if done.failures else 0)


def _words(texts: list[str] | None) -> str | None:
    """Several values and values with commas are the same."""
    return ",".join(texts) if texts else None


def _tell(done: Extraction, console: Console, *, stopped: bool) -> None:
    for failure in done.failures:
        line = f"Failed: {failure.index}: {failure.filename}: {failure.step}: {failure.error}"
        console.print(escape(one_line(line)), soft_wrap=True)
    state = "Stopped" if stopped else "Done"
    console.print(f"{state}: {done.files} files, {len(done.failures)} failures", highlight=False)
