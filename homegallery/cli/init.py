"""``homegallery run init``: a first configuration."""

import os
import shlex
from pathlib import Path
from typing import Annotated

import typer


def init(
    source: Annotated[
        list[Path],
        typer.Option(
            "--source",
            "-s",
            envvar="GALLERY_SOURCE",
            show_default=False,
            help="Directory of photos. Can be repeated.",
        ),
    ],
    directories: Annotated[
        list[Path] | None, typer.Argument(metavar="[DIR]...", help="Further directories.")
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(
            "--config",
            "-c",
            envvar="GALLERY_CONFIG",
            show_default=False,
            help="File to create (.yml). Default: ~/.config/home-gallery/gallery.config.yml, "
            "or gallery.config.yml in GALLERY_CONFIG_DIR.",
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", "-f", help="Replace an existing configuration.")
    ] = False,
) -> None:
    """Create a configuration with your source directories.

    It is the commented example, ready to be edited.

    Example: homegallery run init --source ~/Pictures --source /mnt/photos
    """
    from homegallery.config.create import create_config, default_config_path
    from homegallery.config.find import find_config
    from homegallery.config.present import is_directory

    path = config or default_config_path(os.environ)
    sources = [*source, *(directories or [])]
    create_config(path, sources, force=force)
    for directory in sources:
        if not is_directory(directory):
            typer.echo(f"Hint: {str(directory)!r} is missing at the moment", err=True)
    found = find_config(None, os.environ)
    option = "" if found and found.samefile(path) else f" --config {shlex.quote(str(path))}"
    typer.echo(f"Created {path}\nStart the gallery with: homegallery run server{option}")
