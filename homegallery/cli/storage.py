"""``homegallery storage``: look after the directory of previews."""

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.filesize import decimal

from homegallery.cli.arguments import ListCommand
from homegallery.cli.options import LogOptions
from homegallery.cli.setup import set_up_console
from homegallery.cli.spread import spread
from homegallery.config.load import find_config, load_settings
from homegallery.config.model import Settings
from homegallery.errors import GalleryError
from homegallery.importer.purge import MIN_AGE, purge
from homegallery.storage.purge import Inventory

app = typer.Typer(no_args_is_help=True, help="Look after the directory of previews.")

_DAY = 24 * 3600.0


class NoGalleryError(GalleryError):
    """There is no configuration that says what is needed."""


@app.callback()
def group() -> None:
    """Keeps ``purge`` a named command although it is the only one."""


@app.command("purge", cls=ListCommand)
@spread
def purge_command(
    logs: LogOptions,
    config: Annotated[
        list[Path] | None,
        typer.Option(
            "--config", "-c", envvar="GALLERY_CONFIG", show_default=False,
            help="Configuration of a gallery that uses the storage. Name all that share it.",
        ),
    ] = None,
    storage: Annotated[
        Path | None, typer.Option("--storage", "-s", help="The storage, if it is another one.")
    ] = None,
    database: Annotated[
        Path | None, typer.Option("--database", "-d", help="The database, if it is another one.")
    ] = None,
    index: Annotated[
        list[Path] | None,
        typer.Option("--index", "-i", help="Index files beside those of the sources.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="Only tell what would be removed.")
    ] = False,
    min_age: Annotated[
        float, typer.Option(min=0, help="Days that an object must be old to be removed.")
    ] = MIN_AGE / _DAY,
    force: Annotated[
        bool, typer.Option(help="Remove even if most of the storage seems unused.")
    ] = False,
) -> None:  # fmt: skip
    """Remove previews and meta data of files that are gone.

    Deleted and edited photos leave their objects behind, which costs only space. Files of
    sources that are offline count as there. No import may run meanwhile.

    Exit codes: 0 done, 1 error and nothing removed, 2 wrong usage, 4 an import is running.

    Example: homegallery storage purge --dry-run
    """
    console = Console(stderr=True)
    set_up_console(logs, console)
    given = {"storage": {"dir": storage}, "database": {"file": database}}
    overrides: dict[str, object] = {
        section: values for section, values in given.items() if None not in values.values()
    }
    if index:
        overrides["sources+"] = [{"dir": path.parent, "index": path} for path in index]
    paths: list[Path | None] = [*config] if config else [None]
    with console.status("Looking at what is needed") as status:
        found = purge(
            [_settings(path, overrides) for path in paths],
            dry_run=dry_run,
            force=force,
            min_age=min_age * _DAY,
            on_progress=lambda count: status.update(f"{count} objects looked at"),
            on_inventory=lambda found: _tell(found, console),
        )
    count = len(found.orphans)
    console.print(f"{'Would remove' if dry_run else 'Removed'} {count} files")


def _settings(path: Path | None, overrides: dict[str, object]) -> Settings:
    found = find_config(path, os.environ)
    if found is None:
        raise NoGalleryError(
            "There is no configuration: it is unknown what the storage is needed for",
            hint="Name it: homegallery storage purge --config gallery.config.yml",
        )
    return load_settings(found, environ=os.environ, overrides=overrides).settings


def _tell(found: Inventory, console: Console) -> None:
    console.print(f"{found.objects} objects, {decimal(found.size)}")
    console.print(f"{len(found.orphans)} belong to no file, {decimal(found.orphan_size)}")
    if found.young:
        console.print(f"{found.young} more belong to no file, but are too young to be removed")
